// One direction in which a deployment grows: a number, the points at which it is tried, and what is timed there.

import type { Stopwatch } from '../../measure/stopwatch.ts'
import type { TimedOperations } from '../../run/executor.ts'

export interface Axis {
  /** Of its cases too, before the number; unlike all others, and the same whatever the axis is called. */
  readonly id: string
  /** Names of cases begin so. */
  readonly name: string
  /** Axes of one group stand in one table. */
  readonly group: string
  /** What n counts. */
  readonly variable: string
  /** One of them, with its article. */
  readonly each: string
  /** Rising. */
  readonly points: readonly number[]
  /** What one operation at n does several times; figures are of one. 1 unless given. */
  readonly unitsAt?: (n: number) => number
  /** Made ready once a run. */
  ready(n: number, start: Stopwatch): Promise<TimedOperations> | TimedOperations
}
