// What a run with chains of coupons keeps while it goes, and one clearing between a seller and the acquirer in it
// (coupon/SPEC.md 3, rows 8 and 9), through its codecs.

import { clear, expire } from '../../../src/payment/ikp/coupon/acquirer.ts'
import type { ClearKey } from '../../../src/payment/ikp/coupon/clear-proof.ts'
import type { CouponEvidence } from '../../../src/payment/ikp/coupon/judge.ts'
import { clearReplyLayout, clearRequestLayout } from '../../../src/payment/ikp/coupon/messages.ts'
import { requestClearing, takeClearReply, type SellerChain } from '../../../src/payment/ikp/coupon/seller.ts'
import { commonLayout } from '../../../src/payment/ikp/common.ts'
import type { Seller, SellerPayment } from '../../../src/payment/ikp/seller.ts'
import type { SchemeInput } from '../contract/declaration.ts'
import { createLogClock, type LogClock } from '../contract/log-clock.ts'
import type { ClearProof } from '../contract/policy.ts'
import { createWire, type Wire } from '../contract/wire.ts'
import { OUTSIDE } from '../../witness/accounts.ts'
import { openDesk, type IkpDesk } from './desk.ts'

export interface ChainsRun {
  readonly input: SchemeInput
  readonly desk: IkpDesk
  readonly wire: Wire
  readonly clock: LogClock
  /** Of the chains that have ended. */
  readonly evidence: CouponEvidence[]
  payments: number
  chainsOpened: number
  claims: number
}

export async function openChainsRun(input: SchemeInput): Promise<ChainsRun> {
  const [desk, wire] = [await openDesk(input), createWire(input.lane)]
  return { input, desk, wire, clock: createLogClock(), evidence: [], payments: 0, chainsOpened: 0, claims: 0 }
}

/** What a seller stores of a chain, as bytes, for a judge (oracle 7 of ARCHITECTURE.md): all but the last coupon. */
export type ChainEvidence = Omit<CouponEvidence, 'spent' | 'coupon'>

export function evidenceOf(payment: SellerPayment): ChainEvidence {
  if (payment.step !== 'authorised') throw new RangeError(`a payment that is ${payment.step}, not authorised`)
  return {
    common: commonLayout.encode(payment.common),
    payment: payment.payment,
    buyerCertificate: payment.buyerCertificate,
    response: payment.response,
    position: 0,
  }
}

export interface Claim {
  readonly seller: Seller
  readonly chain: SellerChain
  readonly evidence: ChainEvidence
  /** The chain ends with it. Where claims are unsigned the rest of the hold goes back at its expiry instead. */
  readonly ends: boolean
}

const ROUTES = {
  request: { from: 'seller', to: 'acquirer', step: 'Clear-Request' },
  reply: { from: 'acquirer', to: 'seller', step: 'Clear-Reply' },
} as const

/** Accounts of what is told. */
export function claimsOf({ sellerId }: { readonly sellerId: string }): string {
  return `claims of ${sellerId}`
}

export function holdOf({ transactionId }: Pick<SellerChain, 'transactionId'>): string {
  return `hold ${transactionId}`
}

/** What was spent is claimed; when the chain ends, its evidence is kept for the judge. The chain once it is paid. */
export function claimChain(run: ChainsRun, { seller, chain, evidence, ends }: Claim): SellerChain {
  const { desk, wire, clock } = run
  const key = clearKeyOf(desk, seller, run.input.clear.proof)
  const [asked, request] = requestClearing(seller.crypto, chain, key, ends && key.kind !== 'unsigned')
  const received = wire.carry(clearRequestLayout, request, ROUTES.request)
  const [change, outcome] = clear(desk.clearing, desk.ledger, received, clock.now)
  desk.ledger.apply(change)
  const reply = wire.carry(clearReplyLayout, desk.unwrap('Clear-Request', outcome), ROUTES.reply)
  const [cleared, paid] = takeClearReply(seller.crypto, seller.acquirerKey, asked, reply)
  desk.lane?.move('paid', claimsOf(seller), seller.sellerId, desk.unwrap('Clear-Reply', paid) / run.input.unit)
  run.claims += 1
  if (ends) {
    const left = BigInt(cleared.chain.length - cleared.best.spent)
    desk.lane?.move('returned', holdOf(cleared), OUTSIDE, (left * cleared.value) / run.input.unit)
  }
  if (ends) run.evidence.push({ ...evidence, spent: cleared.best.spent, coupon: cleared.best.value })
  return cleared
}

/** After the last hold and the acquirer's grace: what nobody claimed goes back to its buyer. */
export function expireHolds({ desk: { clearing, ledger }, clock, input }: ChainsRun): void {
  const late = clock.now + input.policy.holdMs + clearing.graceMs + 1
  for (const payment of ledger.payments()) ledger.apply(expire(clearing, ledger, payment, late) ?? {})
}

/** What is kept under the key, made where it is missing. */
export function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const kept = map.get(key)
  if (kept !== undefined) return kept
  const made = make()
  map.set(key, made)
  return made
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
