// The buyer's chain of coupons: made before Initiate, spent after Confirm. The count is persisted before a coupon is
// sent (SPEC.md 4), so a crash can cost the buyer one coupon in doubt but never lets one be spent twice.

import { chainValues, isChainLength, type ChainCommitment } from '../../../chain/chain.ts'
import { couponIndex } from '../../../chain/coupon-index.ts'
import { CHAIN_ID_BYTES, type ChainFunction } from '../../../chain/step.ts'
import type { RandomBytes } from '../../../crypto/crypto.ts'
import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'
import type { MicroPayment } from './messages.ts'

/** A chain as the buyer holds it. `coupons` is secret: it is the money not yet spent. */
export interface BuyerChain {
  readonly chain: ChainCommitment
  /** PB_0 to PB_n, one after the other. */
  readonly coupons: Uint8Array
  /** Value_coupon, minor units. */
  readonly value: bigint
  readonly spent: number
  /** The last payment sent, for a retry. */
  readonly last: MicroPayment | undefined
}

export type SpendingRefusal = 'unitsNotWhole' | 'chainExhausted'

/** Draws identifier and PB_0 and walks the chain once: n steps. Identifier and secret are new for every chain. */
export function makeChain(f: ChainFunction, random: RandomBytes, length: number, value: bigint): BuyerChain {
  if (!isChainLength(length)) throw new RangeError(`a chain of ${length} coupons`)
  const id = random(CHAIN_ID_BYTES)
  const coupons = chainValues(f, id, random(f.valueBytes), length)
  const anchor = coupons.slice(-f.valueBytes)
  return { chain: { id, length, anchor }, coupons, value, spent: 0, last: undefined }
}

/** Spends `units` coupons by showing the lowest-numbered of them. */
export function spend(
  state: BuyerChain,
  units: number,
): Transition<BuyerChain, Outcome<MicroPayment, SpendingRefusal>> {
  if (!Number.isInteger(units) || units < 1) return [state, refuse('unitsNotWhole')]
  const { chain, coupons, value } = state
  const spent = state.spent + units
  if (spent > chain.length) return [state, refuse('chainExhausted')]
  const index = couponIndex(chain.length, spent)
  const payment = { chainId: chain.id, index, coupon: couponAt(state, index) }
  return [{ chain, coupons, value, spent, last: payment }, accept(payment)]
}

/** Coupons that are left. */
export function couponsLeft(state: BuyerChain): number {
  return state.chain.length - state.spent
}

function couponAt({ chain, coupons }: BuyerChain, index: number): Uint8Array {
  const size = chain.anchor.length
  return coupons.slice(index * size, (index + 1) * size)
}
