import { expect, it } from 'vitest'
import { steady, take } from '../testing/samplers.ts'
import { growthExponent } from './growth.ts'

const points = [16, 64, 256, 1024]

it.each([0, 0.5, 1, 2])('finds exponent %f behind noise, and the interval holds it', (exponent) => {
  const times = points.map((n, at) => take(steady(at + 1, 1e6 * n ** exponent), 41))
  const found = growthExponent(points, times, 0.95)
  expect(found?.median).toBeCloseTo(exponent, 1)
  expect(found?.low).toBeLessThanOrEqual(exponent)
  expect(found?.high).toBeGreaterThanOrEqual(exponent)
  expect((found?.high ?? 1) - (found?.low ?? 0)).toBeLessThan(0.02)
})

it('is not moved by rounds that were slow as a whole', () => {
  const times = points.map((n, at) => take(steady(at + 1, 1e6 * n), 41).map((ns, round) => ns * slowness(round)))
  expect(growthExponent(points, times, 0.95)?.median).toBeCloseTo(1, 1)
})

it.each([
  ['one point', [16], [[1, 2]]],
  ['no rounds', points, [[], [], [], []]],
  [
    'a time of 0',
    [1, 2],
    [
      [0, 1],
      [1, 1],
    ],
  ],
])('finds nothing for %s', (_, at, times) => {
  expect(growthExponent(at, times, 0.95)).toBeUndefined()
})

function slowness(round: number): number {
  return round % 3 === 0 ? 5 : 1
}
