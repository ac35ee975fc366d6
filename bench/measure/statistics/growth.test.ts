import { describe, expect, it } from 'vitest'
import { noise, type Noise } from '../testing/samplers.ts'
import { chanceOfChiSquare, findGrowth, type FoundGrowth } from './growth.ts'
import type { LawKind } from './growth-laws.ts'

const DOUBLING = [64, 128, 256, 512, 1024, 2048, 4096]
const SELLERS = [1, 2, 3, 4, 6, 8, 12, 16]

/** Ten processes, each slow or quick as a whole by 5 %, and 4 % of noise at each point. */
function invented({ normal }: Noise, points: readonly number[], ns: (n: number) => number): number[][] {
  const processes = Array.from({ length: 10 }, () => 0.05 * normal())
  return points.map((n) => processes.map((slow) => ns(n) * Math.exp(slow + 0.04 * normal())))
}

function experiments(points: readonly number[], ns: (n: number) => number): FoundGrowth[] {
  const seeded = noise(points.length)
  return Array.from({ length: 100 }, () => findGrowth(points, invented(seeded, points, ns))!)
}

describe.each([
  ['constant', DOUBLING, () => 5e4],
  ['affine', DOUBLING, (n) => 5e4 + 100 * n],
  ['affine', [64, 256, 1024, 2048, 4096], (n) => 5e4 + 100 * n],
  ['logarithm', SELLERS, (n) => 5e4 + 2e4 * Math.log2(n)],
  ['power', DOUBLING, (n) => 1e4 * n ** 0.5],
  ['step', DOUBLING, (n) => (n < 300 ? 5e4 : 2e5)],
  ['stepAffine', SELLERS, (n) => (n < 2 ? 1e5 : 4e5 + 3e4 * (n - 2))],
] as const satisfies readonly (readonly [LawKind, readonly number[], (n: number) => number])[])(
  'where the truth is %s at %j',
  (truth, points, ns) => {
    it('it is kept nearly always, and hardly another is chosen', () => {
      const laws = experiments(points, ns).map(({ law }) => law)
      expect(laws.filter((law) => law?.kind === truth || law?.alsoFit.includes(truth)).length).toBeGreaterThanOrEqual(
        99,
      )
      expect(laws.filter((law) => law?.kind === truth).length).toBeGreaterThanOrEqual(94)
    })
  },
)

it('says its coefficients', () => {
  const [affine] = experiments(DOUBLING, (n) => 5e4 + 100 * n)
  expect(affine?.law?.start).toBeCloseTo(5e4, -4)
  expect(affine?.law?.slope).toBeCloseTo(100, -1)
  const [jump] = experiments(SELLERS, (n) => (n < 2 ? 1e5 : 4e5 + 3e4 * (n - 2)))
  expect(jump?.law?.jump).toMatchObject({ at: 2 })
  expect(jump?.law?.jump?.ns).toBeCloseTo(3e5, -5)
})

it('gives a power law an interval that holds its exponent', () => {
  const found = experiments(DOUBLING, (n) => 1e4 * n ** 0.5).flatMap(({ law }) => law?.exponent ?? [])
  const holding = found.filter(({ low, high }) => low <= 0.5 && high >= 0.5)
  expect(holding.length / found.length).toBeGreaterThan(0.9)
  expect(found.every(({ low, high }) => high - low < 0.05)).toBe(true)
})

it('takes n log n for no simple law, or a power a little above 1', () => {
  for (const points of [DOUBLING, SELLERS]) {
    for (const { law } of experiments(points, (n) => 1e3 * n * Math.log2(n + 1))) {
      expect(['power', undefined]).toContain(law?.kind)
      if (law !== null) expect([1.1, 1.2].includes(Number(law.exponent?.median.toFixed(1)))).toBe(true)
    }
  }
})

it('calls dear, cheap, dear no law, and compares neighbours', () => {
  const [found] = experiments(DOUBLING, (n) => (n === 256 ? 1e4 : 3e4))
  expect(found?.law).toBeNull()
  expect(Math.min(...found!.localExponents)).toBeLessThan(-1)
})

it('has no law for what falls', () => {
  for (const { law } of experiments(DOUBLING, (n) => 1e5 + 5e6 / n)) expect(law).toBeNull()
})

it('knows no law from four points, nor a step before a line from five', () => {
  expect(experiments([64, 128, 256, 512], (n) => 5e4 + 100 * n)[0]).toMatchObject({ law: null })
  const found = experiments([1, 2, 4, 8, 16], (n) => (n < 2 ? 1e5 : 4e5 + 1e5 * (n - 2)))
  expect(found.every(({ law }) => law?.kind !== 'stepAffine')).toBe(true)
})

it('knows no law from five processes, and nothing from a time of 0', () => {
  const times = invented(noise(1), DOUBLING, () => 5e4)
  const few = findGrowth(
    DOUBLING,
    times.map((own) => own.slice(0, 5)),
  )
  expect(few).toMatchObject({ law: null, processes: 5 })
  expect(findGrowth(DOUBLING, [[0], ...times.slice(1)])).toBeUndefined()
  expect(findGrowth([64], [[1, 2]])).toBeUndefined()
  expect(findGrowth([1, 2], [[], []])).toBeUndefined()
})

// from the tables of Abramowitz and Stegun, 26.8
it.each([
  [3.8415, 1, 0.05],
  [9.2103, 2, 0.01],
  [11.3449, 3, 0.01],
  [16.8119, 6, 0.01],
  [11.0705, 5, 0.05],
])('a chi-square above %f of %i degrees of freedom has the chance of the tables', (value, freedom, chance) => {
  expect(chanceOfChiSquare(value, freedom)).toBeCloseTo(chance, 5)
})
