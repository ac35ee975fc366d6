// The acquirer's side of capture, void and refund: the state table of SPEC.md 5. Orders come in sequence; a
// byte-identical repeat gets the stored reply, another order under a used number is refused and raises an alarm.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import type { Acquirer } from './acquirer.ts'
import type { AcquirerChange, AcquirerLedger, PaymentRecord } from './ledger.ts'
import { booksOf, clearFromHold, refundToBuyer, releaseHold, stillHeld, type Books } from './settlement.ts'
import {
  settlementOrderLayout,
  settlementReplyLayout,
  settlementRequestLayout,
  settlementStatementLayout,
  type SettlementOrder,
  type SettlementReply,
  type SettlementRequest,
} from './settlement-messages.ts'
import { fitsBooks, settlementKeyFor } from './settlement-order.ts'

export type SettlementRefusal =
  | 'paymentUnknown'
  | 'notAuthorised'
  | 'clearedByCoupons'
  | 'proofWrong'
  | 'changedRepeat'
  | 'sequenceGap'
  | 'holdEnded'
  | 'amountOutOfRange'

type Settling = Transition<AcquirerChange, Outcome<SettlementReply, SettlementRefusal>>

/** Carries out one order of a seller. Throws `DecodeError` when the request holds no order. */
export function settle(acquirer: Acquirer, ledger: AcquirerLedger, request: SettlementRequest, now: number): Settling {
  const order = settlementOrderLayout.decode(request.order)
  const payment = ledger.payment(order.sellerId, order.transactionId)
  if (payment === undefined || !equalConstantTime(payment.commonDigest, order.commonDigest)) {
    return [{}, refuse('paymentUnknown')]
  }
  if (payment.state === 'declined') return [{}, refuse('notAuthorised')]
  if (payment.chains.length > 0) return [{}, refuse('clearedByCoupons')]
  if (!proofHolds(acquirer, payment, request)) return [{}, refuse('proofWrong')]
  const encoded = settlementRequestLayout.encode(request)
  const stored = payment.orders[order.sequence - 1]
  if (stored !== undefined) {
    if (equalConstantTime(stored.request, encoded)) return [{}, accept(settlementReplyLayout.decode(stored.reply))]
    return [{ payment: { ...payment, alarms: payment.alarms + 1 } }, refuse('changedRepeat')]
  }
  if (order.sequence !== payment.orders.length + 1) return [{}, refuse('sequenceGap')]
  const refused = refuseOrder(payment, order, now)
  if (refused !== undefined) return [{}, refuse(refused)]
  return carryOut(acquirer, ledger, { payment, order, encoded })
}

/** Expiry: the hold of a plain payment ends and goes back to the buyer. Undefined when it is too early or not held. */
export function endHold(ledger: AcquirerLedger, payment: PaymentRecord, now: number): AcquirerChange | undefined {
  const isHeld = payment.state === 'authorised' && payment.chains.length === 0
  return isHeld && payment.common.seller.expires <= now ? releaseHold(booksOf(ledger, payment)) : undefined
}

/**
 * True when a record may be dropped: nothing is held, and its Auth-Request would be refused by date if it were played
 * again, so no replay gets through for want of memory (SPEC.md 5). Refunds end with the record.
 */
export function mayForget(payment: PaymentRecord, dateWindowMs: number, now: number): boolean {
  return payment.state !== 'authorised' && now - payment.common.seller.date > dateWindowMs
}

function proofHolds(acquirer: Acquirer, payment: PaymentRecord, { order, proof }: SettlementRequest): boolean {
  const { crypto, settlementSecret } = acquirer
  if (payment.sellerKey !== undefined) return crypto.signatures.verify(payment.sellerKey, order, proof)
  const key = settlementKeyFor(crypto, settlementSecret, payment.common.seller.sellerId)
  return equalConstantTime(crypto.mac(key, order), proof)
}

function refuseOrder(payment: PaymentRecord, order: SettlementOrder, now: number): SettlementRefusal | undefined {
  const { kind, amount } = order
  const captures = kind === 'capture' || kind === 'capture-to'
  if (captures && payment.common.seller.expires <= now) return 'holdEnded'
  const { cleared, refunded } = payment
  return fitsBooks({ cleared, refunded, held: stillHeld(payment) }, kind, amount) ? undefined : 'amountOutOfRange'
}

interface Ordered {
  readonly payment: PaymentRecord
  readonly order: SettlementOrder
  readonly encoded: Uint8Array
}

function carryOut(acquirer: Acquirer, ledger: AcquirerLedger, { payment, order, encoded }: Ordered): Settling {
  const moved = moveMoney(booksOf(ledger, payment), order)
  const { cleared, refunded } = moved.payment
  const { commonDigest } = payment
  const statement = { commonDigest, sequence: order.sequence, cleared, refunded, held: stillHeld(moved.payment) }
  const signed = settlementStatementLayout.encode(statement)
  const reply = { statement, acquirerSignature: acquirer.crypto.signatures.sign(acquirer.signatureKey, signed) }
  const orders = [...payment.orders, { request: encoded, reply: settlementReplyLayout.encode(reply) }]
  return [{ ...moved, payment: { ...moved.payment, orders } }, accept(reply)]
}

function moveMoney(books: Books, { kind, amount }: SettlementOrder): Books {
  switch (kind) {
    case 'capture':
      return clearFromHold(books, amount)
    case 'capture-to':
      return clearFromHold(books, amount - books.payment.cleared)
    case 'void':
      return releaseHold(books)
    case 'refund':
      return refundToBuyer(books, amount)
  }
}
