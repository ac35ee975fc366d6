// A fair exchange up to the moment at which the goods are with the buyer, encrypted.

import { seededRandom } from '../../crypto/random.ts'
import type { TokenReference } from '../ikp/broker/books.ts'
import { askForGoods, openExchange, takeGoods, type BuyerExchange } from '../ikp/broker/escrow-buyer.ts'
import { encryptedGoodsLayout, type GoodsAnswer } from '../ikp/broker/escrow-messages.ts'
import { sendGoods, takeNotice, type GoodsSeller } from '../ikp/broker/escrow-seller.ts'
import { noticeOf, takeGoodsReceived, takeGoodsSent, type Release } from '../ikp/broker/escrow.ts'
import type { BuyerSession } from '../ikp/coupon/delivery/buyer.ts'
import { protect, type Maced } from '../ikp/coupon/delivery/session.ts'
import {
  answeredTo,
  brokered,
  itemFor,
  ordered,
  orderFor,
  SELLER,
  translated,
  type Brokered,
} from '../play/broker-steps.ts'
import { outgoingOf } from './broker-steps.ts'
import { accepted, NOW } from '../play/world.ts'

export const REFERENCE: TokenReference = { sellerId: SELLER, transactionId: 50n, number: 1 }
export const TOO_LATE: number = NOW + 700_000

export interface Exchange extends Brokered {
  readonly session: BuyerSession
  readonly exchange: BuyerExchange
  readonly seller: GoodsSeller<readonly string[]>
}

/** Money is held, and the seller knows. */
export async function held(): Promise<Exchange> {
  const opened = await brokered()
  const { at } = opened
  const item = itemFor('/reports/7')
  const order = orderFor(at, '/reports/7', { escrow: true })
  const [waiting, message] = ordered(at, opened.session, order)
  const [session, delivered] = answeredTo(at, waiting, translated(at, message))
  if (delivered.kind !== 'product') throw new Error(delivered.kind)
  const exchange = openExchange(delivered.product, order, item)
  const seller = { ...at.seller, random: seededRandom(1, 'goods') }
  const escrow = at.books.escrow(REFERENCE)
  if (escrow === undefined) throw new Error('nothing is held')
  const notice = noticeOf(at.broker.crypto, outgoingOf(at), escrow)
  const [relation, outcome] = takeNotice(seller, opened.desk.relation, notice, NOW)
  accepted(outcome)
  return { at, session, exchange, seller, desk: { ...opened.desk, relation } }
}

export interface Shipped extends Exchange {
  readonly answer: GoodsAnswer
  readonly received: Maced
}

/** The goods are with the buyer, encrypted. */
export async function shipped(): Promise<Shipped> {
  const opened = await held()
  const { crypto } = opened.at.world.buyer
  const use = askForGoods(crypto, opened.exchange)
  const [desk, sent] = sendGoods(opened.seller, opened.desk, { number: 1, use }, NOW)
  const answer = accepted(sent)
  const [exchange, received] = takeGoods(crypto, opened.exchange, answer.toBuyer)
  return { ...opened, desk, exchange, answer, received: accepted(received) }
}

export function bySeller(
  { at, answer }: Shipped,
  message: Maced = answer.toBroker,
  now: number = NOW,
): Release | undefined {
  const outgoing = outgoingOf(at)
  const [change, outcome] = takeGoodsSent(at.broker, at.books, { outgoing, message }, now)
  at.books.apply(change)
  return accepted(outcome)
}

export function byBuyer({ at, received }: Shipped, message: Maced = received, now: number = NOW): Release | undefined {
  const [change, outcome] = takeGoodsReceived(at.broker, at.books, { exchange: REFERENCE, message }, now)
  at.books.apply(change)
  return accepted(outcome)
}

/** Other goods under the same token's key, as only the seller could make them. */
export function protectedGoods({ at, exchange }: Exchange, ciphertext: Uint8Array): Maced {
  return protect(at.seller.crypto, exchange.tokenKey, encryptedGoodsLayout.encode({ ciphertext }))
}
