// The broker of the broker scheme: a seller to the buyers, a buyer to the sellers, each role with keys of its own, and
// the payment relations that iKP opens on both sides.

import { observedChain } from '../../../../src/chain/observed.ts'
import { observed } from '../../../../src/crypto/observed.ts'
import { createTally, type Tally } from '../../../../src/crypto/operations.ts'
import { seededRandom } from '../../../../src/crypto/random.ts'
import { createMemoryBooks, type MemoryBooks } from '../../../../src/payment/ikp/broker/books.ts'
import type { Broker } from '../../../../src/payment/ikp/broker/issue.ts'
import { SAME_CURRENCY } from '../../../../src/payment/ikp/broker/rate.ts'
import { openRelation, type BrokerRelation } from '../../../../src/payment/ikp/broker/seller.ts'
import { makeChain } from '../../../../src/payment/ikp/coupon/buyer.ts'
import { openBuyerSession, type BuyerSession } from '../../../../src/payment/ikp/coupon/delivery/buyer.ts'
import { openSellerSession } from '../../../../src/payment/ikp/coupon/delivery/seller.ts'
import { buyerKeys, sellerKeys } from '../../../../src/payment/ikp/coupon/delivery/session.ts'
import { openChains } from '../../../../src/payment/ikp/coupon/seller.ts'
import type { Buyer } from '../../../../src/payment/ikp/buyer.ts'
import { enrolBuyer, enrolSeller } from '../../../../src/payment/ikp/enrol.ts'
import type { Seller } from '../../../../src/payment/ikp/seller.ts'
import { runChain } from '../../contract/run-chain.ts'
import { BROKER_ID } from '../../contract/directory.ts'
import { evidenceOf, type ChainEvidence } from '../chains-run.ts'
import type { SchemeInput } from '../../contract/declaration.ts'
import { CURRENCY } from '../../contract/policy.ts'
import { CREDIT, runIkp, type IkpDesk } from '../desk.ts'
import type { Wire } from '../../contract/wire.ts'

export interface BrokerDesk {
  readonly broker: Broker
  readonly books: MemoryBooks
  readonly tally: Tally
  /** The broker's two faces. */
  readonly asSeller: Seller
  readonly asBuyer: Buyer
  readonly account: string
}

const BROKER_ACCOUNT = 'broker-account'
const TOKEN_LIFE_MS = 10 * 60 * 1000

export function openBrokerDesk(
  desk: IkpDesk,
  { crypto, policy, seed, chain: walked = runChain }: SchemeInput,
): BrokerDesk {
  const tally = createTally()
  const brokerCrypto = observed(crypto, tally.observe)
  const random = seededRandom(seed, 'ikp-broker')
  const asSeller = enrolSeller(desk.scheme, {
    crypto: brokerCrypto,
    random,
    sellerId: BROKER_ID,
    acquirer: desk.acquirer,
    holdMs: policy.holdMs,
  })
  const account = {
    number: BROKER_ACCOUNT,
    expiration: '12/99',
    pin: undefined,
    currency: CURRENCY,
    creditLimit: CREDIT,
  }
  const enrolled = enrolBuyer(desk.scheme, { crypto: brokerCrypto, random, account, clockSkewMs: 60_000 })
  desk.ledger.apply({ account: enrolled.account })
  const chain = observedChain(walked, tally.observe)
  const broker: Broker = {
    crypto: brokerCrypto,
    chain,
    rateOf: SAME_CURRENCY,
    tokenLifeMs: TOKEN_LIFE_MS,
    mostRetransmissions: 3,
  }
  return { broker, books: createMemoryBooks(), tally, asSeller, asBuyer: enrolled.buyer, account: BROKER_ACCOUNT }
}

export interface RelationInput {
  readonly length: number
  readonly unit: bigint
  readonly transactionId: bigint
  readonly now: number
}

/** A buyer's session with the broker, and the broker's with it (kept in its books). */
export interface JoinedBuyer {
  readonly session: BuyerSession
  readonly expires: number
  readonly evidence: ChainEvidence
}

export async function joinBuyer(
  desk: IkpDesk,
  brokerDesk: BrokerDesk,
  wire: Wire,
  { buyer, ...input }: RelationInput & { readonly buyer: Buyer },
): Promise<JoinedBuyer> {
  const parties = { buyer, seller: brokerDesk.asSeller, chainFunction: desk.buyerFunction }
  const made = await relate(desk, wire, { ...parties, ...input })
  const { transactionId } = input
  const session = openSellerSession({ keys: made.sellerKeys, transactionId, chains: [made.sellerChain] })
  brokerDesk.books.apply({ buyers: [{ session, currency: CURRENCY, credit: 0n }] })
  const chains = [made.buyerChain]
  return {
    session: openBuyerSession({ keys: made.buyerKeys, transactionId, encrypts: true, chains }),
    expires: made.sellerChain.expires,
    evidence: made.evidence,
  }
}

/** The broker's chain towards a seller, and the seller's side of it. */
export interface JoinedSeller {
  readonly relation: BrokerRelation
  readonly expires: number
  readonly evidence: ChainEvidence
}

export async function joinSeller(
  desk: IkpDesk,
  brokerDesk: BrokerDesk,
  wire: Wire,
  { seller, ...input }: RelationInput & { readonly seller: Seller },
): Promise<JoinedSeller> {
  const { asBuyer, broker, books } = brokerDesk
  const made = await relate(desk, wire, { buyer: asBuyer, seller, chainFunction: broker.chain, ...input })
  const { expires } = made.sellerChain
  books.apply({
    outgoing: {
      sellerId: seller.sellerId,
      transactionId: input.transactionId,
      keys: made.buyerKeys,
      currency: CURRENCY,
      chain: made.buyerChain,
      expires,
      number: 0,
      lastEnd: 0,
      reserved: 0,
      reported: { sequence: 0, digest: undefined },
    },
  })
  return { relation: openRelation(made.sellerKeys, made.sellerChain), expires, evidence: made.evidence }
}

interface Relating extends RelationInput {
  readonly buyer: Buyer
  readonly seller: Seller
  readonly chainFunction: BuyerChainFunction
}

type BuyerChainFunction = IkpDesk['buyerFunction']

async function relate(desk: IkpDesk, wire: Wire, relating: Relating) {
  const { buyer, seller, chainFunction, length, unit, transactionId, now } = relating
  const buyerChain = makeChain(chainFunction, buyer.random, length, unit)
  const price = BigInt(length) * unit
  const outcome = await runIkp(desk, wire, {
    buyer,
    seller,
    terms: { currency: CURRENCY, price, chains: [buyerChain.chain], values: [unit] },
    offer: { description: BROKERED, currency: CURRENCY, price, coupons: { longestChain: length, smallestValue: unit } },
    transactionId,
    now,
    agreesOnKey: true,
  })
  const [sellerChain] = openChains(outcome.seller.common, outcome.seller.commonDigest)
  if (outcome.buyer.step !== 'answered' || sellerChain === undefined)
    throw new RangeError('a relation that was not opened')
  const keys = {
    buyerKeys: buyerKeys(buyer.crypto, outcome.buyer.paid),
    sellerKeys: sellerKeys(seller.crypto, outcome.seller),
  }
  if (keys.buyerKeys === undefined || keys.sellerKeys === undefined) throw new RangeError('no session key was agreed')
  return {
    buyerChain,
    sellerChain,
    buyerKeys: keys.buyerKeys,
    sellerKeys: keys.sellerKeys,
    evidence: evidenceOf(outcome.seller),
  }
}

const BROKERED = new TextEncoder().encode('purchases through the broker')
