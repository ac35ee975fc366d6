// One clearing between a seller and the acquirer, rows 8 and 9 of coupon/SPEC.md 3, through its codecs.

import { clear, expire } from '../../../src/payment/ikp/coupon/acquirer.ts'
import type { ClearKey } from '../../../src/payment/ikp/coupon/clear-proof.ts'
import { clearReplyLayout, clearRequestLayout } from '../../../src/payment/ikp/coupon/messages.ts'
import { requestClearing, takeClearReply, type SellerChain } from '../../../src/payment/ikp/coupon/seller.ts'
import type { Seller } from '../../../src/payment/ikp/seller.ts'
import type { IkpDesk } from './desk.ts'
import type { ClearProof } from '../contract/policy.ts'
import type { Wire } from '../contract/wire.ts'
import { unwrap } from './refusals.ts'

export interface Claim {
  readonly seller: Seller
  readonly chain: SellerChain
  readonly proof: ClearProof
  /** The chain ends with it. Where claims are unsigned the rest of the hold goes back at its expiry instead. */
  readonly ends: boolean
  readonly now: number
}

/** The chain after the acquirer has paid. */
export function claimCoupons(desk: IkpDesk, wire: Wire, { seller, chain, proof, ends, now }: Claim): SellerChain {
  const key = clearKeyOf(desk, seller, proof)
  const [asked, request] = requestClearing(seller.crypto, chain, key, ends && key.kind !== 'unsigned')
  const received = wire.carry(clearRequestLayout, request)
  const [change, outcome] = clear(desk.clearing, desk.ledger, received, now)
  desk.ledger.apply(change)
  const reply = wire.carry(clearReplyLayout, unwrap('Clear-Request', outcome))
  const [cleared, paid] = takeClearReply(seller.crypto, seller.acquirerKey, asked, reply)
  unwrap('Clear-Reply', paid)
  return cleared
}

/** After the last hold and the acquirer's grace: what nobody claimed goes back to its buyer. */
export function expireHolds({ clearing, ledger }: IkpDesk, heldUntil: number): void {
  const late = heldUntil + clearing.graceMs + 1
  for (const payment of ledger.payments()) ledger.apply(expire(clearing, ledger, payment, late) ?? {})
}

function clearKeyOf({ macKeys }: IkpDesk, { signatureKey, sellerId }: Seller, proof: ClearProof): ClearKey {
  switch (proof) {
    case 'signed':
      if (signatureKey === undefined) throw new RangeError('a seller of 1KP cannot sign its claims')
      return { kind: 'signed', signatureKey }
    case 'maced': {
      const macKey = macKeys.get(sellerId)
      if (macKey === undefined) throw new RangeError(`no key shared between ${sellerId} and the acquirer`)
      return { kind: 'maced', macKey }
    }
    case 'unsigned':
      return { kind: 'unsigned' }
  }
}
