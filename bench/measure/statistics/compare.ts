// Is it slower than before? The answer is a verdict with a ratio and its interval, on a logarithmic scale, so that twice
// as slow and twice as fast lie equally far from 1. Samples of one set are taken as independent: hand in one value a
// block, not a thousand neighbours in time (Kalibera, Jones: Rigorous Benchmarking in Reasonable Time, ISMM 2013).

import type { Interval } from '../../words/format.ts'
import { centreInterval, chanceOfMore, shiftInterval } from './rank-interval.ts'
import { sortSamples } from './samples.ts'

/** `undecided`: the interval holds both "no change" and a change that would matter; more samples would tell. */
export type Verdict = 'slower' | 'faster' | 'same' | 'undecided'

export type Comparison =
  | { readonly verdict: 'belowResolution' }
  | {
      readonly verdict: Verdict
      /** Time of the candidate in times of the reference. */
      readonly ratio: Interval
      /** The chance that the candidate takes longer: 0.5 is no difference (Vargha, Delaney 2000: A). */
      readonly chanceOfSlower: number
    }

export interface ComparisonOptions {
  /** Of the interval that decides. */
  readonly confidence?: number
  /** A whole interval this near to 1 is called the same. */
  readonly sameWithin?: number
}

/** One comparison of equals in 500 is called slower or faster: a bench of 30 figures may run every day. */
export const VERDICT_CONFIDENCE = 0.998

/**
 * Two runs: times in any one unit. Throws `RangeError` for no samples.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { compareUnpaired } from 'tickbench/measure'
 *
 * const before = Array.from({ length: 30 }, (_, at) => 100 + (at % 5))
 * const found = compareUnpaired(before, before.map((ns) => ns * 2))
 * assert.equal(found.verdict, 'slower')
 */
export function compareUnpaired(
  reference: readonly number[],
  candidate: readonly number[],
  options: ComparisonOptions = {},
): Comparison {
  if (!resolved(reference) || !resolved(candidate)) return { verdict: 'belowResolution' }
  const [from, to] = [logarithms(reference), logarithms(candidate)]
  const shift = shiftInterval(from, to, options.confidence ?? VERDICT_CONFIDENCE)
  return judged(exponential(shift), chanceOfMore(from, to), options)
}

/**
 * Two contestants of one run, measured side by side: sample k of one belongs to sample k of the other, so that what
 * both suffered cancels out. Throws `RangeError` for no samples or unequal numbers of them.
 */
export function comparePaired(
  reference: readonly number[],
  candidate: readonly number[],
  options: ComparisonOptions = {},
): Comparison {
  if (!resolved(reference) || !resolved(candidate)) return { verdict: 'belowResolution' }
  const ratios = logarithmicRatios(candidate, reference)
  const centre = centreInterval(sortSamples(ratios), options.confidence ?? VERDICT_CONFIDENCE)
  const slower = ratios.filter((ratio) => ratio > 0).length
  const ties = ratios.filter((ratio) => ratio === 0).length
  return judged(exponential(centre), (slower + ties / 2) / ratios.length, options)
}

/** A clock that shows no time at all, or a baseline above its operation, leaves nothing to compare. */
function resolved(times: readonly number[]): boolean {
  return times.every((time) => time > 0)
}

function judged(ratio: Interval, chanceOfSlower: number, { sameWithin = 0.02 }: ComparisonOptions): Comparison {
  return { verdict: verdictOf(ratio, 1 + sameWithin), ratio, chanceOfSlower }
}

function verdictOf({ low, high }: Interval, limit: number): Verdict {
  if (low > 1) return 'slower'
  if (high < 1) return 'faster'
  return low > 1 / limit && high < limit ? 'same' : 'undecided'
}

function logarithms(times: readonly number[]) {
  return sortSamples(times.map(Math.log))
}

function logarithmicRatios(numerators: readonly number[], denominators: readonly number[]): number[] {
  if (numerators.length !== denominators.length) {
    throw new RangeError(`${numerators.length} samples to be paired with ${denominators.length}`)
  }
  return numerators.map((numerator, at) => Math.log(numerator / (denominators[at] ?? Number.NaN)))
}

function exponential({ median, low, high }: Interval): Interval {
  return { median: Math.exp(median), low: Math.exp(low), high: Math.exp(high) }
}
