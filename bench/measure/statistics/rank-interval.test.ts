import fc from 'fast-check'
import { expect, it } from 'vitest'
import { centreInterval, chanceOfMore } from './rank-interval.ts'
import { sortSamples } from './samples.ts'

const wholes = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 25 })

it('finds the ranks that listing all averages finds', () => {
  fc.assert(
    fc.property(wholes, (values) => {
      const n = values.length
      const averages = sortSamples(values.flatMap((a, at) => values.slice(at).map((b) => (a + b) / 2)))
      const { median, low, high } = centreInterval(sortSamples(values), 0.9)
      expect(median).toBeCloseTo(middleOf(averages), 9)
      if (Number.isFinite(low)) {
        const rank = Math.floor((n * (n + 1)) / 4 - 1.6448536 * Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24))
        expect(low).toBeCloseTo(averages[rank - 1]!, 9)
        expect(high).toBeCloseTo(averages[averages.length - rank]!, 9)
      }
    }),
  )
})

it('moves with its samples', () => {
  const values = Array.from({ length: 20 }, (_, at) => at * at)
  const { median, low, high } = centreInterval(sortSamples(values), 0.95)
  const moved = centreInterval(sortSamples(values.map((value) => value + 1000)), 0.95)
  expect(moved).toEqual({ median: median + 1000, low: low + 1000, high: high + 1000 })
})

it('promises nothing from three samples', () => {
  const three = sortSamples([1, 2, 3])
  expect(centreInterval(three, 0.95)).toEqual({ median: 2, low: -Infinity, high: Infinity })
})

it.each([
  [[1, 2, 3], [4, 5, 6], 1],
  [[4, 5, 6], [1, 2, 3], 0],
  [[1, 2, 3], [1, 2, 3], 0.5],
  [[7, 7], [7], 0.5],
  [[1, 3], [2], 0.5],
  [[1, 2, 3, 4], [3], 0.625],
])('gives the chance that one of %j is topped by one of %j', (from, to, expected) => {
  expect(chanceOfMore(sortSamples(from), sortSamples(to))).toBe(expected)
})

function middleOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
}
