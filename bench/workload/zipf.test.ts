import { expect, it } from 'vitest'
import { zipf } from './zipf.ts'

it('gives rank k the share 1/k of the first rank', () => {
  const draw = zipf(4)
  const total = 100_800_000 * (1 + 1 / 2 + 1 / 3 + 1 / 4)
  const firstOfEach = [0, 100_800_000, 151_200_000, 184_800_000]
  for (const [rank, first] of firstOfEach.entries()) {
    const end = firstOfEach[rank + 1] ?? total
    expect([draw({ below: () => first }), draw({ below: () => end - 1 })]).toEqual([rank, rank])
  }
})

it('asks for a number below the sum of all weights', () => {
  const limits: number[] = []
  const numbers = { below: (limit: number) => (limits.push(limit), 0) }
  zipf(2)(numbers)
  zipf(100_000)(numbers)
  expect(limits[0]).toBe(151_200_000)
  expect(limits[1]).toBeLessThan(2 ** 32)
})
