// How a time grows with a number n: the exponent of a power law, least squares on logarithms. Each round of a run gives a
// slope of its own, so that what a round suffered as a whole cancels out; the interval is that of the rounds' slopes.

import { linearRegression } from 'simple-statistics'
import type { Interval } from '../../words/format.ts'
import { centreInterval } from './rank-interval.ts'
import { sortSamples } from './samples.ts'

/** `timesNs[k]` are the times at `points[k]`, round by round. Undefined for fewer than two points or a time of 0. */
export function growthExponent(
  points: readonly number[],
  timesNs: readonly (readonly number[])[],
  confidence: number,
): Interval | undefined {
  const rounds = Math.min(...timesNs.map(({ length }) => length))
  if (points.length < 2 || !(rounds > 0)) return undefined
  const slopes = Array.from({ length: rounds }, (_, round) => {
    const logarithms = points.map((n, at) => [Math.log(n), Math.log(timesNs[at]?.[round] ?? Number.NaN)])
    return linearRegression(logarithms).m
  })
  return slopes.every(Number.isFinite) ? centreInterval(sortSamples(slopes), confidence) : undefined
}
