// A buyer and a seller with a session between them, and a shop of documents at one unit each.

import { utf8 } from '../../bytes/bytes.ts'
import { observedChain } from '../../chain/observed.ts'
import { makeChain } from '../ikp/coupon/buyer.ts'
import { openBuyerSession, type BuyerSession } from '../ikp/coupon/delivery/buyer.ts'
import {
  DEFAULT_RETRANSMISSIONS,
  openSellerSession,
  type Deliverer,
  type Desk,
  type Shop,
} from '../ikp/coupon/delivery/seller.ts'
import { buyerKeys, sellerKeys, type SessionKeys } from '../ikp/coupon/delivery/session.ts'
import { openChains } from '../ikp/coupon/seller.ts'
import type { BuyerPayment } from '../ikp/buyer.ts'
import type { SellerPayment } from '../ikp/seller.ts'
import { couponTerms, createWorld, runPayment, type World } from './world.ts'

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
