// An interval that holds for any distribution, from ranks: the Hodges-Lehmann estimate that belongs to the test of
// Wilcoxon. One spike moves it by one rank. Source: Hollander, Wolfe, Chicken: Nonparametric Statistical Methods, 3rd ed.
// 2014, 3.2-3.3, with the large-sample ranks, which come out wider than the exact ones for few samples. Ties only widen
// them further.

import { probit } from 'simple-statistics'
import type { Interval } from '../../words/format.ts'
import type { SortedSamples } from './samples.ts'

/** The centre of one group: the median of all averages of two. Unbounded when the samples are too few. */
export function centreInterval(samples: SortedSamples, confidence: number): Interval {
  const n = samples.length
  const negated = samples.map((sample) => -sample).toReversed() as readonly number[] as SortedSamples
  const all: RankedValues = {
    count: (n * (n + 1)) / 2,
    notAbove: (value) => {
      const alone = samples.findLastIndex((sample) => sample <= value) + 1
      return (pairsNotAbove(negated, samples, 2 * value) + alone) / 2
    },
    low: first(samples),
    high: last(samples),
  }
  const rank = (n * (n + 1)) / 4 - deviations(confidence) * Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24)
  return intervalByRank(all, rank)
}

/** The chance that a sample of `to` is above one of `from`, ties counting half (Vargha, Delaney 2000: A). */
export function chanceOfMore(from: SortedSamples, to: SortedSamples): number {
  const pairs = from.length * to.length
  const above = pairs - pairsNotAbove(from, to, 0)
  const notBelow = pairsNotAbove(to, from, 0)
  return (above + notBelow) / (2 * pairs)
}

/** Very many values that are never listed: 10,000 samples a side would make 10^8 differences. */
interface RankedValues {
  readonly count: number
  readonly notAbove: (value: number) => number
  readonly low: number
  readonly high: number
}

function intervalByRank(all: RankedValues, rankOfLow: number): Interval {
  const rank = Math.floor(rankOfLow)
  const middle = (all.count + 1) / 2
  const median = (valueOfRank(all, Math.floor(middle)) + valueOfRank(all, Math.ceil(middle))) / 2
  if (rank < 1) return { median, low: -Infinity, high: Infinity }
  return { median, low: valueOfRank(all, rank), high: valueOfRank(all, all.count + 1 - rank) }
}

/**
 * The smallest value with at least `rank` values not above it. By 64 halvings, which reach neighbouring doubles except
 * next to 0, where a result may lie a 10^-19th of the range above the value.
 */
function valueOfRank(all: RankedValues, rank: number): number {
  let { low, high } = all
  if (all.notAbove(low) >= rank) return low
  for (let halvings = 0; halvings < 64; halvings += 1) {
    const middle = low + (high - low) / 2
    if (all.notAbove(middle) >= rank) high = middle
    else low = middle
  }
  return high
}

/** How many pairs have `to - from <= value`: one walk through both. */
function pairsNotAbove(from: SortedSamples, to: SortedSamples, value: number): number {
  let pairs = 0
  let count = 0
  for (const start of from) {
    while (count < to.length && (to[count] ?? Infinity) - start <= value) count += 1
    pairs += count
  }
  return pairs
}

/** Two-sided: 0.95 gives 1.96. */
function deviations(confidence: number): number {
  return probit((1 + confidence) / 2)
}

function first(samples: SortedSamples): number {
  return samples[0] ?? Number.NaN
}

function last(samples: SortedSamples): number {
  return samples.at(-1) ?? Number.NaN
}
