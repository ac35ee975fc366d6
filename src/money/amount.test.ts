import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../bytes/decode-error.ts'
import { layout, type Layout } from '../bytes/layout.ts'
import { add, amount, fits, LARGEST_MINOR_UNITS, subtract, times } from './amount.ts'
import { currency, minorUnits } from './fields.ts'

const anyAmount = fc.bigInt({ min: 0n, max: LARGEST_MINOR_UNITS / 2n }).map((units) => amount(units, 'CHF'))

describe('amount', () => {
  it('gives back what was added', () => {
    fc.assert(
      fc.property(anyAmount, anyAmount, (a, b) => {
        expect(subtract(add(a, b), b)).toEqual(a)
      }),
    )
  })

  it('multiplies as repeated addition does', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 40n }), fc.integer({ min: 0, max: 30 }), (units, count) => {
        let sum = amount(0n, 'CHF')
        for (let i = 0; i < count; i += 1) sum = add(sum, amount(units, 'CHF'))
        expect(times(amount(units, 'CHF'), count)).toEqual(sum)
      }),
    )
  })

  it.each([
    ['below zero', () => amount(-1n, 'CHF')],
    ['over 2^63 - 1', () => amount(2n ** 63n, 'CHF')],
    ['a sum over the range', () => add(amount(LARGEST_MINOR_UNITS, 'CHF'), amount(1n, 'CHF'))],
    ['a product over the range', () => times(amount(2n ** 62n, 'CHF'), 2)],
    ['a difference below zero', () => subtract(amount(1n, 'CHF'), amount(2n, 'CHF'))],
    ['two currencies', () => add(amount(1n, 'CHF'), amount(1n, 'EUR'))],
    ['half a count', () => times(amount(1n, 'CHF'), 0.5)],
    ['a currency that is none', () => amount(1n, 'chf')],
  ])('refuses %s', (_name, make) => {
    expect(make).toThrow(RangeError)
  })

  it('tells before money moves whether a product fits', () => {
    expect(fits(LARGEST_MINOR_UNITS, 1)).toBe(true)
    expect(fits(LARGEST_MINOR_UNITS, 2)).toBe(false)
    expect(fits(1n, -1)).toBe(false)
  })
})

interface Price {
  readonly currency: string
  readonly units: bigint
}
const price: Layout<Price> = layout<Price>('Price', {
  currency: currency('the currency'),
  units: minorUnits('the price'),
})

it('keeps the range gate on the wire', () => {
  const five = { currency: 'CHF', units: 5n }
  expect(price.decode(price.encode(five))).toEqual(five)
  expect(price.encode(five)).toEqual(Uint8Array.of(0x43, 0x48, 0x46, 0, 0, 0, 0, 0, 0, 0, 5))
  const tooLarge = price.encode({ currency: 'CHF', units: 0n })
  tooLarge[3] = 0x80
  expect(() => price.decode(tooLarge)).toThrow(expect.objectContaining({ path: 'Price.units' }))
  const lowerCase = price.encode({ currency: 'CHF', units: 0n })
  lowerCase[0] = 0x63
  expect(() => price.decode(lowerCase)).toThrow(DecodeError)
  for (const units of [2n ** 63n, -1n]) expect(() => price.encode({ currency: 'CHF', units })).toThrow(RangeError)
  expect(() => price.encode({ currency: 'chf', units: 5n })).toThrow(RangeError)
})
