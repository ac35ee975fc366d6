// Student's t on plain numbers, one a process: how sure a difference is, with a part of its variance that was found
// elsewhere, and Holm's step-down, which keeps the chance of a single false alarm among many figures. The tail is the
// regularised incomplete beta function by its continued fraction (NIST DLMF 8.17.22). Welch: Biometrika 34, 1947; Holm:
// A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6, 1979.

import { gammaln } from 'simple-statistics'

/** A mean difference, its standard error, and how many values that error rests on. */
export interface Estimate {
  readonly mean: number
  readonly error: number
  readonly freedom: number
}

/** Of differences in pairs. Throws `RangeError` for fewer than two. */
export function pairedEstimate(differences: readonly number[]): Estimate {
  return { mean: meanOf(differences), error: Math.sqrt(varianceOfMean(differences)), freedom: differences.length - 1 }
}

/** Variance that values cannot show, since all of a side share it, and the degrees of freedom that it was found with. */
export interface SharedVariance {
  readonly variance: number
  readonly freedom: number
}

/**
 * How far `after` lies above `before`. Freedom is that of all parts of the error (Satterthwaite: Biometrics Bulletin 2,
 * 1946): where most of it is shared, many values make nothing surer. Throws `RangeError` for fewer than two on a side.
 */
export function welchEstimate(
  before: readonly number[],
  after: readonly number[],
  shared: SharedVariance = { variance: 0, freedom: Infinity },
): Estimate {
  const [was, is] = [varianceOfMean(before), varianceOfMean(after)]
  const variance = was + is + shared.variance
  const uncertain =
    was ** 2 / (before.length - 1) + is ** 2 / (after.length - 1) + shared.variance ** 2 / shared.freedom
  return {
    mean: meanOf(after) - meanOf(before),
    error: Math.sqrt(variance),
    freedom: uncertain === 0 ? Infinity : variance ** 2 / uncertain,
  }
}

/** The chance of a mean this far above 0 or further where in truth there is no difference. */
export function chanceOfMean({ mean, error, freedom }: Estimate): number {
  // Equal values leave no error to measure a difference by.
  if (error === 0) return mean > 0 ? 0 : mean < 0 ? 1 : 0.5
  return upperTail(mean / error, freedom)
}

/** P(T > t). With infinite freedom that of a normal distribution. */
export function upperTail(t: number, freedom: number): number {
  if (t < 0) return 1 - upperTail(-t, freedom)
  const finite = Math.min(freedom, AS_GOOD_AS_NORMAL)
  return regularisedBeta(finite / (finite + t * t), finite / 2, 0.5) / 2
}

/** The tail at 5 differs from the normal one by less than a thousandth of itself. */
const AS_GOOD_AS_NORMAL = 1e6

/** The t that is exceeded with this chance, which is below 0.5. By Newton from 0: the tail is convex, so no step is too far. */
export function upperQuantile(chance: number, freedom: number): number {
  const finite = Math.min(freedom, AS_GOOD_AS_NORMAL)
  const peak = Math.exp(gammaln((finite + 1) / 2) - gammaln(finite / 2)) / Math.sqrt(finite * Math.PI)
  let t = 0
  for (let steps = 0; steps < 100; steps += 1) {
    const density = peak * (1 + (t * t) / finite) ** (-(finite + 1) / 2)
    const further = (upperTail(t, finite) - chance) / density
    t += further
    if (further <= 1e-12 * t) break
  }
  return t
}

/** Each chance as it counts beside the others: below a level with at most that chance of any being so by accident. */
export function holm(chances: readonly number[]): readonly number[] {
  const order = chances.map((chance, at) => ({ chance, at })).toSorted((a, b) => a.chance - b.chance)
  const adjusted = Array.from({ length: chances.length }, () => 1)
  let least = 0
  for (const [rank, { chance, at }] of order.entries()) {
    least = Math.max(least, Math.min(1, chance * (chances.length - rank)))
    adjusted[at] = least
  }
  return adjusted
}

/** I_x(a, b). `x` from 0 to 1. */
function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1
  // The fraction converges fast on this side of the centre only.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a)
  const front = gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log1p(-x)
  return (Math.exp(front) / a) * betaFraction(x, a, b)
}

/** 1 / (1 + d1 / (1 + d2 / ...)) from the front, until a step changes nothing (method of Lentz). */
function betaFraction(x: number, a: number, b: number): number {
  let above = 1
  let below = 1 / (1 + fractionStep(1, x, a, b))
  let value = below
  for (let step = 2; step < MOST_STEPS; step += 1) {
    const term = fractionStep(step, x, a, b)
    above = 1 + term / above
    below = 1 / (1 + term * below)
    value *= above * below
    if (Math.abs(above * below - 1) < 1e-14) break
  }
  return value
}

/** It takes about as many as the root of the larger parameter. */
const MOST_STEPS = 10_000

function fractionStep(step: number, x: number, a: number, b: number): number {
  const m = Math.floor(step / 2)
  const term = step % 2 === 0 ? m * (b - m) : -(a + m) * (a + b + m)
  return (term * x) / ((a + step - 1) * (a + step))
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function varianceOfMean(values: readonly number[]): number {
  if (values.length < 2) throw new RangeError('one value tells no scatter')
  const mean = meanOf(values)
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return squares / (values.length - 1) / values.length
}
