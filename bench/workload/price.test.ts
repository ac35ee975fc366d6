import { expect, it } from 'vitest'
import { LONGEST_CHAIN } from '../../src/chain/chain.ts'
import { unitPerRequest, unitsPerKib } from './price.ts'

it('asks one unit for any request by default', () => {
  expect([0, 1, 1_000_000].map((size) => unitPerRequest.priceOf(size))).toEqual([1n, 1n, 1n])
})

it.each([
  [0, 3n],
  [1, 3n],
  [1024, 3n],
  [1025, 6n],
  [2048, 6n],
  [999_999_999_999_999, 2_929_687_500_000n],
])('asks by the started KiB: %i bytes cost %i at 3 units', (size, price) => {
  expect(unitsPerKib(3n).priceOf(size)).toBe(price)
})

it('sells by the KiB what a few chains can pay, and anything by the request', () => {
  const rule = unitsPerKib(3n)
  expect(rule.priceOf(rule.largestBytes)).toBe(3n * 16n * BigInt(LONGEST_CHAIN))
  expect(unitPerRequest.largestBytes).toBe(Infinity)
})

it('refuses to give documents away', () => {
  expect(() => unitsPerKib(0n)).toThrow(RangeError)
  expect(() => unitsPerKib(-1n)).toThrow(RangeError)
})

it('states the rule', () => {
  expect(unitsPerKib(1n).text).toBe('1 unit per started KiB')
  expect(unitsPerKib(5n).text).toBe('5 units per started KiB')
})
