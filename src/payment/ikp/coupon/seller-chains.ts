// A seller with several chains of one buyer, of different values, from one Common or from several: one price may be
// paid with coupons of all of them, and counts whole or not at all.

import { equalConstantTime } from '../../../bytes/bytes.ts'
import { spentOfIndex } from '../../../chain/coupon-index.ts'
import type { ChainFunction } from '../../../chain/step.ts'
import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'
import type { MicroPayment } from './messages.ts'
import { takeCoupons, worthOf, type AcceptedCoupons, type CouponRefusal, type SellerChain } from './seller.ts'

export interface SeveralInput {
  readonly payments: readonly MicroPayment[]
  /** What the item costs, minor units: all coupons together must be worth exactly that. */
  readonly price: bigint
  readonly now: number
}

export type SeveralCouponsRefusal = CouponRefusal | 'nothingPaid' | 'chainTwice'

/** A refusal of one coupon refuses all and changes nothing; prices are compared before anything is hashed. */
export function takeSeveral(
  f: ChainFunction,
  chains: readonly SellerChain[],
  { payments, price, now }: SeveralInput,
): Transition<readonly SellerChain[], Outcome<AcceptedCoupons, SeveralCouponsRefusal>> {
  if (payments.length === 0) return [chains, refuse('nothingPaid')]
  const shown = payments.flatMap((payment) => placeOf(chains, payment))
  if (shown.length < payments.length) return [chains, refuse('anotherChain')]
  if (new Set(shown.map(({ place }) => place)).size < shown.length) return [chains, refuse('chainTwice')]
  const worth = shown.reduce((sum, each) => sum + each.worth, 0n)
  if (worth > 0n && worth !== price) return [chains, refuse('wrongPrice')]
  const next = [...chains]
  let units = 0
  let repeats = 0
  for (const { payment, place, state, worth: part } of shown) {
    const [taken, outcome] = takeCoupons(f, state, { payment, price: part, now })
    if (!outcome.ok) return [chains, outcome]
    next[place] = taken
    units += outcome.value.units
    repeats += outcome.value.repeated ? 1 : 0
  }
  if (repeats === 0) return [next, accept({ units, repeated: false })]
  // a repeat among new coupons is no retransmission of anything that was sent
  return [chains, repeats === payments.length ? accept({ units: 0, repeated: true }) : refuse('nothingNew')]
}

interface ShownCoupon {
  readonly payment: MicroPayment
  readonly place: number
  readonly state: SellerChain
  /** What it adds to its chain; nothing for an old one or for a number that is none. */
  readonly worth: bigint
}

/** Empty for a chain that is not here. */
function placeOf(chains: readonly SellerChain[], payment: MicroPayment): readonly ShownCoupon[] {
  const place = chains.findIndex(({ chain }) => equalConstantTime(chain.id, payment.chainId))
  const state = chains[place]
  if (state === undefined) return []
  const units = spentOfIndex(state.chain.length, payment.index) - state.best.spent
  return [{ payment, place, state, worth: worthOf(units, state.value) }]
}
