// What a comparison on this machine finds, and how often it cries wolf: from many processes of equal programs, runs are
// drawn again and again and judged as any other, as they are and with a slowdown planted in one of their figures. On a
// scale of logarithms a plant is exact.

import { disturbanceOf } from './statistics/process-interval.ts'
import { splitMix64, type SeededNumbers } from './statistics/splitmix64.ts'
import { judgePairs, judgeRuns, type Judgement } from './verdict.ts'

/** Of equal programs: for each figure one value a process, and processes in one order for all figures. */
export interface Pool {
  readonly names: readonly string[]
  /** By process, then by figure. */
  readonly processes: readonly (readonly number[])[]
  /** Of runs: the share of their time in which others had the processor. */
  readonly waitedShare?: number
  readonly busyShare?: number
}

export interface Calibration {
  /** The share of runs with any alarm, nothing planted. */
  readonly alarms: number
  /** Of slowdowns planted in one figure, the share that was called slower, by their size. */
  readonly found: readonly (readonly [size: number, share: number])[]
}

export const PLANTED: readonly number[] = [0.03, 0.05, 0.1]

/** Runs of `duets` processes drawn from duets of equal builds; which side is called the new one decides a coin. */
export function calibrateDuets(pool: Pool, duets: number, seed: bigint, draws: number = DRAWS): Calibration {
  const numbers = splitMix64(seed)
  const times = Array.from({ length: draws })
  const run = (): Series => series(pool, drawn(pool, duets, numbers), () => (numbers.below(2) === 0 ? 1 : -1))
  const judged = (figures: Series) => judgePairs(figures.map((d, at) => ({ name: pool.names[at] ?? '', d })))
  const isPlantFound = (size: number): boolean => {
    const [figures, at] = [run(), numbers.below(pool.names.length)]
    return isFound(judged(planted(figures, at, size)), at)
  }
  return {
    alarms: shareOf(times.map(() => hasAlarm(judged(run())))),
    found: PLANTED.map((size) => [size, shareOf(times.map(() => isPlantFound(size)))] as const),
  }
}

/** Every run against every other one, in both orders. */
export function calibrateRuns(runs: readonly Pool[]): Calibration {
  const pairs = runs.flatMap((before) => runs.flatMap((after) => (before === after ? [] : [{ before, after }])))
  const alarms = pairs.filter(({ before, after }) => hasAlarm(judgedRuns(before, whole(after), after)))
  const found = PLANTED.map((size) => {
    const plants = pairs.flatMap(({ before, after }) =>
      before.names.map((_, at) => isFound(judgedRuns(before, planted(whole(after), at, size), after), at)),
    )
    return [size, shareOf(plants)] as const
  })
  return { alarms: alarms.length / Math.max(1, pairs.length), found }
}

/**
 * The standard deviation of a figure from run to run that its own processes do not explain: of the centres of runs, less
 * what their scatter promises. The median over figures; 0 where the scatter explains all.
 */
export function runTermOf(runs: readonly Pool[]): number {
  const terms = (runs[0]?.names ?? []).map((_, at) => {
    const own = runs.map(({ processes }) => processes.map((process) => process[at] ?? Number.NaN))
    const promised = mean(own.map((values) => variance(values) / values.length))
    return Math.max(0, variance(own.map(mean)) - promised)
  })
  return Math.sqrt(terms.toSorted((a, b) => a - b)[Math.floor(terms.length / 2)] ?? 0)
}

const DRAWS = 1_000

/** By figure, then by process. */
type Series = readonly (readonly number[])[]

function whole(pool: Pool): Series {
  return series(pool, pool.processes, () => 1)
}

function judgedRuns(before: Pool, after: Series, disturbed: Pool): Judgement {
  const own = whole(before)
  const figures = before.names.map((name, at) => ({ name, before: own[at] ?? [], after: after[at] ?? [] }))
  return judgeRuns(figures, { before: [disturbanceOf(before)], after: [disturbanceOf(disturbed)] })
}

function hasAlarm({ figures }: Judgement): boolean {
  return figures.some(({ verdict }) => verdict === 'slower')
}

function isFound({ figures }: Judgement, at: number): boolean {
  return figures[at]?.verdict === 'slower'
}

function planted(figures: Series, at: number, size: number): Series {
  return figures.map((values, figure) => (figure === at ? values.map((value) => value + Math.log1p(size)) : values))
}

/** Without replacement. */
function drawn({ processes }: Pool, count: number, numbers: SeededNumbers): Pool['processes'] {
  const left = [...processes]
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(numbers.below(left.length), 1)[0] ?? [])
}

function series({ names }: Pool, processes: Pool['processes'], sideOf: () => number): Series {
  const sides = processes.map(sideOf)
  return names.map((_, figure) => processes.map((process, at) => (process[figure] ?? Number.NaN) * (sides[at] ?? 1)))
}

function shareOf(outcomes: readonly boolean[]): number {
  return outcomes.filter(Boolean).length / Math.max(1, outcomes.length)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function variance(values: readonly number[]): number {
  const centre = mean(values)
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, values.length - 1)
}
