// A broker between one buyer and one seller: three iKP payments open two chains, both with session keys. The broker is a
// seller to the buyer and a buyer to the seller; each role has keys of its own.

import { utf8 } from '../../bytes/bytes.ts'
import { observed } from '../../crypto/observed.ts'
import { observedChain } from '../../chain/observed.ts'
import { createTally, type Tally } from '../../crypto/operations.ts'
import { seededRandom } from '../../crypto/random.ts'
import { createMemoryBooks, type MemoryBooks, type Outgoing } from '../ikp/broker/books.ts'
import { translate } from '../ikp/broker/broker.ts'
import { orderToken, takeGrant, useToken, type HeldToken } from '../ikp/broker/buyer.ts'
import type { Broker } from '../ikp/broker/issue.ts'
import type { TokenItem, TokenOrder, TokenPayment } from '../ikp/broker/messages.ts'
import { DEFAULT_LIMITS, type ScatterLimits } from '../ikp/broker/pending.ts'
import { SAME_CURRENCY, type Rate, type RateSource } from '../ikp/broker/rate.ts'
import { openRelation, redeem, type TokenDesk, type TokenSeller } from '../ikp/broker/seller.ts'
import { digestItem } from '../ikp/broker/token.ts'
import { makeChain, type BuyerChain } from '../ikp/coupon/buyer.ts'
import { openBuyerSession, takeProduct, type BuyerSession, type Delivered } from '../ikp/coupon/delivery/buyer.ts'
import { openSellerSession } from '../ikp/coupon/delivery/seller.ts'
import type { Maced, SessionKeys } from '../ikp/coupon/delivery/session.ts'
import { openChains, type SellerChain } from '../ikp/coupon/seller.ts'
import { enrolBuyer, enrolSeller } from '../ikp/enrol.ts'
import { createMemoryLedger } from '../ikp/ledger.ts'
import { BAN } from './coupon-steps.ts'
import { documentShop, keysOfBuyer, keysOfSeller, type Shelf } from './delivery-steps.ts'
import { accepted, couponTerms, createWorld, cryptoOf, NOW, runPayment, type World } from './world.ts'

export const BROKER_BAN = '8000 0001'
export const BROKER_ID = 'broker-1'
export const SELLER: string = 'seller-1'
export const EVEN: Rate = { numerator: 1n, denominator: 1n }

export interface BrokerWorld {
  /** Buyer and seller as they are without a broker. */
  readonly world: World
  /** The same acquirer and ledger with the broker in one of the roles. */
  readonly asSeller: World
  readonly asBuyer: World
  readonly broker: Broker
  readonly books: MemoryBooks
  readonly tally: Tally
  readonly seller: TokenSeller<Shelf>
}

export interface BrokerWorldOptions {
  readonly rateOf?: RateSource
  readonly limits?: ScatterLimits
  readonly tokenLifeMs?: number
}

export async function createBrokerWorld(options: BrokerWorldOptions = {}): Promise<BrokerWorld> {
  const made = await createWorld()
  const tally = createTally()
  const crypto = observed(cryptoOf('node', 'ed25519'), tally.observe)
  const random = seededRandom(1, 'broker')
  const { scheme, acquirerSetup } = made
  const brokerSeller = enrolSeller(scheme, {
    crypto,
    random,
    sellerId: BROKER_ID,
    acquirer: acquirerSetup,
    holdMs: 3_600_000,
  })
  const brokerBuyer = enrolBuyer(scheme, {
    crypto,
    random,
    account: { number: BROKER_BAN, expiration: '12/27', pin: undefined, currency: 'CHF', creditLimit: 100_000n },
    clockSkewMs: 60_000,
  })
  const account = made.ledger.account(BAN)
  if (account === undefined) throw new Error('the buyer has no account')
  const world = { ...made, ledger: createMemoryLedger([account, brokerBuyer.account], []) }
  return {
    world,
    asSeller: { ...world, seller: brokerSeller },
    asBuyer: { ...world, buyer: brokerBuyer.buyer },
    broker: {
      crypto,
      chain: observedChain(world.chain, tally.observe),
      rateOf: options.rateOf ?? SAME_CURRENCY,
      tokenLifeMs: options.tokenLifeMs ?? 600_000,
      mostRetransmissions: 3,
    },
    books: createMemoryBooks(),
    tally,
    seller: {
      crypto: world.seller.crypto,
      chain: observedChain(world.chain, world.tallies.seller.observe),
      shop: documentShop,
      limits: options.limits ?? DEFAULT_LIMITS,
    },
  }
}

interface Relation {
  readonly buyerKeys: SessionKeys
  readonly sellerKeys: SessionKeys
  readonly buyerChain: BuyerChain
  readonly sellerChain: SellerChain
}

async function relate(world: World, transactionId: bigint, length: number, value: bigint): Promise<Relation> {
  const buyerChain = makeChain(world.chain, world.buyer.random, length, value)
  const run = await runPayment(world, couponTerms(buyerChain), transactionId, true)
  const [sellerChain] = openChains(run.seller.common, run.seller.commonDigest)
  if (sellerChain === undefined) throw new Error('no chain')
  return {
    buyerKeys: keysOfBuyer(world, run.buyer),
    sellerKeys: keysOfSeller(world, run.seller),
    buyerChain,
    sellerChain,
  }
}

export interface RelationOptions {
  readonly transactionId?: bigint
  readonly length?: number
  readonly value?: bigint
  readonly currency?: string
}

export interface When {
  /** TID_S of the buyer at the broker. */
  readonly buyer?: bigint
  readonly now?: number
}

/** A buyer's relation with the broker; gives its session. */
export async function joinBroker(
  at: BrokerWorld,
  { transactionId = 1n, length = 100, value = 1n, currency = 'CHF' }: RelationOptions = {},
): Promise<BuyerSession> {
  const opened = await relate(at.asSeller, transactionId, length, value)
  const chains = [opened.sellerChain]
  const session = openSellerSession({ keys: opened.sellerKeys, transactionId, chains })
  at.books.apply({ buyers: [{ session, currency, credit: 0n }] })
  return openBuyerSession({ keys: opened.buyerKeys, transactionId, encrypts: true, chains: [opened.buyerChain] })
}

/** The broker's relation with the seller; gives the seller's side of it. */
export async function joinSeller(
  at: BrokerWorld,
  { transactionId = 50n, length = 100, value = 1n, currency = 'CHF' }: RelationOptions = {},
): Promise<TokenDesk<Shelf>> {
  const { buyerKeys, sellerKeys, buyerChain, sellerChain } = await relate(at.asBuyer, transactionId, length, value)
  const counts = { number: 0, lastEnd: 0, reserved: 0, reported: { sequence: 0, digest: undefined } }
  const { expires } = sellerChain
  const outgoing: Outgoing = {
    sellerId: SELLER,
    transactionId,
    keys: buyerKeys,
    currency,
    chain: buyerChain,
    expires,
    ...counts,
  }
  at.books.apply({ outgoing })
  return { relation: openRelation(sellerKeys, sellerChain), shelf: [] }
}

export interface Brokered {
  readonly at: BrokerWorld
  readonly session: BuyerSession
  readonly desk: TokenDesk<Shelf>
}

/** Buyer, broker and seller with both relations open. */
export async function brokered(options: BrokerWorldOptions = {}): Promise<Brokered> {
  const at = await createBrokerWorld(options)
  return { at, session: await joinBroker(at), desk: await joinSeller(at) }
}

export function itemFor(path: string): TokenItem {
  return { salt: new Uint8Array(16).fill(path.length), description: utf8(path) }
}

/** An order bound to an item, or for a token fetched ahead. */
export function orderFor(at: BrokerWorld, path: string | undefined, more: Partial<TokenOrder> = {}): TokenOrder {
  const itemDigest = path === undefined ? undefined : digestItem(at.broker.crypto, itemFor(path))
  return { sellerId: SELLER, count: 1, rate: EVEN, itemDigest, passOn: undefined, escrow: false, ...more }
}

/** B→TTP: the session that waits, and the message. */
export function ordered(
  at: BrokerWorld,
  session: BuyerSession,
  order: TokenOrder,
  due?: bigint,
): [BuyerSession, Maced] {
  const [next, outcome] = orderToken(at.world.buyer.crypto, session, { order, due: due ?? BigInt(order.count) })
  return [next, accepted(outcome)]
}

/** TTP: translates, applies the change, gives the answer. */
export function translated(at: BrokerWorld, message: Maced, { buyer = 1n, now = NOW }: When = {}): Maced {
  const [change, outcome] = translate(at.broker, at.books, { buyer, message }, now)
  at.books.apply(change)
  return accepted(outcome)
}

export function answeredTo(at: BrokerWorld, session: BuyerSession, answer: Maced): [BuyerSession, Delivered] {
  const [next, outcome] = takeProduct(at.world.buyer.crypto, session, answer)
  return [next, accepted(outcome)]
}

/** Order, translation and grant in one. */
export function fetched(
  at: BrokerWorld,
  session: BuyerSession,
  order: TokenOrder,
  { buyer = 1n, now = NOW, due }: When & { readonly due?: bigint } = {},
): [BuyerSession, HeldToken] {
  const [waiting, message] = ordered(at, session, order, due)
  const [done, delivered] = answeredTo(at, waiting, translated(at, message, { buyer, now }))
  if (delivered.kind !== 'product') throw new Error(`the broker sold nothing: ${delivered.kind}`)
  return [done, accepted(takeGrant(delivered.product, order, now))]
}

export function used(at: BrokerWorld, held: HeldToken, path: string, now: number = NOW): [HeldToken, TokenPayment] {
  const [next, outcome] = useToken(at.world.buyer.crypto, held, itemFor(path), now)
  return [next, accepted(outcome)]
}

export function redeemed(
  at: BrokerWorld,
  desk: TokenDesk<Shelf>,
  payment: TokenPayment,
  now: number = NOW,
): [TokenDesk<Shelf>, Maced] {
  const [next, outcome] = redeem(at.seller, desk, payment, now)
  return [next, accepted(outcome)]
}
