// How the program ends: the exit codes of the command line's page, and one line for every error. A stack trace is shown
// only for a fault of our own, or when --verbose asks for it.

import { DecodeError } from '../../src/bytes/decode-error.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { CardUnfit } from '../scheme/contract/failure.ts'
import { OutOfMemory } from '../run/memory.ts'
import { ChildKilled } from '../run/tied-child.ts'
import { WorkloadError } from '../workload/workload-error.ts'

export const EXIT = {
  done: 0,
  selfCheckFailed: 1,
  usage: 2,
  regressed: 3,
  wire: 4,
  refused: 5,
  ownFault: 70,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** For `--help` and README. */
export const EXIT_CODE_HELP = `Exit codes:
  0   done, and every self-check held
  1   a self-check failed: money, revenue or evidence do not agree
  2   the command line or an input file is wrong
  3   a benchmark became slower
  4   no reader, no card, or the wire broke
  5   the card or a peer refused
  70  a fault of tickbench's own: please report
  130 interrupted by Ctrl-C (143: by SIGTERM), nothing left behind`

/** An error whose message is the whole line for the user: what was wrong and what to do next. */
export class UserError extends Error {
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = EXIT.usage, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UserError'
    this.exitCode = exitCode
  }
}

export interface Ending {
  readonly exitCode: ExitCode
  /** For standard error. */
  readonly lines: readonly string[]
}

export function endingOf(error: unknown, verbose: boolean): Ending {
  const exitCode = exitCodeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  if (exitCode === EXIT.ownFault) {
    const stack = error instanceof Error ? (error.stack ?? message) : message
    return { exitCode, lines: [`tickbench: a fault of its own, please report it with these lines:`, stack] }
  }
  if (error instanceof DecodeError) return endingOfOddBytes(error, verbose)
  return { exitCode, lines: [`tickbench: ${message}`, ...(verbose ? causes(error) : [])] }
}

/** A card or a peer may send anything; only cards of our own cannot. */
function endingOfOddBytes(error: DecodeError, verbose: boolean): Ending {
  const line = `tickbench: ${error.message}: a card or a peer sent what does not belong there`
  const advice = 'if it is an emulated card, please report this (with --verbose)'
  return { exitCode: EXIT.wire, lines: [`${line}; ${advice}`, ...(verbose ? [error.stack ?? ''] : [])] }
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UserError) return error.exitCode
  if (error instanceof WorkloadError || error instanceof OutOfMemory) return EXIT.usage
  if (error instanceof ChildKilled) return EXIT.interrupted
  if (error instanceof WireFailure || error instanceof DecodeError) return EXIT.wire
  if (error instanceof CardUnfit) return EXIT.refused
  return EXIT.ownFault
}

function causes(error: unknown): readonly string[] {
  const lines: string[] = []
  for (let cause = causeOf(error); cause !== undefined; cause = causeOf(cause)) {
    lines.push(`  because: ${cause instanceof Error ? cause.message : 'a value that is no error'}`)
  }
  return lines
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined
}
