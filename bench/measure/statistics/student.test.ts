import { expect, test } from 'vitest'
import { chanceOfMean, holm, pairedEstimate, upperQuantile, upperTail, welchEstimate } from './student.ts'

test.each([
  [2, 10, 0.0366940174],
  [3.5, 19, 0.00119767335],
  [4.5, 11, 0.000450604505],
  [5.2, 7.3, 0.000549322073],
])('t of %d with freedom %d', (t, freedom, chance) => {
  expect(upperTail(t, freedom) / chance).toBeCloseTo(1, 7)
  expect(upperTail(-t, freedom)).toBeCloseTo(1 - chance, 9)
  expect(upperQuantile(chance, freedom)).toBeCloseTo(t, 6)
})

test('with one degree of freedom it is the distribution of Cauchy, with very many that of Gauss', () => {
  for (const t of [1e-6, 0.1, 1, 10, 1000]) expect(upperTail(t, 1) / (Math.atan(1 / t) / Math.PI)).toBeCloseTo(1, 9)
  expect(upperTail(1.959963984540054, Infinity)).toBeCloseTo(0.025, 6)
  expect(upperQuantile(0.05, Infinity)).toBeCloseTo(1.6448536, 5)
})

test('Welch: yields of two groups, by hand', () => {
  const found = welchEstimate([1, 2, 3, 4, 5], [2, 4, 6, 8, 10])
  expect(found.mean).toBe(3)
  expect(found.error).toBeCloseTo(Math.sqrt(0.5 + 2), 12)
  expect(found.freedom).toBeCloseTo(2.5 ** 2 / (0.25 / 4 + 4 / 4), 12)
})

test('a shared variance widens the error, and adds no more freedom than it was found with', () => {
  const [before, after] = [
    [1, 2, 3],
    [2, 3, 4],
  ]
  const [bare, certain] = [
    welchEstimate(before, after),
    welchEstimate(before, after, { variance: 1, freedom: Infinity }),
  ]
  expect(certain.error ** 2 - bare.error ** 2).toBeCloseTo(1, 12)
  expect(certain.freedom).toBeGreaterThan(bare.freedom)
  expect(welchEstimate(before, after, { variance: 1e6, freedom: 12 }).freedom).toBeCloseTo(12, 3)
})

test('pairs: what both sides share cancels out', () => {
  expect(pairedEstimate([0.1, 0.2, 0.3])).toEqual({
    mean: expect.closeTo(0.2, 12),
    error: expect.closeTo(0.1 / Math.sqrt(3), 12),
    freedom: 2,
  })
})

test('values without scatter', () => {
  expect([0, 1, -1].map((mean) => chanceOfMean({ mean, error: 0, freedom: 7 }))).toEqual([0.5, 0, 1])
})

test('Holm: step by step, never falling', () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02])
  expect(holm([0.9, 0.8])).toEqual([1, 1])
  expect(holm([])).toEqual([])
})
