// Steps that attacks on coupons and their tests take again and again, each with the refusal turned into a failure.

import type { ClearVerifier } from '../ikp/coupon/clear-proof.ts'
import { clear, type ClearingAcquirer } from '../ikp/coupon/acquirer.ts'
import type { FeeModel } from '../ikp/coupon/fees.ts'
import type { ClearReply, ClearRequest } from '../ikp/coupon/messages.ts'
import { accepted, createWorld, NOW, openCoupons, type CouponRun, type World } from './world.ts'

export const BAN = '4711 0815'
export const SELLER_ID = 'seller-1'

export type OpenedCoupons = { readonly world: World } & CouponRun

export async function opened(length = 10, value = 1n): Promise<OpenedCoupons> {
  const world = await createWorld()
  return { world, ...(await openCoupons(world, length, value)) }
}

/** The acquirer under another rule for proofs, or with fees. */
export function clearingUnder(
  world: World,
  verifier: ClearVerifier,
  fees: FeeModel = { perClearing: 0n, basisPoints: 0 },
): ClearingAcquirer {
  return { ...world.clearing, verifierOf: () => verifier, fees }
}

/** Clears and applies; gives the reply. */
export function cleared(
  world: World,
  request: ClearRequest,
  { acquirer = world.clearing, now = NOW }: { acquirer?: ClearingAcquirer; now?: number } = {},
): ClearReply {
  const [change, outcome] = clear(acquirer, world.ledger, request, now)
  world.ledger.apply(change)
  return accepted(outcome)
}
