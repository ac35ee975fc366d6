// From samples to doubts. Pure: what else is known, such as the clock's grain, is handed in.

import type { Interval } from '../../words/format.ts'
import { median, sortSamples } from '../statistics/samples.ts'
import { stepOfClock } from './clock.ts'
import type { Doubt } from './doubt.ts'
import { findModes } from './modes.ts'
import { findMovement, type ProcessSamples } from './movement.ts'
import { findSpikes } from './spikes.ts'
import { findTrend, withoutTrend } from './trend.ts'

export interface Evidence {
  /** By time; every sample of as many operations. */
  readonly processes: readonly ProcessSamples[]
  /** The difference of samples and baselines, with its interval. */
  readonly netNs?: Interval
  /** As measured on this clock; 0 when unknown. */
  readonly clockGrainNs?: number
  /** The share of the time in which others had the processor. */
  readonly waitedShare?: number
  /** The share of the other processors' time that others had. */
  readonly busyShare?: number
  /** Waiting is part of the samples. */
  readonly isElapsed?: boolean
}

/** In the order of the closed list. Throws `RangeError` for no samples. */
export function findDoubts(evidence: Evidence): Doubt[] {
  const { processes, clockGrainNs = 0, waitedShare = 0, busyShare = 0, isElapsed = false } = evidence
  const samplesNs = processes.flatMap(({ operationNs }) => operationNs)
  const usualNs = median(sortSamples(samplesNs))
  const grainNs = Math.max(clockGrainNs, samplesNs.length < FEWEST_TO_TELL_GRAIN ? 0 : stepOfClock(samplesNs))
  const trend = trendOf(processes, isElapsed ? samplesNs : [])
  const level = trend === undefined ? samplesNs : withoutTrend(samplesNs)
  // A throttle that sets in suddenly leaves two heaps too, and is the better explanation.
  const modes = trend?.kind === 'throttling' ? undefined : findModes(level, grainNs)
  const spikes = findSpikes(level, grainNs, modes?.highNs)
  return [
    grainNs > usualNs * COARSE && ({ kind: 'coarseClock', grainNs, sampleNs: usualNs } as const),
    trend,
    modes,
    spikes && ({ kind: 'noisyNeighbours', spikes: spikes.share, excess: spikes.excess, stolen: 0 } as const),
    waitedShare >= WAITED &&
      isElapsed &&
      ({ kind: 'noisyNeighbours', spikes: 0, excess: 0, stolen: waitedShare } as const),
    ...baselineDoubts(evidence, usualNs, grainNs),
    processes.length < ENOUGH && ({ kind: 'tooFewProcesses', processes: processes.length, wanted: ENOUGH } as const),
    trend === undefined && findMovement(processes),
    waitedShare >= WAITED && !isElapsed && ({ kind: 'crowded', waited: waitedShare } as const),
    busyShare >= BUSY && ({ kind: 'busyNeighbours', busy: busyShare } as const),
  ].filter((doubt) => doubt !== undefined && doubt !== false)
}

/** A card protects itself sample by sample; of drift only processes can tell, since the samples of one are alike. */
function trendOf(processes: readonly ProcessSamples[], cardNs: readonly number[]): Doubt | undefined {
  const within = findTrend(cardNs)
  if (within?.kind === 'throttling') return within
  return findTrend(processes.map(({ operationNs }) => median(sortSamples(operationNs))))
}

/** Processes that an interval wants. */
const ENOUGH = 8
/** A grain of a hundredth of a sample hides changes that the bench promises to find. */
const COARSE = 0.01
const WAITED = 0.01
/** A desktop is a few per cent busy with itself. */
const BUSY = 0.05
const LARGE_BASELINE = 0.5
/** Two or three numbers have common divisors by chance. */
const FEWEST_TO_TELL_GRAIN = 5

function baselineDoubts({ processes, netNs }: Evidence, usualNs: number, grainNs: number): Doubt[] {
  const found: Doubt[] = []
  const baselineNs = processes.flatMap((process) => process.baselineNs)
  const share = baselineNs.length === 0 ? 0 : median(sortSamples(baselineNs)) / usualNs
  if (share >= LARGE_BASELINE) found.push({ kind: 'largeBaseline', share })
  const unresolved = netNs === undefined ? usualNs <= grainNs : netNs.low <= 0 || netNs.median <= grainNs
  if (unresolved) found.push({ kind: 'belowResolution' })
  return found
}
