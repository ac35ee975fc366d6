// What a seller's coupons cost a buyer of another currency. A price is always made from the rate of the moment and never
// from one that was given before (the paper, on non-reentrant products; SPEC.md 6).

import { u64 } from '../../../bytes/fields.ts'
import { layout, type Layout } from '../../../bytes/layout.ts'
import { fits } from '../../../money/amount.ts'

/** Minor units of the buyer's currency for one of the seller's, as a fraction, so that nothing is rounded early. */
export interface Rate {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** The rate that holds now, or undefined when there is none. Handed to the broker: where rates come from is not here. */
export type RateSource = (buyerCurrency: string, sellerCurrency: string, now: number) => Rate | undefined

export const rateLayout: Layout<Rate> = layout<Rate>('Rate', {
  numerator: u64('minor units of the buyer’s currency'),
  denominator: u64('for minor units of the seller’s'),
})

/** One currency only. */
export const SAME_CURRENCY: RateSource = (from, to) => (from === to ? { numerator: 1n, denominator: 1n } : undefined)

/** True when both say the same, however they are written. A rate of or over zero says nothing. */
export function sameRate(a: Rate, b: Rate): boolean {
  return isRate(a) && isRate(b) && a.numerator * b.denominator === b.numerator * a.denominator
}

/** In the buyer's currency, rounded up; undefined for no rate at all or a price out of range. */
export function priceAt(rate: Rate, minorUnits: bigint): bigint | undefined {
  if (!isRate(rate)) return undefined
  const { numerator, denominator } = rate
  const price = (minorUnits * numerator + denominator - 1n) / denominator
  return fits(price) ? price : undefined
}

function isRate({ numerator, denominator }: Rate): boolean {
  return numerator > 0n && denominator > 0n
}
