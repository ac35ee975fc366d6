// Is it slower than before? One decision for all figures of a comparison, from one value a process and figure: samples
// within a process share its fate and never count. A figure is slower when that is sure beside all others (Student's t,
// one-sided, Holm at 1 % over the figures) and when it is by enough to matter; one comparison of equals in 100 may raise
// an alarm, not one figure in 100. What is not decided says how large a slowdown may still hide.

import type { Interval } from '../words/format.ts'
import { commonShift } from './statistics/common-shift.ts'
import { RUN_TERM, RUN_TERM_FREEDOM, runTermAt } from './statistics/process-interval.ts'
import {
  chanceOfMean,
  holm,
  pairedEstimate,
  upperQuantile,
  welchEstimate,
  type Estimate,
} from './statistics/student.ts'

/** `undecided`: neither a change that matters nor its absence is shown. */
export type Verdict = 'slower' | 'faster' | 'same' | 'undecided'

/** Why a figure is undecided whatever its values are. */
export type Bar = 'tooFewProcesses' | 'othersHadProcessor' | 'waitingUnknown' | 'belowResolution'

/** Two builds, measured side by side in the same processes. */
export interface PairedFigure {
  readonly name: string
  /** ln(time of the new build / time of the old one), one a process. */
  readonly d: readonly number[]
  /** Holds waiting, which no stopwatch takes out: only a great change is believed. */
  readonly isElapsed?: boolean
  readonly barred?: Bar
}

/** Two runs, each with processes of its own. */
export interface RunsFigure {
  readonly name: string
  /** ln(time in steps of the processor), or ln(time) where it holds waiting; one a process. */
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** Holds waiting, which no stopwatch takes out: only a great change is believed. */
  readonly isElapsed?: boolean
  readonly barred?: Bar
}

/**
 * Of each run of a side, the share of its time in which others had the processor: the more, the more it differs from other
 * runs. What differs between runs is less in the mean of several.
 */
export interface Disturbances {
  readonly before: readonly number[]
  readonly after: readonly number[]
}

export interface JudgedFigure {
  readonly name: string
  readonly verdict: Verdict
  /** New time in times of the old one, at 95 %; undefined where one of the times is not above 0, or where they are too few. */
  readonly ratio: Interval | undefined
  /** Upper end of the one-sided 95 % bound of that ratio: the largest slowdown that may hide. */
  readonly atMost: number | undefined
  readonly barred: Bar | undefined
}

export interface Judgement {
  /** In the order given. */
  readonly figures: readonly JudgedFigure[]
  /** The slowdown, as a ratio, that this comparison finds in 95 of 100, of its worst and of its median figure. */
  readonly finds: { readonly worst: number; readonly median: number } | undefined
  /** By what ratio all figures moved together. */
  readonly moved: number | undefined
}

/**
 * Of the whole family of figures; 1 in 100 is meant. Among the thinnest tails Welch's approximation errs by a fifth: at 0.01
 * invented runs that differ as `RUN_TERM` says raised an alarm in 1.2 of 100.
 */
const ALARM_CHANCE = { pairs: 0.01, runs: 0.007 } as const
/** Below so many processes a side nothing is decided. */
export const LEAST_PROCESSES = 8
/** The least ratio that is called a change, and the farthest from 1 that is called the same. */
export const LEAST_CHANGE = { pairs: 1.015, runs: 1.03, elapsed: 1.25 } as const

/**
 * Builds side by side: what a run has of its own is in both. Needs two processes at least to name a ratio.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { judgePairs } from 'tickbench/measure'
 *
 * const d = [0.049, 0.052, 0.047, 0.05, 0.053, 0.048, 0.051, 0.05]
 * const { figures } = judgePairs([{ name: 'verify', d }])
 * assert.equal(figures[0]?.verdict, 'slower')
 */
export function judgePairs(figures: readonly PairedFigure[]): Judgement {
  return judge(
    ALARM_CHANCE.pairs,
    figures.map(({ name, d, isElapsed = false, barred }) => ({
      name,
      barred: barred ?? barOf(d.length, d),
      estimate: resolved(d) ? pairedEstimate(d) : undefined,
      least: Math.log(isElapsed ? LEAST_CHANGE.elapsed : LEAST_CHANGE.pairs),
      same: Math.log(LEAST_CHANGE.pairs),
    })),
  )
}

/** A run against stored ones. No run can see how far runs differ: that is added from `RUN_TERM`, for each side. */
export function judgeRuns(figures: readonly RunsFigure[], disturbed: Disturbances = CALM): Judgement {
  return judge(
    ALARM_CHANCE.runs,
    figures.map(({ name, before, after, isElapsed = false, barred }) => {
      const runTerm = isElapsed ? RUN_TERM.nanoseconds : RUN_TERM.clockSteps
      const variance = betweenRuns(runTerm, disturbed.before) + betweenRuns(runTerm, disturbed.after)
      const shared = { variance, freedom: RUN_TERM_FREEDOM }
      return {
        name,
        barred: barred ?? barOf(Math.min(before.length, after.length), [...before, ...after]),
        estimate: resolved(before) && resolved(after) ? welchEstimate(before, after, shared) : undefined,
        least: Math.log(isElapsed ? LEAST_CHANGE.elapsed : LEAST_CHANGE.runs),
        same: Math.log(LEAST_CHANGE.runs),
      }
    }),
  )
}

/** A run a side, with the processor to itself. */
const CALM: Disturbances = { before: [0], after: [0] }

/** Of the mean of runs. */
function betweenRuns(calm: number, disturbances: readonly number[]): number {
  return disturbances.reduce((sum, one) => sum + runTermAt(calm, one) ** 2, 0) / disturbances.length ** 2
}

interface Subject {
  readonly name: string
  readonly barred: Bar | undefined
  readonly estimate: Estimate | undefined
  /** Logarithms of ratios. */
  readonly least: number
  readonly same: number
}

/** From here on elapsed times say more of others than of what was measured. */
const CROWDED = 0.05

/** Of a time that holds waiting. */
export function barOfElapsed(waitedShare: number): Bar | undefined {
  return waitedShare >= CROWDED ? 'othersHadProcessor' : undefined
}

function barOf(processes: number, logs: readonly number[]): Bar | undefined {
  if (processes < LEAST_PROCESSES) return 'tooFewProcesses'
  return logs.every(Number.isFinite) ? undefined : 'belowResolution'
}

/** A process in which nothing took longer than the baseline has no logarithm. */
function resolved(logs: readonly number[]): boolean {
  return logs.length > 1 && logs.every(Number.isFinite)
}

function judge(alarmChance: number, subjects: readonly Subject[]): Judgement {
  const open = subjects.flatMap((subject) => {
    const { barred, estimate } = subject
    return barred !== undefined || estimate === undefined ? [] : [{ subject, least: subject.least, estimate }]
  })
  const slower = holm(open.map(({ estimate }) => chanceOfMean(estimate)))
  const faster = holm(open.map(({ estimate }) => chanceOfMean({ ...estimate, mean: -estimate.mean })))
  const verdicts = new Map(
    open.map(({ subject, estimate }, at) => {
      const isSure = { slower: (slower[at] ?? 1) < alarmChance, faster: (faster[at] ?? 1) < alarmChance }
      return [subject, verdictOf(subject, estimate, isSure)] as const
    }),
  )
  return {
    figures: subjects.map((subject) => judged(subject, verdicts.get(subject) ?? 'undecided')),
    finds: findable(open, alarmChance / open.length),
    moved: commonShift(open.map(({ estimate }) => estimate.mean)),
  }
}

function verdictOf(
  { least, same }: Subject,
  estimate: Estimate,
  isSure: { readonly slower: boolean; readonly faster: boolean },
): Verdict {
  if (isSure.slower && estimate.mean >= least) return 'slower'
  if (isSure.faster && estimate.mean <= -least) return 'faster'
  const reach = Math.abs(estimate.mean) + halfWidth(estimate, SHOWN_TAIL)
  return reach <= same ? 'same' : 'undecided'
}

function judged({ name, barred, estimate }: Subject, verdict: Verdict): JudgedFigure {
  if (estimate === undefined) return { name, verdict, ratio: undefined, atMost: undefined, barred }
  const { mean } = estimate
  const half = halfWidth(estimate, SHOWN_TAIL)
  return {
    name,
    verdict,
    ratio: { median: Math.exp(mean), low: Math.exp(mean - half), high: Math.exp(mean + half) },
    atMost: Math.exp(mean + halfWidth(estimate, BOUND_TAIL)),
    barred,
  }
}

/** Of an interval at 95 %, and of a bound at 95 % on one side. */
const SHOWN_TAIL = 0.025
const BOUND_TAIL = 0.05

function halfWidth({ error, freedom }: Estimate, tail: number): number {
  return upperQuantile(tail, freedom) * error
}

/** It has to be as sure as the first step of Holm wants it, and above the least change. */
function findable(
  open: readonly { readonly least: number; readonly estimate: Estimate }[],
  chance: number,
): Judgement['finds'] {
  const ratios = open.map(({ least, estimate }) => {
    const sure = halfWidth(estimate, chance)
    return Math.exp(Math.max(sure, least) + upperQuantile(BOUND_TAIL, Infinity) * estimate.error)
  })
  const sorted = ratios.toSorted((a, b) => a - b)
  const [worst, median] = [sorted.at(-1), sorted[Math.floor(sorted.length / 2)]]
  return worst === undefined || median === undefined ? undefined : { worst, median }
}
