// Who owes what after a plain payment, from stored bytes alone (oracle 7 of ARCHITECTURE.md): the acquirer's yes opens
// the books, each order of the seller moves them, and the acquirer's signed statement must agree. Coupons have a judge
// of their own.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { accept, refuse, type Outcome } from '../outcome.ts'
import { commonLayout, type Common } from './common.ts'
import type { Judge } from './judge.ts'
import { authResponseLayout, signedAnswerLayout } from './messages.ts'
import {
  settlementOrderLayout,
  settlementReplyLayout,
  settlementRequestLayout,
  settlementStatementLayout,
} from './settlement-messages.ts'
import { afterOrder, fitsBooks, followsFrom, openBooks, type SettlementBooks } from './settlement-order.ts'

/** What seller and acquirer both store of a payment, as bytes. */
export interface MoneyFile {
  readonly common: Uint8Array
  /** Encoded Auth-Response. */
  readonly response: Uint8Array
  readonly acquirerCertificate: Uint8Array
  /** Absent in 1KP, where orders are MACed: there the acquirer's statements stand alone. */
  readonly sellerCertificate: Uint8Array | undefined
  /** Encoded SettlementRequest and SettlementReply, in order. */
  readonly orders: readonly { readonly request: Uint8Array; readonly reply: Uint8Array }[]
}

/** The buyer owes the acquirer, and the acquirer the seller, `cleared - refunded`; minor units. */
export type Debt = SettlementBooks

export type MoneyRefusal =
  | 'acquirerNotCertified'
  | 'acquirerDidNotAuthorise'
  | 'clearedByCoupons'
  | 'orderOfAnotherPayment'
  | 'sellerDidNotOrder'
  | 'amountOutOfRange'
  | 'acquirerDidNotState'
  | 'booksDiffer'

/** `at` is when the judge is asked: a hold that has expired holds nothing. Throws `DecodeError` for bytes that are no file. */
export function judgeMoney(judge: Judge, file: MoneyFile, at: number): Outcome<Debt, MoneyRefusal> {
  const common = commonLayout.decode(file.common)
  const commonDigest = judge.crypto.hash(file.common)
  const { date, expires } = common.seller
  const acquirer = judge.certificates(file.acquirerCertificate, 'acquirer', date)
  if (acquirer === undefined) return refuse('acquirerNotCertified')
  const { answer, acquirerSignature } = authResponseLayout.decode(file.response)
  const signed = signedAnswerLayout.encode({ answer, commonDigest })
  const said = judge.crypto.signatures.verify(acquirer.signatureKey, signed, acquirerSignature)
  if (!said || answer !== 'yes') return refuse('acquirerDidNotAuthorise')
  if (common.terms.chains.length > 0) return refuse('clearedByCoupons')
  const holdEnded = expires <= at
  let books = openBooks(common)
  for (const order of file.orders.keys()) {
    const context = { file, common, commonDigest, acquirerKey: acquirer.signatureKey, holdEnded }
    const next = judgeOrder(judge, context, order, books)
    if (!next.ok) return next
    books = next.value
  }
  return accept(holdEnded ? { ...books, held: 0n } : books)
}

interface MoneyCase {
  readonly file: MoneyFile
  readonly common: Common
  readonly commonDigest: Uint8Array
  readonly acquirerKey: Uint8Array
  readonly holdEnded: boolean
}

function judgeOrder(
  judge: Judge,
  { file, common, commonDigest, acquirerKey, holdEnded }: MoneyCase,
  position: number,
  books: Debt,
): Outcome<Debt, MoneyRefusal> {
  const stored = file.orders[position]
  if (stored === undefined) throw new RangeError(`no order ${position}`)
  const { order: encoded, proof } = settlementRequestLayout.decode(stored.request)
  const order = settlementOrderLayout.decode(encoded)
  const isOfPayment = equalConstantTime(order.commonDigest, commonDigest) && order.sequence === position + 1
  if (!isOfPayment) return refuse('orderOfAnotherPayment')
  if (!sellerOrdered(judge, { file, common }, encoded, proof)) return refuse('sellerDidNotOrder')
  if (!fitsBooks(books, order.kind, order.amount)) return refuse('amountOutOfRange')
  const { statement, acquirerSignature } = settlementReplyLayout.decode(stored.reply)
  const signed = settlementStatementLayout.encode(statement)
  if (!judge.crypto.signatures.verify(acquirerKey, signed, acquirerSignature)) return refuse('acquirerDidNotState')
  const after = afterOrder(books, order)
  const isAnswer = equalConstantTime(statement.commonDigest, commonDigest) && statement.sequence === order.sequence
  const agrees = followsFrom(after, statement, holdEnded)
  return isAnswer && agrees ? accept({ ...after, held: statement.held }) : refuse('booksDiffer')
}

function sellerOrdered(
  judge: Judge,
  { file, common }: Pick<MoneyCase, 'file' | 'common'>,
  order: Uint8Array,
  proof: Uint8Array,
): boolean {
  if (common.seller.acceptDigest === undefined) return true // 1KP: a MAC, which a judge cannot check
  const seller = file.sellerCertificate && judge.certificates(file.sellerCertificate, 'seller', common.seller.date)
  if (seller?.name !== common.seller.sellerId) return false
  return judge.crypto.signatures.verify(seller.signatureKey, order, proof)
}
