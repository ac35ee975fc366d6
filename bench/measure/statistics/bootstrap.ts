// Percentile bootstrap: how far a statistic moves when its samples are drawn again from themselves (Efron, Tibshirani:
// An Introduction to the Bootstrap, 1993, chapter 13). It needs no shape of distribution, which timings do not have,
// but it understates the doubt below about ten samples; `tooFewSamples` says so where that is the case.

import { splitMix64, type SeededNumbers } from './splitmix64.ts'
import type { Interval } from '../../words/format.ts'
import { median, quantile, sortSamples, type SortedSamples } from './samples.ts'

export interface BootstrapOptions {
  readonly seed: bigint
  readonly resamples?: number
  /** The share of repetitions of the whole experiment whose interval should contain the true value. */
  readonly confidence?: number
}

/** The confidence of every interval that is shown; verdicts on change ask for more (compare.ts). */
export const SHOWN_CONFIDENCE = 0.95

/** The median of `values` and its interval. Throws `RangeError` for no values. */
export function medianInterval(
  values: readonly number[],
  { seed, resamples = 2_000, confidence = SHOWN_CONFIDENCE }: BootstrapOptions,
): Interval {
  const [samples, numbers] = [sortSamples(values), splitMix64(seed)]
  const found = sortSamples(Array.from({ length: resamples }, () => median(drawAgain(samples, numbers))))
  const tail = (1 - confidence) / 2
  return { median: median(samples), low: quantile(found, tail), high: quantile(found, 1 - tail) }
}

/** As many samples, with replacement; counted by rank, so that they come out sorted without sorting. */
function drawAgain(samples: SortedSamples, numbers: SeededNumbers): SortedSamples {
  const times = new Uint32Array(samples.length)
  for (let drawn = 0; drawn < samples.length; drawn += 1) {
    const rank = numbers.below(samples.length)
    times[rank] = (times[rank] ?? 0) + 1
  }
  const again: number[] = []
  for (const [rank, sample] of samples.entries()) {
    for (let left = times[rank] ?? 0; left > 0; left -= 1) again.push(sample)
  }
  return again as readonly number[] as SortedSamples
}
