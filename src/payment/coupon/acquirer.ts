// The acquirer's side of coupons: Clear-Request in, signed statement out (protocols.md 2.3 rows 8 and 9, 2.5).
// Claims are cumulative: only the difference to what was cleared before is paid, and only that distance is hashed.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { refuseSpend, type Spend, type SpendRefusal } from '../../chain/chain.ts'
import { couponIndex, spentOfIndex } from '../../chain/coupon-index.ts'
import type { ChainFunction } from '../../chain/step.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import type { AcquirerChange, AcquirerLedger, ClearedChain, PaymentRecord } from '../ikp/ledger.ts'
import { clearFromHold, newSellerAccount, releaseHold, type Books } from '../ikp/settlement.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import { proofHolds, type ClearVerifier } from './clear-proof.ts'
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
}

export type ClearRefusal =
  | SpendRefusal
  | 'paymentUnknown'
  | 'notAuthorised'
  | 'chainUnknown'
  | 'proofWrong'
  | 'holdExpired'

type Clearing = Transition<AcquirerChange, Outcome<ClearReply, ClearRefusal>>

/**
 * Pays what a claim adds. An identical repeat gets the stored reply; a claim that adds nothing, an old sequence number
 * or a closed chain gets a signed statement of how things stand, and no money moves.
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
  const chain = payment.chains[claim.chain]
  if (payment.state === 'declined') return [{}, refuse('notAuthorised')]
  if (chain === undefined) return [{}, refuse('chainUnknown')]
  const verifier = acquirer.verifierOf(payment)
  if (verifier === undefined || !proofHolds(acquirer.crypto, verifier, request.claim, request.proof)) {
    return [{}, refuse('proofWrong')]
  }
  return settle(acquirer, ledger, { request, claim, payment, chain }, now)
}

interface CheckedClaim {
  readonly request: ClearRequest
  readonly claim: ClearClaim
  readonly payment: PaymentRecord
  readonly chain: ClearedChain
}

function settle(acquirer: ClearingAcquirer, ledger: AcquirerLedger, checked: CheckedClaim, now: number): Clearing {
  const { request, claim, payment, chain } = checked
  const encoded = clearRequestLayout.encode(request)
  if (chain.last !== undefined && equalConstantTime(chain.last.request, encoded)) {
    return [{}, accept(clearReplyLayout.decode(chain.last.reply))]
  }
  const terms = payment.common.terms.chains[claim.chain]
  if (terms === undefined) return [{}, refuse('chainUnknown')]
  const spend: Spend = { spent: spentOfIndex(terms.length, claim.index), value: claim.coupon }
  const isOld = chain.closed || claim.sequence <= (chain.last?.sequence ?? 0)
  if (isOld) return [{}, accept(statement(acquirer, checked, chain, 0n))]
  if (now > payment.common.seller.expires + acquirer.graceMs) return [{}, refuse('holdExpired')]
  const addsNothing = spend.spent <= chain.best.spent && spend.spent >= 0
  const refused = addsNothing ? undefined : refuseSpend(acquirer.chain, terms, chain.best, spend)
  if (refused !== undefined) return [{}, refuse(refused)]
  const best = addsNothing ? chain.best : spend
  const reached = { ...chain, best, closed: claim.final }
  const paid = BigInt(best.spent - chain.best.spent) * valueOf(payment, claim.chain)
  const reply = statement(acquirer, checked, reached, paid)
  const last = { sequence: claim.sequence, request: encoded, reply: clearReplyLayout.encode(reply) }
  return [moveMoney(ledger, payment, { position: claim.chain, chain: { ...reached, last }, paid }), accept(reply)]
}

interface Movement {
  readonly position: number
  readonly chain: ClearedChain
  readonly paid: bigint
}

/** Pays the difference; when every chain is closed the rest of the hold goes back to the buyer. */
function moveMoney(
  ledger: AcquirerLedger,
  payment: PaymentRecord,
  { position, chain, paid }: Movement,
): AcquirerChange {
  const account = ledger.account(payment.account)
  if (account === undefined) throw new RangeError(`no account ${payment.account} behind a payment`)
  const { sellerId } = payment.common.seller
  const chains = payment.chains.with(position, chain)
  const before: Books = {
    payment: { ...payment, chains },
    account,
    seller: ledger.seller(sellerId) ?? newSellerAccount(sellerId),
  }
  const after = clearFromHold(before, paid)
  return chains.every((each) => each.closed) ? releaseHold(after) : after
}

/** Expiry: once the grace is over, chains close and the rest of the hold goes back. Undefined when it is too early. */
export function expire(
  acquirer: ClearingAcquirer,
  ledger: AcquirerLedger,
  payment: PaymentRecord,
  now: number,
): AcquirerChange | undefined {
  const account = ledger.account(payment.account)
  const { sellerId, expires } = payment.common.seller
  if (payment.state !== 'authorised' || account === undefined || now <= expires + acquirer.graceMs) return undefined
  const chains = payment.chains.map((chain) => ({ ...chain, closed: true }))
  const seller = ledger.seller(sellerId) ?? newSellerAccount(sellerId)
  return releaseHold({ payment: { ...payment, chains }, account, seller })
}

function statement(acquirer: ClearingAcquirer, checked: CheckedClaim, chain: ClearedChain, paid: bigint): ClearReply {
  const { claim, payment } = checked
  const length = payment.common.terms.chains[claim.chain]?.length ?? 0
  const stands: ClearStatement = {
    commonDigest: payment.commonDigest,
    chain: claim.chain,
    sequence: claim.sequence,
    index: couponIndex(length, chain.best.spent),
    coupon: chain.best.value,
    paid,
    paidInAll: BigInt(chain.best.spent) * valueOf(payment, claim.chain),
    closed: chain.closed,
  }
  const signed = clearStatementLayout.encode(stands)
  return { statement: stands, acquirerSignature: acquirer.crypto.signatures.sign(acquirer.signatureKey, signed) }
}

function valueOf(payment: PaymentRecord, position: number): bigint {
  return payment.common.terms.values[position] ?? 0n
}
