// The seller's side of coupons: taking micro-payments and claiming them from the acquirer. This is the slow, obvious
// implementation; faster engines are checked against it. Kept per chain: the best coupon, nothing per earlier one.

import { equalConstantTime } from '../../../bytes/bytes.ts'
import { nothingSpent, refuseSpend, type ChainCommitment, type Spend, type SpendRefusal } from '../../../chain/chain.ts'
import { couponIndex, spentOfIndex } from '../../../chain/coupon-index.ts'
import type { ChainFunction } from '../../../chain/step.ts'
import type { Crypto } from '../../../crypto/crypto.ts'
import type { Common } from '../common.ts'
import type { CheckTable } from '../../check-table.ts'
import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'
import { SPEND_CHECKS } from '../../spend-checks.ts'
import { proveClaim, type ClearKey } from './clear-proof.ts'
import {
  clearClaimLayout,
  clearStatementLayout,
  type ClearClaim,
  type ClearReply,
  type ClearRequest,
  type MicroPayment,
} from './messages.ts'

/** One authorised chain at the seller. `best` must be durable before anything is delivered for it. */
export interface SellerChain {
  readonly sellerId: string
  readonly transactionId: bigint
  readonly commonDigest: Uint8Array
  /** Position in Common. */
  readonly position: number
  readonly chain: ChainCommitment
  readonly value: bigint
  readonly expires: number
  readonly best: Spend
  /** When the oldest coupon since the last claim was taken, ms since 1970: interest and risk run from there. */
  readonly waitingSince: number | undefined
  /** What the acquirer has confirmed as paid. */
  readonly cleared: number
  readonly sequence: number
  /** The claim that waits for its reply. */
  readonly asked: AskedClearing | undefined
  readonly closed: boolean
}

export interface AskedClearing {
  readonly spent: number
  readonly final: boolean
  readonly request: ClearRequest
}

export type CouponRefusal = SpendRefusal | 'anotherChain' | 'chainClosed' | 'chainExpired' | 'wrongPrice'

/** What a micro-payment was good for. A retransmission of the best coupon is answered again and pays nothing. */
export interface AcceptedCoupons {
  readonly units: number
  readonly repeated: boolean
}

/** The chains of an authorised payment. */
export function openChains(common: Common, commonDigest: Uint8Array): readonly SellerChain[] {
  const { sellerId, transactionId, expires } = common.seller
  return common.terms.chains.map((chain, position) => ({
    sellerId,
    transactionId,
    commonDigest,
    position,
    chain,
    value: common.terms.values[position] ?? 0n,
    expires,
    best: nothingSpent(chain),
    waitingSince: undefined,
    cleared: 0,
    sequence: 0,
    asked: undefined,
    closed: false,
  }))
}

export interface CouponInput {
  readonly payment: MicroPayment
  /** What the item costs, minor units: the coupons shown must be worth exactly that. */
  readonly price: bigint
  readonly now: number
}

/** Row 7 of SPEC.md 3. A refusal changes nothing; the hashes are the distance to the best coupon, no more. */
export function takeCoupons(
  f: ChainFunction,
  state: SellerChain,
  { payment, price, now }: CouponInput,
): Transition<SellerChain, Outcome<AcceptedCoupons, CouponRefusal>> {
  const { chain, best, value } = state
  if (!equalConstantTime(payment.chainId, chain.id)) return [state, refuse('anotherChain')]
  if (state.closed) return [state, refuse('chainClosed')]
  if (state.expires <= now) return [state, refuse('chainExpired')]
  const claim: Spend = { spent: spentOfIndex(chain.length, payment.index), value: payment.coupon }
  if (isRepeat(best, claim)) return [state, accept({ units: 0, repeated: true })]
  const units = claim.spent - best.spent
  const worth = worthOf(units, value)
  if (worth > 0n && worth !== price) return [state, refuse('wrongPrice')]
  const refused = refuseSpend(f, chain, best, claim)
  if (refused !== undefined) return [state, refuse(refused)]
  return [withBest(state, claim, state.waitingSince ?? now), accept({ units, repeated: false })]
}

/** Field by field: once a payment, where a spread would take most of its time. */
function withBest(state: SellerChain, best: Spend, waitingSince: number): SellerChain {
  const { sellerId, transactionId, commonDigest, position, chain, value, expires } = state
  const { cleared, sequence, asked, closed } = state
  return {
    sellerId,
    transactionId,
    commonDigest,
    position,
    chain,
    value,
    expires,
    best,
    waitingSince,
    cleared,
    sequence,
    asked,
    closed,
  }
}

/**
 * Row 8: claims everything up to the best coupon; `final` closes the chain and frees the rest for the buyer. While
 * nothing was added to an unanswered claim, the same request comes out again, byte for byte.
 */
export function requestClearing(
  crypto: Crypto,
  state: SellerChain,
  key: ClearKey,
  final: boolean,
): Transition<SellerChain, ClearRequest> {
  const { asked, best, chain } = state
  if (asked !== undefined && asked.spent === best.spent && asked.final === final) return [state, asked.request]
  const sequence = state.sequence + 1
  const { sellerId, transactionId, commonDigest } = state
  const claim: ClearClaim = {
    sellerId,
    transactionId,
    commonDigest,
    chain: state.position,
    sequence,
    index: couponIndex(chain.length, best.spent),
    coupon: best.value,
    final,
  }
  const encoded = clearClaimLayout.encode(claim)
  const request = { claim: encoded, proof: proveClaim(crypto, key, encoded) }
  const claimed = { sequence, asked: { spent: best.spent, final, request }, waitingSince: undefined }
  return [{ ...state, ...claimed, closed: state.closed || final }, request]
}

export type ClearReplyRefusal = 'anotherChain' | 'acquirerSignatureWrong' | 'wrongAmount' | 'paidTooLittle'

/**
 * Row 9: the signed statement is the seller's evidence that it was paid, and how far. Gives what this reply adds to
 * what the seller knew, so that a repeated or late reply adds nothing. `paidTooLittle` is a case for a judge: the
 * acquirer has signed that it did not pay what was claimed. Where it has closed the chain, no more coupons are taken.
 */
export function takeClearReply(
  crypto: Crypto,
  acquirerKey: Uint8Array,
  state: SellerChain,
  { statement, acquirerSignature }: ClearReply,
): Transition<SellerChain, Outcome<bigint, ClearReplyRefusal>> {
  const isMine = equalConstantTime(statement.commonDigest, state.commonDigest) && statement.chain === state.position
  if (!isMine) return [state, refuse('anotherChain')]
  const signed = clearStatementLayout.encode(statement)
  if (!crypto.signatures.verify(acquirerKey, signed, acquirerSignature)) {
    return [state, refuse('acquirerSignatureWrong')]
  }
  const { asked, value } = state
  const cleared = spentOfIndex(state.chain.length, statement.index)
  if (statement.paidInAll !== BigInt(cleared) * value) return [state, refuse('wrongAmount')]
  const answers = asked !== undefined && statement.sequence === state.sequence
  const closed = state.closed || statement.closed
  if (answers && cleared < asked.spent) return [{ ...state, closed }, refuse('paidTooLittle')]
  const added = BigInt(Math.max(cleared - state.cleared, 0)) * value
  const settled = { cleared: Math.max(cleared, state.cleared), asked: answers ? undefined : asked }
  return [{ ...state, ...settled, closed }, accept(added)]
}

/** Nothing for what is no whole number of new coupons: the chain's own checks refuse that. */
export function worthOf(units: number, value: bigint): bigint {
  return Number.isInteger(units) && units > 0 ? BigInt(units) * value : 0n
}

function isRepeat(best: Spend, claim: Spend): boolean {
  return best.spent > 0 && claim.spent === best.spent && equalConstantTime(claim.value, best.value)
}

const ROW_7 = 'coupon/SPEC.md 3, row 7'
const ROW_9 = 'coupon/SPEC.md 3, row 9'

/** In the order in which `takeCoupons` asks. */
export const COUPON_CHECKS: CheckTable<CouponRefusal> = {
  anotherChain: { asks: 'chain', clause: ROW_7 },
  chainClosed: { asks: 'open', clause: ROW_7 },
  chainExpired: { asks: 'not expired', clause: ROW_7 },
  wrongPrice: { asks: 'price', clause: ROW_7 },
  ...SPEND_CHECKS,
}

/** In the order in which `takeClearReply` asks. */
export const CLEAR_REPLY_CHECKS: CheckTable<ClearReplyRefusal> = {
  anotherChain: { asks: 'mine', clause: ROW_9 },
  acquirerSignatureWrong: { asks: 'signature', clause: ROW_9 },
  wrongAmount: { asks: 'sum', clause: ROW_9 },
  paidTooLittle: { asks: 'paid in full', clause: ROW_9 },
}
