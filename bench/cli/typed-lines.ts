// Lines from standard input: from a pipe as they are; at a terminal with a prompt, completion, and a history of this
// session only, in which a line with a PIN or a key is not kept.

import { createInterface, type Interface } from 'node:readline'
import { secretsMask } from '../../reader/recording/mask.ts'
import type { KnownApplet } from '../witness/known-applets.ts'
import { completions, parseOrder } from '../witness/words.ts'

export async function* typedLines(
  byHand: boolean,
  selected: () => KnownApplet | undefined,
): AsyncGenerator<string, void, undefined> {
  const lines = byHand ? prompting(selected) : createInterface({ input: process.stdin })
  let closed = false
  lines.once('close', () => (closed = true))
  try {
    if (byHand) lines.prompt()
    for await (const line of lines) {
      yield line
      // Ctrl-C or Ctrl-D may have come while the line was at work, and a prompt would listen again.
      if (byHand && !closed) lines.prompt()
    }
  } finally {
    // Its iterator leaves it open, and open it holds the process after the last word.
    lines.close()
  }
}

function prompting(selected: () => KnownApplet | undefined): Interface {
  const lines = createInterface({
    input: process.stdin,
    output: process.stderr,
    prompt: 'tickbench> ',
    completer: (line: string) => complete(line, selected()),
  })
  lines.on('history', (history: string[]) => {
    if (isSecret(history[0] ?? '', selected())) history.shift()
  })
  lines.on('SIGINT', () => lines.close())
  return lines
}

/** What readline's completer gives: the words that fit, and the part of the line that they replace. */
export function complete(line: string, selected: KnownApplet | undefined): [string[], string] {
  const start = line.toLowerCase()
  return [completions(selected).filter((word) => word.toLowerCase().startsWith(start)), line]
}

function isSecret(line: string, selected: KnownApplet | undefined): boolean {
  const order = parseOrder(line, selected)
  return order.kind === 'send' && secretsMask(order.command)
}
