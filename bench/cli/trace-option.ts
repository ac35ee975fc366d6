// `--trace` and `--trace-file`, the same for every verb that has them: lines of what happens on standard error, and all of
// it as a session file.

import { writeFileSync } from 'node:fs'
import { InvalidArgumentError, type Command } from 'commander'
import { DEFAULT_TRACE, TRACE_WORDS, type TraceWord } from '../witness/lines.ts'
import { printHeader } from '../witness/session-file.ts'
import type { Lane } from '../witness/witness.ts'
import { packageVersion } from './about.ts'
import { EXIT, UserError } from './exit.ts'
import type { Shell } from './shell.ts'
import { startTrace, type TracePlan, type Tracing } from './trace-sinks.ts'

export interface TraceOptions {
  readonly trace?: readonly TraceWord[] | true
  readonly traceFile?: string
}

export function addTraceOptions(command: Command): Command {
  return command
    .option(
      '--trace [what]',
      `print what happens, a line an event: ${TRACE_WORDS.join(', ')} (default: ${DEFAULT_TRACE.join(',')})`,
      parseTrace,
    )
    .option('--trace-file <file>', 'write everything that happens to a new file, as JSON lines; secrets are masked')
}

/** Undefined where nobody asked for it. Makes the file; throws `UserError` for one that cannot be made. */
export function planTrace({ trace, traceFile }: TraceOptions, { terminal, args }: Shell): TracePlan | undefined {
  if (trace === undefined && traceFile === undefined) return undefined
  if (traceFile !== undefined) {
    makeFile(traceFile, printHeader({ tickbench: packageVersion(), command: shownWords(args) }))
  }
  return {
    words: trace === true ? DEFAULT_TRACE : trace,
    columns: Math.min(terminal.errLook.width, WIDEST),
    file: traceFile,
  }
}

/** Undefined where nobody asked for it: then nothing is told. Throws `UserError` for a file that cannot be made. */
export function openTrace(options: TraceOptions, shell: Shell): Tracing | undefined {
  const plan = planTrace(options, shell)
  return plan && startTrace(plan, (text) => shell.terminal.err(text))
}

/** As what a card is told of that is used by itself, outside of every run. */
export const CARD_LANE = 'card'

/** Work that one lane is told of. */
export async function traced<T>(
  options: TraceOptions,
  shell: Shell,
  lane: string,
  work: (lane: Lane | undefined) => Promise<T>,
): Promise<T> {
  const tracing = openTrace(options, shell)
  try {
    return await work(tracing?.witness.lane(lane))
  } finally {
    tracing?.close()
  }
}

/** What another program is given may be a PIN. */
function shownWords(args: readonly string[]): string {
  const end = args.indexOf('--')
  const own = end < 0 ? args : [...args.slice(0, end), '--', HIDDEN]
  return ['tickbench', ...own].join(' ')
}

/** Stands for words that are not told. */
export const HIDDEN = '…'

/** Where standard error is no terminal, lines are not cut shorter than this. */
const WIDEST = 200

function parseTrace(text: string): readonly TraceWord[] {
  const words = text.split(',').map((word) => TRACE_WORDS.find((each) => each === word))
  if (words.includes(undefined)) {
    throw new InvalidArgumentError(`give some of ${TRACE_WORDS.join(', ')}, with commas between them.`)
  }
  return words.flatMap((word) => word ?? [])
}

function makeFile(file: string, header: string): void {
  try {
    writeFileSync(file, header, { flag: 'wx' })
  } catch (cause) {
    throw new UserError(`--trace-file ${file} cannot be made: give the name of a new file`, EXIT.usage, { cause })
  }
}
