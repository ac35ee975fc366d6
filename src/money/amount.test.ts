import { expect, it } from 'vitest'
import { DecodeError } from '../bytes/decode-error.ts'
import { layout, type Layout } from '../bytes/layout.ts'
import { fits, LARGEST_MINOR_UNITS } from './amount.ts'
import { currency, minorUnits } from './fields.ts'

it.each([
  [true, 0n, 1],
  [true, LARGEST_MINOR_UNITS, 1],
  [false, LARGEST_MINOR_UNITS + 1n, 1],
  [false, LARGEST_MINOR_UNITS, 2],
  [false, -1n, 1],
  [false, 1n, -1],
  [false, 1n, 0.5],
])('says %s before money moves: %d times %d', (fitting, units, count) => {
  expect(fits(units, count)).toBe(fitting)
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
