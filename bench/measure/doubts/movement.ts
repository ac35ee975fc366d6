// Whether samples still move after those of warming up were left out: the later half of each process beside its earlier
// half, by the signed ranks of all processes. What moves in most of them in one direction is no scatter.

import { centreInterval } from '../statistics/rank-interval.ts'
import { median, sortSamples } from '../statistics/samples.ts'
import type { Doubt } from './doubt.ts'

/** What one process has measured: whole nanoseconds a sample, in the order of time, those of warming up left out. */
export interface ProcessSamples {
  readonly operationNs: readonly number[]
  /** The same without the operation: an echo of the same sizes, or the empty loop; empty where there is none. */
  readonly baselineNs: readonly number[]
}

export function findMovement(processes: readonly ProcessSamples[]): Doubt | undefined {
  const changes = processes.flatMap(({ operationNs }) => {
    const half = Math.floor(operationNs.length / 2)
    return half < FEWEST ? [] : [Math.log(medianOf(operationNs.slice(half)) / medianOf(operationNs.slice(0, half)))]
  })
  if (changes.length === 0 || !changes.every(Number.isFinite)) return undefined
  const { median: centre, low, high } = centreInterval(sortSamples(changes), changes.length < MANY ? SURE : SURER)
  const change = Math.expm1(centre)
  return (low > 0 || high < 0) && Math.abs(change) >= SMALLEST ? { kind: 'stillMoving', change } : undefined
}

/** Samples on either side. */
const FEWEST = 2
/** Few processes cannot be surer, whatever they say. */
const SURE = 0.98
const SURER = 0.998
const MANY = 15
const SMALLEST = 0.02

function medianOf(values: readonly number[]): number {
  return median(sortSamples(values))
}
