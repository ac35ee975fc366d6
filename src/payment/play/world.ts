// A small world for tests of iKP and its coupons: one acquirer, one seller, one buyer, each with a tally of its own.
// Every message goes through its codec, as it would on a wire.

import { observedChain } from '../../chain/observed.ts'
import { indexedChain, type ChainFunction } from '../../chain/step.ts'
import type { Crypto, EngineName, SuiteName } from '../../crypto/crypto.ts'
import { createCrypto } from '../../crypto/engines.ts'
import { observed } from '../../crypto/observed.ts'
import { createTally, type Tally } from '../../crypto/operations.ts'
import { seededRandom } from '../../crypto/random.ts'
import { makeChain, type BuyerChain } from '../ikp/coupon/buyer.ts'
import type { ClearingAcquirer } from '../ikp/coupon/acquirer.ts'
import { openChains, type SellerChain } from '../ikp/coupon/seller.ts'
import { type Acquirer } from '../ikp/acquirer.ts'
import { type Buyer, type BuyerPayment } from '../ikp/buyer.ts'
import { runFlows } from '../ikp/flows.ts'
import type { Capture, Terms } from '../ikp/common.ts'
import {
  createScheme,
  enrolAcquirer,
  enrolBuyer,
  enrolSeller,
  type EnrolledAcquirer,
  type Scheme,
} from '../ikp/enrol.ts'
import { createMemoryLedger, type MemoryLedger } from '../ikp/ledger.ts'
import { type Answer } from '../ikp/messages.ts'
import type { Offer } from '../ikp/offer.ts'
import { type Seller, type SellerPayment } from '../ikp/seller.ts'
import type { Variant } from '../ikp/variant.ts'
import type { Outcome } from '../outcome.ts'

export const NOW = 1_700_000_000_000
export const DESCRIPTION: Uint8Array = new TextEncoder().encode('documents below /reports')

export interface World {
  readonly scheme: Scheme
  readonly acquirerSetup: EnrolledAcquirer
  readonly acquirer: Acquirer
  readonly clearing: ClearingAcquirer
  readonly seller: Seller
  readonly buyer: Buyer
  readonly ledger: MemoryLedger
  readonly chain: ChainFunction
  readonly capture: Capture
  readonly tallies: Readonly<Record<'buyer' | 'seller' | 'acquirer', Tally>>
}

export interface WorldOptions {
  readonly variant?: Variant
  readonly suite?: SuiteName
  readonly engine?: EngineName
  readonly seed?: number
  readonly creditLimit?: bigint
  readonly pin?: string
  /** When a plain payment moves money: at once unless given. */
  readonly capture?: Capture
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const { variant = '3kp-hardened', suite = 'ed25519', engine = 'node', seed = 1, creditLimit = 10_000n, pin } = options
  const { capture = 'authorise-and-clear' } = options
  const crypto = cryptoOf(engine, suite)
  const tallies = { buyer: createTally(), seller: createTally(), acquirer: createTally() }
  const random = (purpose: string) => seededRandom(seed, purpose)
  const validity = { notBefore: NOW - 1000, notAfter: NOW + 1e10 }
  const scheme = createScheme({ variant, crypto, random: random('scheme'), ...validity })
  const acquirerSetup = await enrolAcquirer(scheme, observed(crypto, tallies.acquirer.observe))
  const seller = enrolSeller(scheme, {
    crypto: observed(crypto, tallies.seller.observe),
    random: random('seller'),
    sellerId: 'seller-1',
    acquirer: acquirerSetup,
    holdMs: 3_600_000,
  })
  const { buyer, account } = enrolBuyer(scheme, {
    crypto: observed(crypto, tallies.buyer.observe),
    random: random('buyer'),
    account: { number: '4711 0815', expiration: '12/27', pin, currency: 'CHF', creditLimit },
    clockSkewMs: 60_000,
  })
  const { acquirer } = acquirerSetup
  const clearing: ClearingAcquirer = {
    crypto: acquirer.crypto,
    chain: observedChain(indexedChain, tallies.acquirer.observe),
    signatureKey: acquirer.signatureKey,
    verifierOf: ({ sellerKey }) => (sellerKey === undefined ? undefined : { kind: 'signed', publicKey: sellerKey }),
    graceMs: 60_000,
  }
  const ledger = createMemoryLedger([account], [])
  return { scheme, acquirerSetup, acquirer, clearing, seller, buyer, ledger, chain: indexedChain, capture, tallies }
}

export function cryptoOf(engine: EngineName, suite: SuiteName): Crypto {
  const crypto = createCrypto(engine, suite)
  if (crypto === undefined) throw new Error(`${engine} does not offer ${suite}`)
  return crypto
}

export function priceTerms(price: bigint): Terms {
  return { currency: 'CHF', price, chains: [], values: [] }
}

export function couponTerms(...chains: readonly BuyerChain[]): Terms {
  const price = chains.reduce((sum, { chain, value }) => sum + BigInt(chain.length) * value, 0n)
  return { currency: 'CHF', price, chains: chains.map(({ chain }) => chain), values: chains.map(({ value }) => value) }
}

export function offerFor(terms: Terms, capture: Capture = 'authorise-and-clear'): Offer {
  const coupons = terms.chains.length === 0 ? undefined : { longestChain: 1000, smallestValue: 1n }
  return { description: DESCRIPTION, currency: 'CHF', price: terms.price, coupons, capture }
}

/** The value, or a test failure that names the refusal. */
export function accepted<Value>(outcome: Outcome<Value, string>): Value {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refused}`)
  return outcome.value
}

export interface PaymentRun {
  readonly answer: Answer
  readonly buyer: BuyerPayment
  readonly seller: SellerPayment
}

/** One whole iKP payment, flows 1 to 6, every message encoded and decoded. */
export async function runPayment(
  world: World,
  terms: Terms,
  transactionId = 1n,
  agreesOnKey = false,
): Promise<PaymentRun> {
  const order = { terms, offer: offerFor(terms, world.capture), transactionId, agreesOnKey, now: NOW }
  const end = await runFlows(world, order, (_, layout, message) => layout.decode(layout.encode(message)))
  if (end.kind === 'stopped') throw new Error(`refused: ${end.refused}`)
  return end
}

export interface CouponRun {
  readonly run: PaymentRun
  readonly buyerChain: BuyerChain
  readonly sellerChain: SellerChain
}

/** Opens one chain of coupons by a whole iKP payment. */
export async function openCoupons(world: World, length: number, value = 1n, transactionId = 1n): Promise<CouponRun> {
  const buyerChain = makeChain(
    observedChain(world.chain, world.tallies.buyer.observe),
    world.buyer.random,
    length,
    value,
  )
  const run = await runPayment(world, couponTerms(buyerChain), transactionId)
  const [sellerChain] = openChains(run.seller.common, run.seller.commonDigest)
  if (sellerChain === undefined) throw new Error('no chain')
  return { run, buyerChain, sellerChain }
}
