// Where output goes: results to standard output, everything else to standard error. Handed in, so that tests read what
// a user would see.

import { writeSync } from 'node:fs'
import { EXIT } from './exit.ts'

export interface Terminal {
  /** Results. */
  out(text: string): void
  /** Everything else. */
  err(text: string): void
  /** True when standard error is a terminal that can redraw a line. */
  readonly canRedraw: boolean
  readonly columns: number
  /** True when standard input is a terminal: nobody has piped a file. */
  readonly inputIsTerminal: boolean
}

export function processTerminal(): Terminal {
  const { stdout, stderr, stdin } = process
  for (const stream of [stdout, stderr]) stream.on('error', endOnBrokenOutput)
  return {
    out: (text) => void stdout.write(harmless(text)),
    err: (text) => void stderr.write(harmless(text)),
    canRedraw: stderr.isTTY,
    columns: stderr.columns ?? 80,
    inputIsTerminal: stdin.isTTY,
  }
}

/** Names come from documents, profiles and cards of anybody: they do not steer the terminal. Ours is to erase a line. */
function harmless(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t\n\r]/gu, (control, at: number) =>
    text.startsWith(ERASE_TO_END, at) ? control : '\u{fffd}',
  )
}

const ERASE_TO_END = '\u001b[K'

/**
 * A reader that has seen enough, such as `head`, closes the pipe: that is no fault of anybody. A full disk is: results
 * would be lost with the exit code of a run that is whole.
 */
function endOnBrokenOutput(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit()
  try {
    writeSync(2, `tickbench: the output cannot be written (${error.code}): send it where there is room\n`)
  } catch {
    // Standard error is what broke; the exit code has to tell.
  }
  process.exit(EXIT.usage)
}
