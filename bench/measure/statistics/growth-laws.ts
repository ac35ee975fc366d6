// Six laws by which a time may grow with a number n, each fitted by weighted least squares on relative error, so that a
// point counts by how well it is known and not by how large it is. Nothing in them is below 0: what falls has no law
// here. A law whose step or slope is nothing is left to the law without it.

/** Times are of one unit; `variance` is of the relative error. */
export interface GrowthPoint {
  readonly n: number
  readonly ns: number
  readonly variance: number
}

export const LAW_KINDS = ['constant', 'logarithm', 'affine', 'power', 'step', 'stepAffine'] as const
export type LawKind = (typeof LAW_KINDS)[number]

export interface FittedLaw {
  readonly kind: LawKind
  /** ns of `constant`, `affine` at n = 0, `logarithm` and `power` at n = 1, a step before it. */
  readonly start: number
  /** ns more from here on: `step` and `stepAffine`. */
  readonly jump?: { readonly at: number; readonly ns: number }
  /** ns more for one more, after the step if there is one; of `logarithm` for twice as many. */
  readonly slope?: number
  /** Of `power`. */
  readonly exponent?: number
  /** Coefficients, and the place of the step. */
  readonly parameters: number
  /** What the law says of each point, over what was measured, less 1. */
  readonly residuals: readonly number[]
  /** Sum of the squares of residuals over variances. */
  readonly chiSquare: number
}

/** Those that have a fit, the place of a step where it fits best. `points` are rising in n, which is above 0. */
export function fitLaws(points: readonly GrowthPoint[]): FittedLaw[] {
  const laws = LAW_KINDS.map((kind) => FITS[kind](points))
  return laws.flatMap((law) => law ?? [])
}

type Fit = (points: readonly GrowthPoint[]) => FittedLaw | undefined

const FITS: Readonly<Record<LawKind, Fit>> = {
  constant: (points) => {
    const fit = leastSquares(points, [() => 1])
    return fit && lawOf(points, { kind: 'constant', start: fit[0] ?? 0, parameters: 1 }, () => fit[0] ?? 0)
  },
  logarithm: (points) => rising(points, 'logarithm', Math.log2),
  affine: (points) => rising(points, 'affine', (n) => n),
  power: (points) => {
    const { exponent, factor } = powerLaw(points)
    if (exponent <= 0) return undefined
    const law = { kind: 'power', start: factor, exponent, parameters: 2 } as const
    return lawOf(points, law, (n) => factor * n ** exponent)
  },
  step: (points) => bestPlace(points, (at) => stepped(points, at, false)),
  stepAffine: (points) => bestPlace(points, (at) => stepped(points, at, true)),
}

/** A straight line through logarithms, in which a relative error is a distance. */
export function powerLaw(points: readonly GrowthPoint[]): { readonly exponent: number; readonly factor: number } {
  const [x, y] = [points.map(({ n }) => Math.log(n)), points.map(({ ns }) => Math.log(ns))]
  const weights = points.map(({ variance }) => 1 / variance)
  const mean = (values: readonly number[]): number =>
    sum(values.map((one, at) => one * (weights[at] ?? 0))) / sum(weights)
  const [mx, my] = [mean(x), mean(y)]
  const square = mean(x.map((one) => (one - mx) ** 2))
  const exponent = mean(x.map((one, at) => (one - mx) * ((y[at] ?? 0) - my))) / square
  return { exponent, factor: Math.exp(my - exponent * mx) }
}

/** `a + b f(n)`; where the best `a` were below 0, it is 0. */
function rising(
  points: readonly GrowthPoint[],
  kind: 'logarithm' | 'affine',
  f: (n: number) => number,
): FittedLaw | undefined {
  const [start = -1, slope = -1] = leastSquares(points, [() => 1, f]) ?? []
  const [a, b] = start >= 0 ? [start, slope] : [0, leastSquares(points, [f])?.[0] ?? -1]
  return b > 0 ? lawOf(points, { kind, start: a, slope: b, parameters: 2 }, (n) => a + b * f(n)) : undefined
}

function stepped(points: readonly GrowthPoint[], at: number, rises: boolean): FittedLaw | undefined {
  const shapes = [() => 1, (n: number) => (n >= at ? 1 : 0), ...(rises ? [(n: number) => Math.max(0, n - at)] : [])]
  const fit = leastSquares(points, shapes)
  if (fit === undefined || fit.some((one) => one <= 0)) return undefined
  const [start = 0, ns = 0, slope] = fit
  const law = { start, jump: { at, ns }, parameters: fit.length + 1 }
  const valueAt = (n: number): number => sum(shapes.map((shape, index) => shape(n) * (fit[index] ?? 0)))
  return slope === undefined
    ? lawOf(points, { kind: 'step', ...law }, valueAt)
    : lawOf(points, { kind: 'stepAffine', ...law, slope }, valueAt)
}

function bestPlace(points: readonly GrowthPoint[], fit: (at: number) => FittedLaw | undefined): FittedLaw | undefined {
  const fits = points.slice(1).flatMap(({ n }) => fit(n) ?? [])
  return fits.toSorted((a, b) => a.chiSquare - b.chiSquare)[0]
}

function lawOf(
  points: readonly GrowthPoint[],
  law: Omit<FittedLaw, 'residuals' | 'chiSquare'>,
  valueAt: (n: number) => number,
): FittedLaw {
  const residuals = points.map(({ n, ns }) => valueAt(n) / ns - 1)
  const chiSquare = sum(points.map(({ variance }, at) => (residuals[at] ?? 0) ** 2 / variance))
  return { ...law, residuals, chiSquare }
}

/** Normal equations of up to three shapes; undefined where the points cannot tell the shapes apart. */
function leastSquares(
  points: readonly GrowthPoint[],
  shapes: readonly ((n: number) => number)[],
): number[] | undefined {
  const rows = points.map(({ n, ns, variance }) => shapes.map((shape) => shape(n) / ns / Math.sqrt(variance)))
  const wanted = points.map(({ variance }) => 1 / Math.sqrt(variance))
  const scale = shapes.map((_, at) => Math.hypot(...rows.map((row) => row[at] ?? 0)))
  const scaled = rows.map((row) => row.map((one, at) => one / (scale[at] ?? 1)))
  const matrix = shapes.map((_, i) => [
    ...shapes.map((__, j) => sum(scaled.map((row) => (row[i] ?? 0) * (row[j] ?? 0)))),
    sum(scaled.map((row, at) => (row[i] ?? 0) * (wanted[at] ?? 0))),
  ])
  return eliminated(matrix)?.map((one, at) => one / (scale[at] ?? 1))
}

/** Gauss, Jordan: rows are equations, their last column the right side. Definite matrices need no pivoting. */
function eliminated(matrix: readonly (readonly number[])[]): number[] | undefined {
  const rows = matrix.map((row) => [...row])
  for (const [at, own] of rows.entries()) {
    const pivot = own[at] ?? 0
    if (!(pivot > 1e-12)) return undefined
    for (const [index, value] of own.entries()) own[index] = value / pivot
    for (const other of rows.filter((row) => row !== own)) {
      const factor = other[at] ?? 0
      for (const [index, value] of own.entries()) other[index] = (other[index] ?? 0) - factor * value
    }
  }
  return rows.map((row) => row.at(-1) ?? 0)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0)
}
