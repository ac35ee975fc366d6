// What the seller agreed to sell before iKP starts, and whether a buyer's terms keep to it.

import type { Capture, Terms } from './common.ts'

/** A price, or coupons within limits. */
export interface Offer {
  /** DESC. */
  readonly description: Uint8Array
  readonly currency: string
  /** The exact price of a plain payment, the largest total for coupons; minor units. */
  readonly price: bigint
  readonly coupons: CouponLimits | undefined
  /** When money moves: at once unless said otherwise. Coupons are only ever authorised. */
  readonly capture?: Capture
}

export interface CouponLimits {
  readonly longestChain: number
  readonly smallestValue: bigint
}

export function meetsOffer(terms: Terms, { currency, price, coupons }: Offer): boolean {
  if (terms.currency !== currency) return false
  if (coupons === undefined) return terms.chains.length === 0 && terms.price === price
  return (
    terms.chains.length > 0 &&
    terms.price <= price &&
    terms.chains.every((chain) => chain.length <= coupons.longestChain) &&
    terms.values.every((value) => value >= coupons.smallestValue)
  )
}

/** The Capture that goes into Common. */
export function captureOf({ coupons, capture = 'authorise-and-clear' }: Offer): Capture {
  return coupons === undefined ? capture : 'authorise'
}
