// A seller with several chains of one buyer, of different values, from one Common or from several: one price may be
// paid with coupons of all of them, and counts whole or not at all.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { spentOfIndex } from '../../chain/coupon-index.ts'
import type { ChainFunction } from '../../chain/step.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import type { MicroPayment } from './messages.ts'
import { takeCoupons, type AcceptedCoupons, type CouponRefusal, type SellerChain } from './seller.ts'

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
  const places = payments.map(({ chainId }) => chains.findIndex(({ chain }) => equalConstantTime(chain.id, chainId)))
  if (places.includes(-1)) return [chains, refuse('anotherChain')]
  if (new Set(places).size < places.length) return [chains, refuse('chainTwice')]
  const worths = payments.map((payment, at) => worthOf(chains[places[at] ?? -1], payment))
  const worth = worths.reduce((sum, each) => sum + each, 0n)
  if (worth > 0n && worth !== price) return [chains, refuse('wrongPrice')]
  const next = [...chains]
  let units = 0
  let repeats = 0
  for (const [at, payment] of payments.entries()) {
    const place = places[at] ?? -1
    const chain = chains[place]
    if (chain === undefined) return [chains, refuse('anotherChain')]
    const [taken, outcome] = takeCoupons(f, chain, { payment, price: worths[at] ?? 0n, now })
    if (!outcome.ok) return [chains, outcome]
    next[place] = taken
    units += outcome.value.units
    repeats += outcome.value.repeated ? 1 : 0
  }
  if (repeats === 0) return [next, accept({ units, repeated: false })]
  // a repeat among new coupons is no retransmission of anything that was sent
  return [chains, repeats === payments.length ? accept({ units: 0, repeated: true }) : refuse('nothingNew')]
}

/** What a coupon adds to its chain; nothing for an old one or for a number that is none. */
function worthOf(state: SellerChain | undefined, { index }: MicroPayment): bigint {
  if (state === undefined) return 0n
  const units = spentOfIndex(state.chain.length, index) - state.best.spent
  return Number.isInteger(units) && units > 0 ? BigInt(units) * state.value : 0n
}
