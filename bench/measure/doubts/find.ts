// From samples to doubts. Pure: what else is known, such as the clock's grain, is handed in.

import type { Interval } from '../../words/format.ts'
import { median, sortSamples } from '../statistics/samples.ts'
import { stepOfClock } from './clock.ts'
import type { Doubt } from './doubt.ts'
import { findModes } from './modes.ts'
import { findSpikes } from './spikes.ts'
import { findTrend, withoutTrend } from './trend.ts'

/** Whole nanoseconds a sample, in the order of time; every sample of as many operations. */
export interface Evidence {
  readonly samplesNs: readonly number[]
  /** How many observations an interval rests on, where samples come in blocks; otherwise all of them. */
  readonly independent?: number
  /** The same without the operation: an echo of the same sizes, or the empty loop. */
  readonly baselineNs?: readonly number[]
  /** The difference of the two, with its interval. */
  readonly netNs?: Interval
  /** As measured on this clock; 0 when unknown. */
  readonly clockGrainNs?: number
  /** The share of the run in which others had the processor. */
  readonly stolenShare?: number
}

/** In the order of the closed list. Throws `RangeError` for no samples. */
export function findDoubts(evidence: Evidence): Doubt[] {
  const { samplesNs, independent = samplesNs.length, clockGrainNs = 0, stolenShare = 0 } = evidence
  const usualNs = median(sortSamples(samplesNs))
  const grainNs = Math.max(clockGrainNs, samplesNs.length < FEWEST_TO_TELL_GRAIN ? 0 : stepOfClock(samplesNs))
  const trend = findTrend(samplesNs)
  const level = trend === undefined ? samplesNs : withoutTrend(samplesNs)
  // A throttle that sets in suddenly leaves two heaps too, and is the better explanation.
  const modes = trend?.kind === 'throttling' ? undefined : findModes(level, grainNs)
  const spikes = findSpikes(level, grainNs, modes?.highNs)
  return [
    independent < ENOUGH && ({ kind: 'tooFewSamples', samples: independent, wanted: ENOUGH } as const),
    grainNs > usualNs * COARSE && ({ kind: 'coarseClock', grainNs, sampleNs: usualNs } as const),
    trend,
    modes,
    spikes && ({ kind: 'noisyNeighbours', spikes: spikes.share, excess: spikes.excess, stolen: 0 } as const),
    stolenShare >= STOLEN && ({ kind: 'noisyNeighbours', spikes: 0, excess: 0, stolen: stolenShare } as const),
    ...baselineDoubts(evidence, usualNs, grainNs),
  ].filter((doubt) => doubt !== undefined && doubt !== false)
}

/** What an interval of a median wants; percentiles want more: ten samples beyond the highest one quoted. */
export const ENOUGH = 20
/** A grain of a hundredth of a sample hides changes that the bench promises to find. */
const COARSE = 0.01
const STOLEN = 0.01
const LARGE_BASELINE = 0.5
/** Two or three numbers have common divisors by chance. */
const FEWEST_TO_TELL_GRAIN = 5

function baselineDoubts({ baselineNs = [], netNs }: Evidence, usualNs: number, grainNs: number): Doubt[] {
  const found: Doubt[] = []
  const share = baselineNs.length === 0 ? 0 : median(sortSamples(baselineNs)) / usualNs
  if (share >= LARGE_BASELINE) found.push({ kind: 'largeBaseline', share })
  const unresolved = netNs === undefined ? usualNs <= grainNs : netNs.low <= 0 || netNs.median <= grainNs
  if (unresolved) found.push({ kind: 'belowResolution' })
  return found
}
