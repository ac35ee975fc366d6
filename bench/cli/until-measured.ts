// A measurement under way: its progress, what an interrupt does to it, and how its failures end, in a line each.

import { SampleLogError } from '../run/sample-log.ts'
import { NotBuiltError } from '../suites/in-child.ts'
import { NotComparable, NothingMeasurable, NothingMeasured, type SuiteOptions } from '../suites/suite.ts'
import { EXIT, UserError } from './exit.ts'
import { progressLine } from './progress.ts'
import type { Shell } from './shell.ts'

/** The first interrupt drops the round being measured; a second one ends the program. Throws `UserError`. */
export async function untilMeasured<Found>(
  { terminal }: Shell,
  quiet: boolean,
  measure: (way: Pick<SuiteOptions, 'progress' | 'signal'>) => Promise<Found>,
): Promise<Found> {
  const stopping = new AbortController()
  const progress = progressLine(terminal, quiet)
  let whole = 0
  const interrupt = () => {
    progress.clear()
    if (whole > 0) terminal.err('tickbench: ends with the rounds that are whole; Ctrl-C again ends at once\n')
    stopping.abort()
  }
  process.once('SIGINT', interrupt)
  try {
    return await measure({
      progress: (done, total, rounds) => {
        whole = rounds
        progress.update(done, total)
      },
      signal: stopping.signal,
    })
  } catch (error) {
    throw endingOfMeasurement(error)
  } finally {
    process.off('SIGINT', interrupt)
    progress.clear()
  }
}

function endingOfMeasurement(cause: unknown): unknown {
  if (cause instanceof NotBuiltError || cause instanceof NotComparable || cause instanceof SampleLogError) {
    return new UserError(cause.message, EXIT.usage, { cause })
  }
  if (cause instanceof NothingMeasured) {
    return new UserError(`${cause.message}: nothing was written`, EXIT.interrupted, { cause })
  }
  if (cause instanceof NothingMeasurable) {
    return new UserError(`nothing could be measured: ${cause.message}`, EXIT.refused, { cause })
  }
  return cause
}
