// Does the time move while it is measured? The test of Mann (1945) and Kendall (1975) with the slope of Theil (1950) and
// Sen (1968): ranks and medians, so that spikes and two modes do not look like a trend. What grows without falling back
// is throttling, as security chips do (OPTIGA Trust M after about fifteen signatures); other movement is drift.

import { chanceOfMore } from '../statistics/rank-interval.ts'
import { median, sortSamples } from '../statistics/samples.ts'
import type { Doubt } from './doubt.ts'

/** Samples in the order of time. */
export function findTrend(samples: readonly number[]): Doubt | undefined {
  if (samples.length < FEWEST) return undefined
  const head = growthAfterHead(samples)
  if (head >= THROTTLED) return { kind: 'throttling', growth: head }
  const groups = groupMedians(samples, GROUPS)
  if (trendScore(groups) < SIGNIFICANT) return undefined
  const change = slope(groups) * (groups.length - 1)
  const growth = monotoneGrowth(partMedians(samples))
  if (growth >= THROTTLED) return { kind: 'throttling', growth }
  return Math.abs(change) >= SMALLEST_DRIFT ? { kind: 'drift', change } : undefined
}

/** The samples as they would be without the movement, at the level of the whole: each over its neighbours' median. */
export function withoutTrend(samples: readonly number[]): readonly number[] {
  const level = median(sortSamples(samples))
  return samples.map((sample, at) => {
    const local = median(sortSamples(samples.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1)))
    return local > 0 ? (sample * level) / local : sample
  })
}

const FEWEST = 10
/** More would only cost time: all pairs of groups are compared. */
const GROUPS = 100
const PARTS = 10
/** On either side: a step spoils few samples, a run of one mode is bridged. */
const NEIGHBOURS = 7
const FEWEST_A_PART = 5
/** Deviations of the normal distribution: one false trend in 1,000 steady runs. */
const SIGNIFICANT = 3.29
const SMALLEST_DRIFT = 0.02
const THROTTLED = 1.2
/** How far a part may fall back behind the one before and still count as growth. */
const SLACK = 0.95

function partMedians(samples: readonly number[]): number[] {
  return groupMedians(samples, Math.min(PARTS, Math.max(2, Math.floor(samples.length / FEWEST_A_PART))))
}

function groupMedians(samples: readonly number[], most: number): number[] {
  const groups = Math.min(most, samples.length)
  const bounds = Array.from({ length: groups + 1 }, (_, at) => Math.floor((at * samples.length) / groups))
  return bounds.slice(1).map((end, at) => median(sortSamples(samples.slice(bounds[at], end))))
}

/** Kendall's S in its own deviations. */
function trendScore(values: readonly number[]): number {
  let score = 0
  forEachPair(values, (earlier, later) => {
    score += Math.sign(later - earlier)
  })
  const n = values.length
  return Math.max(0, Math.abs(score) - 1) / Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18)
}

/** The median change from a value to the next, relative to the median value. */
function slope(values: readonly number[]): number {
  const slopes: number[] = []
  forEachPair(values, (earlier, later, distance) => slopes.push((later - earlier) / distance))
  return median(sortSamples(slopes)) / median(sortSamples(values))
}

function forEachPair(values: readonly number[], see: (earlier: number, later: number, distance: number) => void): void {
  for (const [at, earlier] of values.entries()) {
    for (const [step, later] of values.slice(at + 1).entries()) see(earlier, later, step + 1)
  }
}

/** The last value in times of the first, or 1 when the values fell back on their way. */
function monotoneGrowth(values: readonly number[]): number {
  const rises = values.every((value, at) => value >= (values[at - 1] ?? value) * SLACK)
  return rises ? (values.at(-1) ?? 1) / (values[0] ?? 1) : 1
}

/** A throttle that begins soon leaves a fast head before a level run; a cold start would leave a slow one. */
function growthAfterHead(samples: readonly number[]): number {
  const heads = [5, 10, 20, Math.floor(samples.length / 20)].filter((head) => head >= 5 && head <= samples.length / 2)
  return Math.max(1, ...heads.map((head) => growthAfter(samples, head)))
}

function growthAfter(samples: readonly number[], length: number): number {
  const head = sortSamples(samples.slice(0, length))
  const rest = sortSamples(samples.slice(length))
  // The test of Mann and Whitney, in deviations.
  const deviation = Math.sqrt((samples.length + 1) / (12 * head.length * rest.length))
  const surprising = (chanceOfMore(head, rest) - 0.5) / deviation >= SIGNIFICANT
  return surprising ? median(rest) / median(head) : 1
}
