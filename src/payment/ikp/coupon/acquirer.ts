// The acquirer's side of coupons: Clear-Request in, signed statement out (rows 8 and 9 of SPEC.md 3, SPEC.md 5).
// Claims are cumulative: only the difference to what was cleared before is paid, and only that distance is hashed.

import { equalConstantTime } from '../../../bytes/bytes.ts'
import { refuseSpend, type Spend, type SpendRefusal } from '../../../chain/chain.ts'
import { couponIndex, spentOfIndex } from '../../../chain/coupon-index.ts'
import type { ChainFunction } from '../../../chain/step.ts'
import type { Crypto } from '../../../crypto/crypto.ts'
import type { AcquirerChange, AcquirerLedger, ClearedChain, PaymentRecord } from '../ledger.ts'
import { booksOf, clearFromHold, releaseHold } from '../settlement.ts'
import type { CheckTable } from '../../check-table.ts'
import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'
import { SPEND_CHECKS } from '../../spend-checks.ts'
import { proofHolds, provesSeller, type ClearVerifier } from './clear-proof.ts'
import { chargeFee, feeOf, NO_FEES, type FeeModel } from './fees.ts'
import {
  clearClaimLayout,
  clearReplyLayout,
  clearRequestLayout,
  clearStatementLayout,
  type ClearClaim,
  type ClearReply,
  type ClearRequest,
  type ClearStatement,
} from './messages.ts'

export interface ClearingAcquirer {
  readonly crypto: Crypto
  readonly chain: ChainFunction
  readonly signatureKey: Uint8Array
  /** How clear requests of this payment must be proven; undefined refuses them all. */
  verifierOf(payment: PaymentRecord): ClearVerifier | undefined
  /** How long after expiry coupons may still be cleared, ms. */
  readonly graceMs: number
  /** What a clearing costs the seller; without it, nothing. */
  readonly fees?: FeeModel
}

export type ClearRefusal =
  | SpendRefusal
  | 'paymentUnknown'
  | 'notAuthorised'
  | 'chainUnknown'
  | 'proofWrong'
  | 'closingUnproven'
  | 'holdExpired'
  | 'tooSoon'

type Clearing = Transition<AcquirerChange, Outcome<ClearReply, ClearRefusal>>

/**
 * Pays what a claim adds. An identical repeat gets the stored reply; a claim that adds nothing, an old sequence number
 * or a closed chain gets a signed statement of how things stand, and no money moves. Throws `DecodeError` when the
 * request holds no claim.
 */
export function clear(
  acquirer: ClearingAcquirer,
  ledger: AcquirerLedger,
  request: ClearRequest,
  now: number,
): Clearing {
  const claim = clearClaimLayout.decode(request.claim)
  const payment = ledger.payment(claim.sellerId, claim.transactionId)
  if (payment === undefined || !equalConstantTime(payment.commonDigest, claim.commonDigest)) {
    return [{}, refuse('paymentUnknown')]
  }
  if (payment.state === 'declined') return [{}, refuse('notAuthorised')]
  const { chains, values } = payment.common.terms
  const [chain, value, terms] = [payment.chains[claim.chain], values[claim.chain], chains[claim.chain]]
  if (chain === undefined || value === undefined || terms === undefined) return [{}, refuse('chainUnknown')]
  const verifier = acquirer.verifierOf(payment)
  if (verifier === undefined || !proofHolds(acquirer.crypto, verifier, request.claim, request.proof)) {
    return [{}, refuse('proofWrong')]
  }
  if (claim.final && !provesSeller(verifier)) return [{}, refuse('closingUnproven')]
  const spend: Spend = { spent: spentOfIndex(terms.length, claim.index), value: claim.coupon }
  const checked: CheckedClaim = { request, claim, spend, payment, chain, length: terms.length, value, verifier }
  const answered = answerWithoutMoney(acquirer, checked)
  if (answered !== undefined) return [{}, accept(answered)]
  const refused = refuseClaim(acquirer, checked, now)
  return refused === undefined ? settle(acquirer, ledger, checked, now) : [{}, refuse(refused)]
}

interface CheckedClaim {
  readonly request: ClearRequest
  readonly claim: ClearClaim
  /** The claim, counted upwards. */
  readonly spend: Spend
  readonly payment: PaymentRecord
  readonly chain: ClearedChain
  /** n and Value_coupon of the chain. */
  readonly length: number
  readonly value: bigint
  readonly verifier: ClearVerifier
}

/** Repeats, old claims, and claims for what is closed: nothing moves, nothing is stored, at most one signature is made. */
function answerWithoutMoney(acquirer: ClearingAcquirer, checked: CheckedClaim): ClearReply | undefined {
  const { request, claim, spend, chain, verifier } = checked
  const { last } = chain
  if (last !== undefined && equalConstantTime(last.request, clearRequestLayout.encode(request))) {
    return clearReplyLayout.decode(last.reply)
  }
  // an unproven sequence number is anybody's: a forger could use up all of them
  const isOld = provesSeller(verifier) && claim.sequence <= (last?.sequence ?? 0)
  const addsNothing = spend.spent >= 0 && spend.spent <= chain.best.spent && !claim.final
  return chain.closed || isOld || addsNothing ? stand(acquirer, checked, chain, { paid: 0n, fee: 0n }) : undefined
}

/** The cheap checks first: a bogus claim must not cost a walk along the chain (SPEC.md 5). */
function refuseClaim(acquirer: ClearingAcquirer, checked: CheckedClaim, now: number): ClearRefusal | undefined {
  const { spend, payment, chain, claim, verifier } = checked
  const { expires } = payment.common.seller
  if (now > expires + acquirer.graceMs) return 'holdExpired'
  if (verifier.kind === 'unsigned-cumulative' && chain.last !== undefined) {
    // in the grace every claim is taken at once: a forger must not be able to hold up the seller's last one
    if (now <= expires && now < chain.last.at + verifier.leastIntervalMs) return 'tooSoon'
  }
  const closesOnly = claim.final && spend.spent >= 0 && spend.spent <= chain.best.spent
  const terms = payment.common.terms.chains[claim.chain]
  if (closesOnly || terms === undefined) return undefined
  return refuseSpend(acquirer.chain, terms, chain.best, spend)
}

function settle(acquirer: ClearingAcquirer, ledger: AcquirerLedger, checked: CheckedClaim, now: number): Clearing {
  const { request, claim, spend, chain, value, length, verifier } = checked
  const best = spend.spent > chain.best.spent ? spend : chain.best
  const paid = BigInt(best.spent - chain.best.spent) * value
  const fee = feeOf(acquirer.fees ?? NO_FEES, paid)
  const closed = claim.final || best.spent === length || verifier.kind === 'unsafe-first-is-final'
  const cleared: ClearedChain = { best, closed, last: chain.last }
  const reply = stand(acquirer, checked, cleared, { paid, fee })
  const encoded = { request: clearRequestLayout.encode(request), reply: clearReplyLayout.encode(reply) }
  const last = { sequence: claim.sequence, at: now, ...encoded }
  return [moveMoney(ledger, checked, { chain: { ...cleared, last }, paid, fee }), accept(reply)]
}

interface Movement {
  readonly chain: ClearedChain
  readonly paid: bigint
  readonly fee: bigint
}

/** Pays the difference; when every chain is closed the rest of the hold goes back to the buyer. */
function moveMoney(
  ledger: AcquirerLedger,
  { claim, payment }: CheckedClaim,
  { chain, paid, fee }: Movement,
): AcquirerChange {
  const chains = payment.chains.with(claim.chain, chain)
  const after = clearFromHold(booksOf(ledger, { ...payment, chains }), paid)
  const settled = chains.every((each) => each.closed) ? releaseHold(after) : after
  return { ...settled, ...chargeFee(settled.seller, ledger.own(), fee) }
}

/** Expiry: once the grace is over, chains close and the rest of the hold goes back. Undefined when it is too early. */
export function expire(
  acquirer: ClearingAcquirer,
  ledger: AcquirerLedger,
  payment: PaymentRecord,
  now: number,
): AcquirerChange | undefined {
  const { expires } = payment.common.seller
  if (payment.state !== 'authorised' || now <= expires + acquirer.graceMs) return undefined
  const chains = payment.chains.map((chain) => ({ ...chain, closed: true }))
  return releaseHold(booksOf(ledger, { ...payment, chains }))
}

/** How the chain stands, signed. */
function stand(
  acquirer: ClearingAcquirer,
  { claim, payment, length, value }: CheckedClaim,
  chain: ClearedChain,
  { paid, fee }: { readonly paid: bigint; readonly fee: bigint },
): ClearReply {
  const statement: ClearStatement = {
    commonDigest: payment.commonDigest,
    chain: claim.chain,
    sequence: claim.sequence,
    index: couponIndex(length, chain.best.spent),
    coupon: chain.best.value,
    paid,
    paidInAll: BigInt(chain.best.spent) * value,
    fee,
    closed: chain.closed,
  }
  const signed = clearStatementLayout.encode(statement)
  return { statement, acquirerSignature: acquirer.crypto.signatures.sign(acquirer.signatureKey, signed) }
}

const CLAUSE = 'coupon/SPEC.md 5'

/** In the order in which `clear` asks. */
export const CLEAR_CHECKS: CheckTable<ClearRefusal> = {
  paymentUnknown: { asks: 'payment', clause: CLAUSE },
  notAuthorised: { asks: 'authorised', clause: CLAUSE },
  chainUnknown: { asks: 'chain', clause: CLAUSE },
  proofWrong: { asks: 'proof', clause: CLAUSE },
  closingUnproven: { asks: 'may close', clause: CLAUSE },
  holdExpired: { asks: 'in time', clause: CLAUSE },
  tooSoon: { asks: 'not too often', clause: CLAUSE },
  ...SPEND_CHECKS,
}
