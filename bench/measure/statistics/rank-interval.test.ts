import fc from 'fast-check'
import { expect, it } from 'vitest'
import { centreInterval, chanceOfMore, shiftInterval } from './rank-interval.ts'
import { sortSamples } from './samples.ts'

const wholes = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 25 })

it('finds the ranks that listing all differences finds', () => {
  fc.assert(
    fc.property(wholes, wholes, (from, to) => {
      const differences = sortSamples(from.flatMap((start) => to.map((end) => end - start)))
      const { median, low, high } = shiftInterval(sortSamples(from), sortSamples(to), 0.9)
      expect(median).toBeCloseTo(middleOf(differences), 9)
      if (Number.isFinite(low)) {
        const spread = 1.6448536 * Math.sqrt((from.length * to.length * (from.length + to.length + 1)) / 12)
        const rank = Math.floor(differences.length / 2 - spread)
        expect(low).toBeCloseTo(differences[rank - 1]!, 9)
        expect(high).toBeCloseTo(differences[differences.length - rank]!, 9)
      }
    }),
  )
})

it('finds the centre that listing all averages finds', () => {
  fc.assert(
    fc.property(wholes, (values) => {
      const averages = sortSamples(values.flatMap((a, at) => values.slice(at).map((b) => (a + b) / 2)))
      expect(centreInterval(sortSamples(values), 0.9).median).toBeCloseTo(middleOf(averages), 9)
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
  expect(shiftInterval(three, three, 0.95)).toEqual({ median: 0, low: -Infinity, high: Infinity })
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
