// Steps that only tests of coupons take, each with the refusal turned into a test failure.

import { makeChain, spend, type BuyerChain } from '../ikp/coupon/buyer.ts'
import type { ClearKey } from '../ikp/coupon/clear-proof.ts'
import type { ClearReply, ClearRequest, MicroPayment } from '../ikp/coupon/messages.ts'
import { openChains, requestClearing, takeClearReply, takeCoupons, type SellerChain } from '../ikp/coupon/seller.ts'
import { type OpenedCoupons } from '../play/coupon-steps.ts'
import { accepted, couponTerms, NOW, runPayment, type World } from '../play/world.ts'

/** After hold and grace of the test world. */
export const TOO_LATE: number = NOW + 4_000_000

/** Several chains authenticated in one Common, as [length, value] each. */
export async function openSeveral(
  world: World,
  transactionId: bigint,
  ...shapes: readonly (readonly [number, bigint])[]
): Promise<SeveralOpened> {
  const buyer = shapes.map(([length, value]) => makeChain(world.chain, world.buyer.random, length, value))
  const run = await runPayment(world, couponTerms(...buyer), transactionId)
  return { buyer, seller: openChains(run.seller.common, run.seller.commonDigest) }
}

export interface SeveralOpened {
  readonly buyer: readonly BuyerChain[]
  readonly seller: readonly SellerChain[]
}

/** The seller after it has taken `units` more coupons of one unit of value each. */
export function takenUpTo(run: OpenedCoupons, units: number): { buyer: BuyerChain; seller: SellerChain } {
  const [buyer, payment] = paid(run.buyerChain, units)
  return { buyer, seller: taken(run.world, run.sellerChain, payment, BigInt(units) * run.buyerChain.value) }
}

export function signedClearing(world: World, state: SellerChain, final = false): readonly [SellerChain, ClearRequest] {
  return requestClearing(world.seller.crypto, state, signedKey(world), final)
}

/** The seller once it has read the reply, and what that added. */
export function told(world: World, state: SellerChain, reply: ClearReply): readonly [SellerChain, bigint] {
  const [next, outcome] = takeClearReply(world.seller.crypto, world.seller.acquirerKey, state, reply)
  return [next, accepted(outcome)]
}

export function paid(state: BuyerChain, units = 1): [BuyerChain, MicroPayment] {
  const [next, outcome] = spend(state, units)
  return [next, accepted(outcome)]
}

export function taken(world: World, state: SellerChain, payment: MicroPayment, price = 1n): SellerChain {
  const [next, outcome] = takeCoupons(world.chain, state, { payment, price, now: NOW })
  accepted(outcome)
  return next
}

export function signedKey(world: World): ClearKey {
  const { signatureKey } = world.seller
  if (signatureKey === undefined) throw new Error('this seller does not sign')
  return { kind: 'signed', signatureKey }
}
