// A buyer and a seller with a session between them, and a shop of documents at one unit each.

import { utf8 } from '../../bytes/bytes.ts'
import { observedChain } from '../../chain/observed.ts'
import { makeChain } from '../ikp/coupon/buyer.ts'
import {
  openBuyerSession,
  type BuyerSession,
  requestProduct,
  takeProduct,
  type Delivered,
  type Wanted,
} from '../ikp/coupon/delivery/buyer.ts'
import { microProductLayout } from '../ikp/coupon/delivery/messages.ts'
import {
  DEFAULT_RETRANSMISSIONS,
  openSellerSession,
  type Deliverer,
  type Desk,
  type Shop,
  serve,
} from '../ikp/coupon/delivery/seller.ts'
import { buyerKeys, macedLayout, sellerKeys, type Maced, type SessionKeys } from '../ikp/coupon/delivery/session.ts'
import { openChains } from '../ikp/coupon/seller.ts'
import type { BuyerPayment } from '../ikp/buyer.ts'
import type { SellerPayment } from '../ikp/seller.ts'
import { couponTerms, createWorld, runPayment, type World, accepted, NOW } from './world.ts'

/** Sold so far, so that tests see what a sale leaves behind. */
export type Shelf = readonly string[]

/** Documents cost one unit, those below /atlas ten; what is not below /reports or /atlas is not sold. */
export const documentShop: Shop<Shelf> = (shelf, { description }) => {
  const path = new TextDecoder().decode(description)
  if (!/^\/(reports|atlas)\//.test(path)) return { sold: false, note: utf8('no such document') }
  const price = path.startsWith('/atlas/') ? 10n : 1n
  return { sold: true, price, product: utf8(`contents of ${path}`), shelf: [...shelf, path] }
}

export interface Delivery {
  readonly world: World
  readonly deliverer: Deliverer<Shelf>
  readonly buyer: BuyerSession
  readonly desk: Desk<Shelf>
}

export interface DeliveryOptions {
  readonly encrypts?: boolean
  readonly transactionId?: bigint
  readonly shapes?: readonly (readonly [number, bigint])[]
  readonly mostRetransmissions?: number
}

export async function openDelivery(options: DeliveryOptions = {}, given?: World): Promise<Delivery> {
  const { encrypts = false, transactionId = 1n, shapes = [[20, 1n]] } = options
  const world = given ?? (await createWorld())
  const made = shapes.map(([length, value]) =>
    makeChain(observedChain(world.chain, world.tallies.buyer.observe), world.buyer.random, length, value),
  )
  const run = await runPayment(world, couponTerms(...made), transactionId, true)
  const chains = openChains(run.seller.common, run.seller.commonDigest)
  const buyer = { keys: keysOfBuyer(world, run.buyer), transactionId, encrypts, chains: made }
  const session = openSellerSession({ keys: keysOfSeller(world, run.seller), transactionId, chains })
  const deliverer: Deliverer<Shelf> = {
    crypto: world.seller.crypto,
    chain: observedChain(world.chain, world.tallies.seller.observe),
    shop: documentShop,
    mostRetransmissions: options.mostRetransmissions ?? DEFAULT_RETRANSMISSIONS,
  }
  return { world, deliverer, buyer: openBuyerSession(buyer), desk: { session, shelf: [] } }
}

export function keysOfBuyer(world: World, payment: BuyerPayment): SessionKeys {
  const keys = payment.step === 'answered' ? buyerKeys(world.buyer.crypto, payment.paid) : undefined
  if (keys === undefined) throw new Error('the buyer has no session key')
  return keys
}

export function keysOfSeller(world: World, payment: SellerPayment): SessionKeys {
  const keys = sellerKeys(world.seller.crypto, payment)
  if (keys === undefined) throw new Error('the seller has no session key')
  return keys
}

/** Through the codec, as over a wire. */
export function wired(message: Maced): Maced {
  return macedLayout.decode(macedLayout.encode(message))
}

/** The message with one bit of its body or tag turned. */
export function touched(message: Maced, at: number): Maced {
  const { body, tag } = message
  return at < body.length
    ? { body: body.with(at, (body[at] ?? 0) ^ 1), tag }
    : { body, tag: tag.with(at - body.length, (tag[at - body.length] ?? 0) ^ 1) }
}

export const REPORT: Wanted = { description: utf8('/reports/7'), price: 1n }

/** The session with the request in it, and the request as the seller gets it. */
export function asked(delivery: Delivery, session: BuyerSession, wanted: Wanted = REPORT): [BuyerSession, Maced] {
  const [next, outcome] = requestProduct(delivery.world.buyer.crypto, session, wanted)
  return [next, wired(accepted(outcome))]
}

/** The desk after the request, and its response as the buyer gets it. */
export function served(delivery: Delivery, desk: Delivery['desk'], message: Maced): [Delivery['desk'], Maced] {
  const [next, outcome] = serve(delivery.deliverer, desk, message, NOW)
  return [next, wired(accepted(outcome))]
}

/** The session after the response, and what was in it. */
export function got(delivery: Delivery, session: BuyerSession, message: Maced): [BuyerSession, Delivered] {
  const [next, outcome] = takeProduct(delivery.world.buyer.crypto, session, message)
  return [next, accepted(outcome)]
}

/** What the seller says in a response that is not encrypted. */
export function answerOf(message: Maced): string {
  return microProductLayout.decode(message.body).answer
}
