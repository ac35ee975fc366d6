// Who does the work and holds the watch. The runner only orders: with an executor that invents times, everything about
// scheduling is tested without measuring anything.

import type { Stopwatch } from '../measure/stopwatch.ts'
import type { Case } from './plan.ts'

/** Does `operations` operations and gives the whole nanoseconds that they took. */
export type TimedOperations = (operations: number) => number | Promise<number>

/** A case made ready: keys made, applets selected, buffers filled. */
export interface Subject {
  readonly operation: TimedOperations
  /** The same without what is measured: an echo of the same sizes, the empty loop. */
  readonly baseline?: TimedOperations
  close?(): Promise<void>
}

/** A case can no longer be measured; `message` says why. The others go on. */
export class CaseLost extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CaseLost'
  }
}

export interface Executor {
  /** Opened once a process, before any measurement. What it throws ends the run; so does a subject, but for `CaseLost`. */
  open(subject: Omit<Case, 'seat'>): Promise<Subject> | Subject
}

/** Times a loop that repeats one thing; the loop's own price, about a nanosecond a turn, is in the sample. */
export function timed(start: Stopwatch, repeat: (operations: number) => void): TimedOperations {
  return (operations) => {
    const stop = start()
    repeat(operations)
    return stop()
  }
}

/** The same for work that has to be waited for. */
export function timedAsync(start: Stopwatch, repeat: (operations: number) => Promise<void>): TimedOperations {
  return async (operations) => {
    const stop = start()
    await repeat(operations)
    return stop()
  }
}
