// What a run may claim of a figure: the centre of its processes, and an interval into which the figure of a second run falls,
// for any distribution of them from ranks (rank-interval.ts), made wider by what differs from run to run and no single run can see. Samples within a
// process are neighbours and share its fate; they never count here. The process as the unit: Kalibera, Jones: Rigorous
// Benchmarking in Reasonable Time, ISMM 2013.

import { probit } from 'simple-statistics'
import type { Interval } from '../../words/format.ts'
import { centreInterval } from './rank-interval.ts'
import { sortSamples } from './samples.ts'

/** The confidence of every interval that is shown; verdicts on change ask for more (verdict.ts). */
export const SHOWN_CONFIDENCE = 0.95
/** Standard deviations between runs, as shares. */
export const RUN_TERM = { clockSteps: 0.01, nanoseconds: 0.015 } as const
/** They were found in thirteen runs. Taken for certain, a quarter more of them would give ten times as many false alarms. */
export const RUN_TERM_FREEDOM = 12

/** What others did while a run was measured. */
export interface Disturbed {
  /** The share of the time in which they had its processor. */
  readonly waitedShare?: number
  /** The share of the other processors' time that they had. */
  readonly busyShare?: number
}

/**
 * What that adds between runs, as a standard deviation. What was waited is taken out; that caches are cold is not. At a tenth
 * it does not show. Three runs of one program, in which it was 46, 68 and 83 %, differed by 7 % beyond their scatter (root
 * of the mean square over the figures of suite `signature`). Busy neighbours take nothing that anybody counts, and share
 * cores and memory: six runs of suite `chain` beside them differed from an idle one by 0 to 8 % beyond their scatter, the median 5.
 */
export function disturbanceOf({ waitedShare = 0, busyShare = 0 }: Disturbed): number {
  return Math.hypot(WAITED_TERM * waitedShare ** 2, BUSY_TERM * busyShare)
}

const WAITED_TERM = 0.15
const BUSY_TERM = 0.05

/** Of a run that was disturbed so much; a ratio has two such. */
export function runTermAt(calm: number, ...disturbances: readonly number[]): number {
  return Math.hypot(calm, ...disturbances)
}

/**
 * Logarithms of times, one a process. The interval is one for the figure of a second run of as many processes: it errs as much
 * as this one, so that the difference of both is what has to fit. Below six processes the ends are those of the range, and a
 * doubt says so.
 */
export function logInterval(logs: readonly number[], runTerm: number): Interval {
  const sorted = sortSamples(logs)
  const { median, low, high } = centreInterval(sorted, SHOWN_CONFIDENCE)
  const between = probit((1 + SHOWN_CONFIDENCE) / 2) * runTerm
  const ends = [Math.max(low, sorted[0] ?? Number.NaN), Math.min(high, sorted.at(-1) ?? Number.NaN)] as const
  return {
    median,
    low: median - SECOND_RUN * Math.hypot(median - ends[0], between),
    high: median + SECOND_RUN * Math.hypot(ends[1] - median, between),
  }
}

const SECOND_RUN = Math.SQRT2

/** Of differences of times, which may be below 0: the run term is a share of their centre. */
export function differenceOfProcesses(values: readonly number[], runTerm: number): Interval {
  const { median } = centreInterval(sortSamples(values), SHOWN_CONFIDENCE)
  return logInterval(values, runTerm * Math.abs(median))
}

/** How many times as long `times` are as `others`, paired by round. Undefined where one of them is not above 0. */
export function ratioOfProcesses(
  times: readonly number[],
  others: readonly number[],
  disturbances: readonly number[],
): Interval | undefined {
  const logs = times.map((time, at) => Math.log(time / (others[at] ?? Number.NaN)))
  return logs.length > 0 && logs.every(Number.isFinite)
    ? exponential(logInterval(logs, runTermAt(RUN_TERM.clockSteps, ...disturbances)))
    : undefined
}

/** Of logarithms, back to what they are of. */
export function exponential({ median, low, high }: Interval): Interval {
  return { median: Math.exp(median), low: Math.exp(low), high: Math.exp(high) }
}
