// One run of two buyers, a broker and a seller over a wire that keeps every message, for property tests.

import { DecodeError } from '../../bytes/decode-error.ts'
import type { RandomBytes } from '../../crypto/crypto.ts'
import { seededRandom } from '../../crypto/random.ts'
import { createMemoryBooks, type MemoryBooks, type TokenReference } from '../ikp/broker/books.ts'
import { translate } from '../ikp/broker/broker.ts'
import { orderToken, takeGrant, useToken, type HeldToken } from '../ikp/broker/buyer.ts'
import { askForGoods, openExchange, takeGoods, takeGoodsKey, type BuyerExchange } from '../ikp/broker/escrow-buyer.ts'
import { sendGoods, takeNotice, takeReleasedToken } from '../ikp/broker/escrow-seller.ts'
import { giveBack, noticeOf, takeGoodsReceived, takeGoodsSent, type Release } from '../ikp/broker/escrow.ts'
import type { TokenItem, TokenOrder, TokenPayment } from '../ikp/broker/messages.ts'
import { reconcile } from '../ikp/broker/reconcile.ts'
import { reportRedemptions, takeReceipt } from '../ikp/broker/report.ts'
import { redeem, type TokenDesk } from '../ikp/broker/seller.ts'
import { openRequest, takeProduct, type BuyerSession } from '../ikp/coupon/delivery/buyer.ts'
import type { Maced } from '../ikp/coupon/delivery/session.ts'
import {
  createBrokerWorld,
  itemFor,
  joinBroker,
  joinSeller,
  orderFor,
  SELLER,
  type BrokerWorld,
} from '../play/broker-steps.ts'
import { touched } from './delivery-steps.ts'
import { type Shelf } from '../play/delivery-steps.ts'
import { NOW } from '../play/world.ts'

export const BUYERS: readonly bigint[] = [1n, 2n]
export const RELATION = 50n

/** The parties as they are before the first order. */
export interface BrokerStage {
  readonly at: BrokerWorld
  readonly sessions: ReadonlyMap<bigint, BuyerSession>
  readonly desk: TokenDesk<Shelf>
}

export async function stageBroker(): Promise<BrokerStage> {
  const at = await createBrokerWorld()
  const sessions = new Map<bigint, BuyerSession>()
  for (const buyer of BUYERS) sessions.set(buyer, await joinBroker(at, { transactionId: buyer, length: 40 }))
  return { at, sessions, desk: await joinSeller(at, { transactionId: RELATION, length: 30 }) }
}

/** A message and who reads it; every reader says whether it refused. */
interface Sent {
  readonly message: Maced
  read(message: Maced): boolean
}

interface Holder {
  readonly buyer: bigint
  held: HeldToken
}

interface Dealing {
  readonly buyer: bigint
  exchange: BuyerExchange
}

export class BrokerRun {
  readonly wire: Sent[] = []
  /** How far an honest wire has delivered. */
  private next = 0
  readonly books: MemoryBooks = createMemoryBooks()
  readonly sessions: Map<bigint, BuyerSession>
  readonly orders: Map<bigint, TokenOrder> = new Map()
  readonly held: Holder[] = []
  readonly dealings: Dealing[] = []
  /** Products that reached their buyers. */
  products = 0
  desk: TokenDesk<Shelf>
  now: number = NOW
  private readonly at: BrokerWorld
  private readonly random: RandomBytes = seededRandom(1, 'goods')

  constructor({ at, sessions, desk }: BrokerStage) {
    this.at = at
    this.sessions = new Map(sessions)
    this.desk = desk
    const outgoing = at.books.currentOutgoing(SELLER)
    const buyers = [...at.books.buyers()]
    this.books.apply(outgoing === undefined ? { buyers } : { buyers, outgoing })
  }

  /** Fetches a token ahead, or orders one in escrow. */
  order(buyer: bigint, count: number, escrow: boolean): void {
    const session = this.sessions.get(buyer)
    const credit = this.books.buyer(buyer)?.credit ?? 0n
    if (session === undefined) return
    const order = orderFor(this.at, escrow ? pathFor(count) : undefined, { count, escrow })
    const due = BigInt(count) > credit ? BigInt(count) - credit : 0n
    const [next, outcome] = orderToken(this.at.world.buyer.crypto, session, { order, due })
    this.sessions.set(buyer, next)
    if (!outcome.ok) return
    this.orders.set(buyer, order)
    this.send(outcome.value, (message) => this.translate(buyer, message))
  }

  /** What an honest buyer does when no answer came. */
  retry(buyer: bigint): void {
    const session = this.sessions.get(buyer)
    const message = session && openRequest(session)
    if (message !== undefined) this.send(message, (each) => this.translate(buyer, each))
  }

  use(which: number): void {
    const holder = this.held[which % Math.max(this.held.length, 1)]
    if (holder === undefined) return
    const [next, outcome] = useToken(this.at.world.buyer.crypto, holder.held, itemOf(holder.held.count), this.now)
    holder.held = next
    if (outcome.ok) this.sendToken(outcome.value)
  }

  ask(which: number): void {
    const dealing = this.dealings[which % Math.max(this.dealings.length, 1)]
    if (dealing === undefined) return
    const { number } = dealing.exchange
    const use = askForGoods(this.at.world.buyer.crypto, dealing.exchange)
    this.send(use, (message) => this.sendGoods(dealing, number, message))
  }

  /** The seller reports what it redeemed. */
  report(): void {
    const [relation, message] = reportRedemptions(this.at.seller.crypto, this.desk.relation, this.now)
    this.desk = { ...this.desk, relation }
    this.send(message, (each) => this.reconcile(each))
  }

  /** The broker gives back what was held too long. */
  timeOut(): void {
    for (const { sellerId, transactionId, number } of this.books.escrows()) {
      this.books.apply(giveBack(this.books, { sellerId, transactionId, number }, this.now) ?? {})
    }
  }

  /** Delivers the oldest message that `advance` has not delivered. */
  advance(): void {
    if (this.next < this.wire.length) this.deliver(this.next++, undefined)
  }

  deliver(which: number, touch: number | undefined): boolean | undefined {
    const sent = this.wire[which % Math.max(this.wire.length, 1)]
    if (sent === undefined) return undefined
    const { message } = sent
    const arrived = touch === undefined ? message : touched(message, touch % (message.body.length + message.tag.length))
    try {
      return sent.read(arrived)
    } catch (error) {
      if (error instanceof DecodeError) return false
      throw error
    }
  }

  private send(message: Maced, read: Sent['read']): void {
    this.wire.push({ message, read })
  }

  private sendToken({ token, use }: TokenPayment): void {
    this.send(token, (message) => this.redeem({ token: message, use }))
    this.send(use, (message) => this.redeem({ token, use: message }))
  }

  private translate(buyer: bigint, message: Maced): boolean {
    const [change, outcome] = translate(this.at.broker, this.books, { buyer, message }, this.now)
    this.books.apply(change)
    if (!outcome.ok) return false
    this.send(outcome.value, (each) => this.takeAnswer(buyer, each))
    return true
  }

  private takeAnswer(buyer: bigint, message: Maced): boolean {
    const session = this.sessions.get(buyer)
    const order = this.orders.get(buyer)
    if (session === undefined || order === undefined) return false
    const [next, outcome] = takeProduct(this.at.world.buyer.crypto, session, message)
    this.sessions.set(buyer, next)
    if (outcome.ok && outcome.value.kind === 'product') this.keep(buyer, order, outcome.value.product)
    return outcome.ok
  }

  private keep(buyer: bigint, order: TokenOrder, product: Uint8Array): void {
    if (order.escrow) {
      const exchange = openExchange(product, order, itemOf(order.count))
      this.dealings.push({ buyer, exchange })
      this.sendNotice(exchange)
      return
    }
    const granted = takeGrant(product, order, this.now)
    if (granted.ok) this.held.push({ buyer, held: granted.value })
  }

  private sendNotice({ number }: BuyerExchange): void {
    const reference: TokenReference = { sellerId: SELLER, transactionId: RELATION, number }
    const escrow = this.books.escrow(reference)
    const outgoing = this.books.currentOutgoing(SELLER)
    if (escrow === undefined || outgoing === undefined) return
    const notice = noticeOf(this.at.broker.crypto, outgoing, escrow)
    this.send(notice, (message) => {
      const [relation, outcome] = takeNotice(this.at.seller, this.desk.relation, message, this.now)
      this.desk = { ...this.desk, relation }
      return outcome.ok
    })
  }

  private redeem(payment: TokenPayment): boolean {
    const [desk, outcome] = redeem({ ...this.at.seller, shop: sellAnything }, this.desk, payment, this.now)
    this.desk = desk
    return outcome.ok
  }

  private sendGoods(dealing: Dealing, number: number, use: Maced): boolean {
    const seller = { ...this.at.seller, shop: sellAnything, random: this.random }
    const [desk, outcome] = sendGoods(seller, this.desk, { number, use }, this.now)
    this.desk = desk
    if (!outcome.ok) return false
    this.send(outcome.value.toBroker, (message) => this.goodsSent(dealing, message))
    this.send(outcome.value.toBuyer, (message) => this.takeGoods(dealing, message))
    return true
  }

  private takeGoods(dealing: Dealing, message: Maced): boolean {
    const [exchange, outcome] = takeGoods(this.at.world.buyer.crypto, dealing.exchange, message)
    dealing.exchange = exchange
    if (!outcome.ok) return false
    this.send(outcome.value, (each) => this.goodsReceived(dealing, each))
    return true
  }

  private goodsSent(dealing: Dealing, message: Maced): boolean {
    const outgoing = this.books.currentOutgoing(SELLER)
    if (outgoing === undefined) return false
    const [change, outcome] = takeGoodsSent(this.at.broker, this.books, { outgoing, message }, this.now)
    this.books.apply(change)
    if (outcome.ok) this.release(dealing, outcome.value)
    return outcome.ok
  }

  private goodsReceived(dealing: Dealing, message: Maced): boolean {
    const exchange = { sellerId: SELLER, transactionId: RELATION, number: dealing.exchange.number }
    const [change, outcome] = takeGoodsReceived(this.at.broker, this.books, { exchange, message }, this.now)
    this.books.apply(change)
    if (outcome.ok) this.release(dealing, outcome.value)
    return outcome.ok
  }

  private release(dealing: Dealing, release: Release | undefined): void {
    if (release === undefined) return
    this.send(release.token, (message) => {
      const [relation, outcome] = takeReleasedToken(this.at.seller, this.desk.relation, message, this.now)
      this.desk = { ...this.desk, relation }
      return outcome.ok
    })
    this.send(release.goodsKey, (message) => {
      const outcome = takeGoodsKey(this.at.world.buyer.crypto, dealing.exchange, message)
      this.products += outcome.ok ? 1 : 0
      return outcome.ok
    })
  }

  private reconcile(message: Maced): boolean {
    const outgoing = this.books.currentOutgoing(SELLER)
    if (outgoing === undefined) return false
    const [change, outcome] = reconcile(this.at.broker.crypto, this.books, { outgoing, message })
    this.books.apply(change)
    if (!outcome.ok) return false
    this.send(outcome.value, (each) => {
      const [relation, taken] = takeReceipt(this.at.seller.crypto, this.desk.relation, each)
      this.desk = { ...this.desk, relation }
      return taken.ok
    })
    return true
  }
}

/** Items cost what their path says, so that the seller agrees with every count. */
function pathFor(count: number): string {
  return `/reports/${'x'.repeat(count)}`
}

function itemOf(count: number): TokenItem {
  return itemFor(pathFor(count))
}

function sellAnything(shelf: Shelf, { description }: { readonly description: Uint8Array }) {
  const path = new TextDecoder().decode(description)
  const price = BigInt(path.length - '/reports/'.length)
  return { sold: true, price, product: description, shelf: [...shelf, path] } as const
}
