// How the times of one regime grow with a number, as a document keeps it, and in words. A law stands alone only where no
// other does as well; an exponent only as a power law's, with its interval and the numbers for which it was found.

import * as v from 'valibot'
import { formatCount, formatNs } from '../words/format.ts'
import { COUNT, NUMBER, type Declared } from './json-document.ts'
import { FEWEST_POINTS, FEWEST_PROCESSES, type GrowthLaw } from './statistics/growth.ts'
import { LAW_KINDS, type LawKind } from './statistics/growth-laws.ts'

const LAW = v.object({
  kind: v.picklist(LAW_KINDS),
  /** ns of `constant`, `affine` at n = 0, `logarithm` and `power` at n = 1, a step before it. */
  start: NUMBER,
  /** ns more from `at` on. */
  jump: v.exactOptional(v.object({ at: NUMBER, ns: NUMBER })),
  /** ns more for one more, after the jump; of `logarithm` for twice as many. */
  slope: v.exactOptional(NUMBER),
  /** Of `power`. */
  exponent: v.exactOptional(v.object({ median: NUMBER, low: NUMBER, high: NUMBER })),
  /** The chance of missing the points by so much or more, if the law is true. */
  chance: NUMBER,
  /** The most by which it misses a point, as a share of the point. */
  largestResidual: NUMBER,
  /** Laws that are no worse, as far as the points can tell. */
  alsoFit: v.array(v.picklist(LAW_KINDS)),
})

export const GROWTH = v.object({
  regime: v.string(),
  name: v.string(),
  /** What n counts. */
  variable: v.string(),
  /** One of it, with its article. What follows, documents of schema 1 do not have: theirs is of one process. */
  each: v.optional(v.string(), ''),
  points: v.array(NUMBER),
  /** Of the results at the points. */
  ids: v.exactOptional(v.array(v.string())),
  processes: v.optional(COUNT, 1),
  /** Null where points or processes are too few, or where no law is kept. */
  law: v.optional(v.nullable(LAW), null),
  /** From each point to the next: 0 is no growth, 1 in proportion. */
  localExponents: v.optional(v.array(NUMBER), []),
})
export type Growth = Declared<typeof GROWTH>

/** `49.0 µs + 230 ns a coupon`, `about n^0.20; a logarithm fits as well`, `no simple law: local exponents 0.12 to 1.05`. */
export function growthWords(growth: Omit<Growth, 'regime' | 'name' | 'variable' | 'ids'>): string {
  const { law, points, processes, localExponents } = growth
  if (law !== null) return [lawWords(law, growth), ...alsoWords(law.alsoFit)].join('; ')
  if (processes < FEWEST_PROCESSES) return 'too few processes for a law'
  const exponents = [Math.min(...localExponents), Math.max(...localExponents)].map(twoDigits)
  const local = `local exponents ${exponents.join(' to ')}`
  return points.length < FEWEST_POINTS ? `${local}, too few points for a law` : `no simple law: ${local}`
}

function lawWords(law: GrowthLaw, { each, points }: Pick<Growth, 'each' | 'points'>): string {
  const { kind, start, jump, slope = 0, exponent, largestResidual, alsoFit } = law
  const within = `±${formatCount(Math.max(1, Math.ceil(largestResidual * 100)))} %`
  const [first = 1, last = 1] = [points[0], points.at(-1)]
  const jumps = `jumps ${foldWords((start + (jump?.ns ?? 0)) / start)} at ${formatCount(jump?.at ?? 0)}`
  const [from, to] = [formatCount(first), formatCount(last)]
  switch (kind) {
    case 'constant':
      return `constant (${within})`
    case 'logarithm':
      return `${formatNs(start + slope * Math.log2(first))} at ${from}, ${formatNs(slope)} more each time n doubles`
    case 'affine':
      return start > 0 ? `${formatNs(start)} + ${formatNs(slope)} ${each}` : `${formatNs(slope)} ${each}`
    case 'power':
      return alsoFit.length > 0
        ? `about n^${twoDigits(exponent?.median)}`
        : `n^${interval(exponent)}, n from ${from} to ${to}`
    case 'step':
      return `${jumps}, else constant (${within})`
    case 'stepAffine':
      return `${jumps}, then ${formatNs(slope)} ${each} more`
  }
}

const NAMES: Readonly<Record<LawKind, string>> = {
  constant: 'a constant',
  logarithm: 'a logarithm',
  affine: 'a straight line',
  power: 'a power of n',
  step: 'a step',
  stepAffine: 'a step and a line',
}

function alsoWords(kinds: readonly LawKind[]): string[] {
  const names = kinds.map((kind) => NAMES[kind])
  if (names.length === 0) return []
  const [last = '', ...before] = names.toReversed()
  return [before.length === 0 ? `${last} fits as well` : `${before.toReversed().join(', ')} and ${last} fit as well`]
}

/** How many times as much; below one and a half as a part. */
function foldWords(ratio: number): string {
  return ratio < 1.5
    ? `by ${formatCount(Math.round((ratio - 1) * 100))} %`
    : `${ratio < 10 ? ratio.toFixed(1) : formatCount(Math.round(ratio))}-fold`
}

function interval(exponent: GrowthLaw['exponent']): string {
  const [median, low, high] = [exponent?.median, exponent?.low, exponent?.high].map(twoDigits)
  return `${median} (${low} – ${high})`
}

/** An exponent is a difference of logarithms: digits behind the point say how sure it is, not three of them anywhere. */
function twoDigits(value = Number.NaN): string {
  return value.toFixed(2).replace('-0.00', '0.00')
}
