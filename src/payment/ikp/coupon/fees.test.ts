import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newSellerAccount } from '../settlement.ts'
import { chargeFee, feeOf, NO_FEES } from './fees.ts'

describe('feeOf', () => {
  it.each([
    [{ perClearing: 5n, basisPoints: 0 }, 1n, 5n],
    [{ perClearing: 0n, basisPoints: 250 }, 1000n, 25n],
    [{ perClearing: 0n, basisPoints: 250 }, 1n, 1n],
    [{ perClearing: 5n, basisPoints: 250 }, 1001n, 31n],
    [{ perClearing: 5n, basisPoints: 250 }, 0n, 0n],
    [NO_FEES, 1000n, 0n],
  ])('%o of %d is %d', (model, paid, fee) => {
    expect(feeOf(model, paid)).toBe(fee)
  })

  it('never grows smaller by splitting a claim', () => {
    const amounts = fc.bigInt({ min: 1n, max: 1_000_000n })
    const models = fc.record({ perClearing: fc.bigInt({ min: 0n, max: 100n }), basisPoints: fc.nat(10_000) })
    fc.assert(
      fc.property(models, amounts, amounts, (model, a, b) => {
        expect(feeOf(model, a) + feeOf(model, b)).toBeGreaterThanOrEqual(feeOf(model, a + b))
      }),
    )
  })
})

it('books as earned what it bills', () => {
  const { seller, own } = chargeFee(newSellerAccount('seller-1'), { fees: 7n }, 3n)
  expect([seller.fees, own.fees]).toEqual([3n, 10n])
})
