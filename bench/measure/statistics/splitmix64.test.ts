import fc from 'fast-check'
import { expect, it } from 'vitest'
import { splitMix64, splitMix64Words } from './splitmix64.ts'

it('gives the published words for the seed 1234567', () => {
  const next = splitMix64Words(1234567n)
  expect([next(), next(), next(), next(), next()]).toEqual([
    6457827717110365317n,
    3203168211198807973n,
    9817491932198370423n,
    4593380528125082431n,
    16408922859458223821n,
  ])
})

it('stays below the limit', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.integer({ min: 1, max: 2 ** 32 - 1 }), (seed, limit) => {
      const drawn = splitMix64(seed).below(limit)
      expect(Number.isInteger(drawn) && drawn >= 0 && drawn < limit).toBe(true)
    }),
  )
})

it('reaches every number below a small limit', () => {
  const numbers = splitMix64(1n)
  expect(new Set(Array.from({ length: 200 }, () => numbers.below(6)))).toEqual(new Set([0, 1, 2, 3, 4, 5]))
})
