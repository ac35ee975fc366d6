// The seller's side of capture, void and refund (SPEC.md 5). One order is under way at a time; until its reply is
// there the same bytes are sent again, so that a lost message can neither be skipped nor paid twice.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { text } from '../../bytes/fields.ts'
import { taggedLayout, type Layout } from '../../bytes/layout.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import { SECRET_BYTES, type Common } from './common.ts'
import type { AuthorisedPayment, Seller } from './seller.ts'
import {
  settlementOrderLayout,
  settlementStatementLayout,
  type SettlementKind,
  type SettlementOrder,
  type SettlementReply,
  type SettlementRequest,
  type SettlementStatement,
} from './settlement-messages.ts'

/** Where the money of a payment stands; minor units. */
export interface SettlementBooks {
  readonly cleared: bigint
  readonly refunded: bigint
  readonly held: bigint
}

/** An authorised payment as the seller settles it. */
export interface Settlement extends SettlementBooks {
  readonly common: Common
  readonly commonDigest: Uint8Array
  readonly sequence: number
  /** The order that waits for its reply. */
  readonly asked: SettlementRequest | undefined
}

export function openSettlement({ common, commonDigest }: AuthorisedPayment): Settlement {
  return { common, commonDigest, sequence: 0, ...openBooks(common), asked: undefined }
}

/** Right after the acquirer's yes: all cleared, or all held. */
export function openBooks({ seller, terms }: Common): SettlementBooks {
  const isCleared = seller.capture === 'authorise-and-clear'
  return { cleared: isCleared ? terms.price : 0n, refunded: 0n, held: isCleared ? 0n : terms.price }
}

export type OrderRefusal = 'orderUnderWay' | 'amountOutOfRange'

/** What the seller wants; the acquirer decides. An order under way is sent again only if it is the same. */
export function orderSettlement(
  seller: Seller,
  state: Settlement,
  kind: SettlementKind,
  amount: bigint,
): Transition<Settlement, Outcome<SettlementRequest, OrderRefusal>> {
  if (state.asked !== undefined) return [state, repeated(state.asked, kind, amount)]
  if (!fitsBooks(state, kind, amount)) return [state, refuse('amountOutOfRange')]
  const sequence = state.sequence + 1
  const { sellerId, transactionId } = state.common.seller
  const { commonDigest } = state
  const nonce = seller.random(SECRET_BYTES)
  const order = settlementOrderLayout.encode({
    sellerId,
    transactionId,
    commonDigest,
    sequence,
    nonce,
    kind,
    amount,
  })
  const asked: SettlementRequest = { order, proof: prove(seller, order) }
  return [{ ...state, sequence, asked }, accept(asked)]
}

export type SettlementReplyRefusal = 'nothingAsked' | 'anotherPayment' | 'acquirerSignatureWrong' | 'booksDiffer'

/** The signed statement ends the order. One that does not follow from it is refused, and the order stays under way. */
export function takeSettlementReply(
  seller: Seller,
  state: Settlement,
  { statement, acquirerSignature }: SettlementReply,
  now: number,
): Transition<Settlement, Outcome<SettlementStatement, SettlementReplyRefusal>> {
  const { asked } = state
  if (asked === undefined) return [state, refuse('nothingAsked')]
  const isMine = equalConstantTime(statement.commonDigest, state.commonDigest) && statement.sequence === state.sequence
  if (!isMine) return [state, refuse('anotherPayment')]
  const signed = settlementStatementLayout.encode(statement)
  if (!seller.crypto.signatures.verify(seller.acquirerKey, signed, acquirerSignature)) {
    return [state, refuse('acquirerSignatureWrong')]
  }
  const wanted = afterOrder(state, settlementOrderLayout.decode(asked.order))
  if (!followsFrom(wanted, statement, state.common.seller.expires <= now)) return [state, refuse('booksDiffer')]
  return [{ ...state, ...wanted, held: statement.held, asked: undefined }, accept(statement)]
}

interface SettlementKeyContext {
  readonly sellerId: string
}

const settlementKeyLayout: Layout<SettlementKeyContext> = taggedLayout<SettlementKeyContext>('SettlementKey', 0x16, {
  sellerId: text(255, 'ID_S'),
})

/** K_(S,A) for a seller without a signature key, derived from the acquirer's secret; 32 bytes. */
export function settlementKeyFor(crypto: Crypto, settlementSecret: Uint8Array, sellerId: string): Uint8Array {
  return crypto.mac(settlementSecret, settlementKeyLayout.encode({ sellerId }))
}

/** The books once the order is carried out. */
export function afterOrder(
  { cleared, refunded, held }: SettlementBooks,
  { kind, amount }: Pick<SettlementOrder, 'kind' | 'amount'>,
): SettlementBooks {
  switch (kind) {
    case 'capture':
      return { cleared: cleared + amount, refunded, held: held - amount }
    case 'capture-to':
      return { cleared: amount, refunded, held: held - (amount - cleared) }
    case 'void':
      return { cleared, refunded, held: 0n }
    case 'refund':
      return { cleared, refunded: refunded + amount, held }
  }
}

/** Whether what was stated follows from the order. A hold that has ended may have gone back to the buyer before. */
export function followsFrom(wanted: SettlementBooks, stated: SettlementBooks, holdEnded: boolean): boolean {
  const heldAgrees = stated.held === wanted.held || (holdEnded && stated.held === 0n)
  return heldAgrees && stated.cleared === wanted.cleared && stated.refunded === wanted.refunded
}

/** Whether the books hold what the order asks for: the limits of the state table. */
export function fitsBooks({ cleared, refunded, held }: SettlementBooks, kind: SettlementKind, amount: bigint): boolean {
  switch (kind) {
    case 'capture':
      return amount > 0n && amount <= held
    case 'capture-to':
      return amount > cleared && amount <= cleared + held
    case 'void':
      return amount === 0n && held > 0n
    case 'refund':
      return amount > 0n && amount <= cleared - refunded
  }
}

function repeated(
  asked: SettlementRequest,
  kind: SettlementKind,
  amount: bigint,
): Outcome<SettlementRequest, 'orderUnderWay'> {
  const order = settlementOrderLayout.decode(asked.order)
  return order.kind === kind && order.amount === amount ? accept(asked) : refuse('orderUnderWay')
}

function prove({ crypto, signatureKey, settlementKey }: Seller, order: Uint8Array): Uint8Array {
  return signatureKey === undefined ? crypto.mac(settlementKey, order) : crypto.signatures.sign(signatureKey, order)
}
