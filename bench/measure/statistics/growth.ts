// How a time grows with a number n: the best of six laws that the points allow, or none. A law is kept if what it misses
// is what processes differ by, or hardly anything; among those kept decides the information criterion for few points
// (AICc: Hurvich, Tsai 1989), to which the place of a step is a parameter. Where none is kept, neighbours are compared.

import { errorFunction } from 'simple-statistics'
import type { Interval } from '../../words/format.ts'
import { fitLaws, powerLaw, type FittedLaw, type GrowthPoint, type LawKind } from './growth-laws.ts'
import { logInterval, RUN_TERM } from './process-interval.ts'

export interface FoundGrowth {
  readonly processes: number
  /** Null where points or processes are too few, or where no law is kept. */
  readonly law: GrowthLaw | null
  /** From each point to the next: 0 is no growth, 1 in proportion. */
  readonly localExponents: readonly number[]
}

export interface GrowthLaw extends Omit<FittedLaw, 'exponent' | 'residuals' | 'chiSquare' | 'parameters'> {
  /** Of a power law, over processes. */
  readonly exponent?: Interval
  /** The chance of missing the points by so much or more, if the law is true. */
  readonly chance: number
  /** The most by which it misses a point, as a share of the point. */
  readonly largestResidual: number
  /** Other laws whose chance is not small; none of those that only add something to this one. */
  readonly alsoFit: readonly LawKind[]
}

export const FEWEST_POINTS = 5
/** Below it there is no interval. */
export const FEWEST_PROCESSES = 6

/**
 * `processNs[k]` are the times at `points[k]`, process by process; those of one process stand at the same place of each
 * list. Undefined for fewer than two points or a time that is not above 0.
 */
export function findGrowth(
  points: readonly number[],
  processNs: readonly (readonly number[])[],
): FoundGrowth | undefined {
  const processes = Math.min(...processNs.map(({ length }) => length))
  const logarithms = processNs.map((times) => times.slice(0, processes).map(Math.log))
  if (points.length < 2 || !(processes > 0) || !logarithms.flat().every(Number.isFinite)) return undefined
  const centres = logarithms.map((y) => logInterval(y, 0).median)
  const localExponents = slopes(points.map(Math.log), centres)
  const isEnough = points.length >= FEWEST_POINTS && processes >= FEWEST_PROCESSES
  const variances = variancesOf(logarithms, centres)
  const known = points.map((n, at) => ({ n, ns: Math.exp(centres[at] ?? 0), variance: variances[at] ?? 1 }))
  return { processes, law: isEnough ? lawOf(known, logarithms) : null, localExponents }
}

function slopes(x: readonly number[], y: readonly number[]): number[] {
  return x.slice(1).map((n, at) => ((y[at + 1] ?? 0) - (y[at] ?? 0)) / (n - (x[at] ?? 0)))
}

/** Where code and data lie in memory and caches bends even a true law: its standard deviation at a point. */
const MODEL_SLACK = 0.02

/** Of each centre, beside what its process was slower at all points. */
function variancesOf(logarithms: readonly (readonly number[])[], centres: readonly number[]): number[] {
  const points = centres.length
  const residuals = logarithms.map((y, at) => y.map((one) => one - (centres[at] ?? 0)))
  const processes = residuals[0]?.length ?? 0
  const means = Array.from({ length: processes }, (_, p) => mean(residuals.map((point) => point[p] ?? 0)))
  return residuals.map((point) => {
    const squares = sum(point.map((one, p) => (one - (means[p] ?? 0)) ** 2))
    const variance = (squares / (processes - 1)) * (points / (points - 1))
    return variance / processes + MODEL_SLACK ** 2
  })
}

/** A law that misses more is wrong; one that misses less than this everywhere is good enough to talk about. */
const LEAST_CHANCE = 0.01
const NEARLY = 0.05

interface Judged {
  readonly law: FittedLaw
  readonly chance: number
  readonly largestResidual: number
  readonly criterion: number
}

function lawOf(points: readonly GrowthPoint[], logarithms: readonly (readonly number[])[]): GrowthLaw | null {
  const judged = fitLaws(points).flatMap((law) => judge(law, points.length) ?? [])
  const kept = judged.filter(({ chance, largestResidual }) => chance > LEAST_CHANCE || largestResidual <= NEARLY)
  const [best] = kept.toSorted((a, b) => a.criterion - b.criterion)
  if (best === undefined) return null
  const { exponent, residuals: _, chiSquare: __, parameters: ___, ...law } = best.law
  const alsoFit = judged.filter(({ law: { kind }, chance }) => chance > LEAST_CHANCE && !covers(kind, law.kind))
  return {
    ...law,
    ...(exponent !== undefined && { exponent: exponentInterval(points, logarithms) }),
    chance: best.chance,
    largestResidual: best.largestResidual,
    alsoFit: alsoFit.map((one) => one.law.kind),
  }
}

/** With a degree of freedom or none, any points fit. */
function judge(law: FittedLaw, points: number): Judged | undefined {
  const { parameters, chiSquare, residuals } = law
  const freedom = points - parameters
  if (freedom < 2) return undefined
  return {
    law,
    chance: chanceOfChiSquare(chiSquare, freedom),
    largestResidual: Math.max(...residuals.map(Math.abs)),
    criterion: chiSquare + 2 * parameters + (2 * parameters * (parameters + 1)) / (freedom - 1),
  }
}

/** Whether the first law is the second, or becomes it where a coefficient of it is nothing. */
function covers(kind: LawKind, other: LawKind): boolean {
  return kind === other || other === 'constant' || (kind === 'stepAffine' && (other === 'step' || other === 'affine'))
}

/** Of the exponents that processes have each for itself; a run moves every point by as much as a ratio, over the square root of 2. */
function exponentInterval(points: readonly GrowthPoint[], logarithms: readonly (readonly number[])[]): Interval {
  const processes = logarithms[0]?.length ?? 0
  const exponents = Array.from({ length: processes }, (_, p) => {
    const own = points.map((point, at) => ({ ...point, ns: Math.exp(logarithms[at]?.[p] ?? 0) }))
    return powerLaw(own).exponent
  })
  const x = points.map(({ n }) => Math.log(n))
  const lever = Math.hypot(...x.map((one) => one - mean(x)))
  return logInterval(exponents, RUN_TERM.clockSteps / Math.SQRT2 / lever)
}

/** That a chi-square of so many degrees of freedom is above `value` (Abramowitz, Stegun 26.4.4 and 26.4.5). */
export function chanceOfChiSquare(value: number, freedom: number): number {
  const isOdd = freedom % 2 === 1
  let chance = isOdd ? 1 - errorFunction(Math.sqrt(value / 2)) : Math.exp(-value / 2)
  let term = isOdd ? Math.sqrt((2 * value) / Math.PI) * Math.exp(-value / 2) : (value / 2) * Math.exp(-value / 2)
  for (let of = isOdd ? 3 : 4; of <= freedom; of += 2) {
    chance += term
    term *= value / of
  }
  return chance
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0)
}
