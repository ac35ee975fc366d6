// The parties of the coupon scheme and one iKP run between them, every message through its codec. Set-up is not timed
// and not counted; opening a chain is both.

import { indexedChain, type ChainFunction } from '../../src/chain/step.ts'
import { observedChain } from '../../src/chain/observed.ts'
import type { Crypto } from '../../src/crypto/crypto.ts'
import { observed } from '../../src/crypto/observed.ts'
import { createTally, type Tally } from '../../src/crypto/operations.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import type { ClearingAcquirer } from '../../src/payment/coupon/acquirer.ts'
import type { BuyerChain } from '../../src/payment/coupon/buyer.ts'
import { authorise } from '../../src/payment/ikp/acquirer.ts'
import { confirm, initiate, pay, type Buyer } from '../../src/payment/ikp/buyer.ts'
import {
  checkFor,
  createScheme,
  enrolAcquirer,
  enrolBuyer,
  enrolSeller,
  type EnrolledAcquirer,
} from '../../src/payment/ikp/enrol.ts'
import { createMemoryLedger, type Account, type MemoryLedger } from '../../src/payment/ikp/ledger.ts'
import * as flows from '../../src/payment/ikp/messages.ts'
import {
  answered,
  invoice,
  requestAuthorisation,
  type Seller,
  type SellerPayment,
} from '../../src/payment/ikp/seller.ts'
import type { CertificateCheck } from '../../src/payment/ikp/certificate.ts'
import type { Variant } from '../../src/payment/ikp/variant.ts'
import type { Workload } from '../workload/micro-transaction.ts'
import { describeSubtree, sellerId, type Directory } from './directory.ts'
import type { ChainPolicy } from './policy.ts'
import { reached } from './scheme.ts'
import type { Wire } from './wire.ts'

export interface CouponDesk {
  readonly buyers: ReadonlyMap<string, Buyer>
  readonly sellers: ReadonlyMap<string, Seller>
  readonly acquirer: EnrolledAcquirer
  readonly clearing: ClearingAcquirer
  readonly ledger: MemoryLedger
  readonly tallies: Readonly<Record<'buyer' | 'seller' | 'acquirer', Tally>>
  /** What a judge checks with: the authority's key and nothing else of the parties. */
  readonly judgeCertificates: CertificateCheck
  readonly buyerFunction: ChainFunction
  readonly sellerFunction: ChainFunction
}

export interface DeskInput {
  readonly workload: Workload
  readonly directory: Directory
  readonly crypto: Crypto
  readonly variant: Variant
  readonly policy: ChainPolicy
  readonly seed: number
}

export const CURRENCY = 'CHF'

/** Enough for any log: the comparison is about cost, not about credit. */
const CREDIT = 2n ** 60n
const YEAR_MS = 366 * 24 * 60 * 60 * 1000

export async function openDesk({ workload, directory, crypto, variant, policy, seed }: DeskInput): Promise<CouponDesk> {
  const tallies = { buyer: createTally(), seller: createTally(), acquirer: createTally() }
  const random = seededRandom(seed, 'ikp-coupon')
  const times = workload.transactions.map((transaction) => transaction.atMs)
  const validity = { notBefore: minimum(times) - YEAR_MS, notAfter: maximum(times) + YEAR_MS }
  const scheme = createScheme({ variant, crypto, random, ...validity })
  const acquirer = await enrolAcquirer(scheme, observed(crypto, tallies.acquirer.observe))
  const sellers = new Map<string, Seller>()
  const sellerCrypto = observed(crypto, tallies.seller.observe)
  for (const [name, number] of directory.sellers) {
    const input = { crypto: sellerCrypto, random, sellerId: sellerId(number), acquirer, holdMs: policy.holdMs }
    sellers.set(name, enrolSeller(scheme, input))
  }
  const buyers = new Map<string, Buyer>()
  const accounts: Account[] = []
  const buyerCrypto = observed(crypto, tallies.buyer.observe)
  for (const [name, number] of directory.buyers) {
    const account = { number: `account-${number}`, expiration: '12/99', pin: undefined, currency: CURRENCY }
    const clockSkewMs = 60_000
    const enrolled = enrolBuyer(scheme, {
      crypto: buyerCrypto,
      random,
      account: { ...account, creditLimit: CREDIT },
      clockSkewMs,
    })
    buyers.set(name, enrolled.buyer)
    accounts.push(enrolled.account)
  }
  const clearing: ClearingAcquirer = {
    crypto: acquirer.acquirer.crypto,
    chain: observedChain(indexedChain, tallies.acquirer.observe),
    signatureKey: acquirer.acquirer.signatureKey,
    verifierOf: ({ sellerKey }) => (sellerKey === undefined ? undefined : { kind: 'signed', publicKey: sellerKey }),
    graceMs: 60_000,
  }
  return {
    buyers,
    sellers,
    acquirer,
    clearing,
    ledger: createMemoryLedger(accounts, []),
    tallies,
    judgeCertificates: checkFor(scheme, crypto),
    buyerFunction: observedChain(indexedChain, tallies.buyer.observe),
    sellerFunction: observedChain(indexedChain, tallies.seller.observe),
  }
}

export interface OpeningInput {
  readonly buyer: Buyer
  readonly seller: Seller
  readonly sellerName: string
  readonly chain: BuyerChain
  readonly transactionId: bigint
  readonly now: number
}

/** Flows 1 to 6 of iKP for one chain of coupons; gives what the seller keeps. */
export async function authoriseChain(desk: CouponDesk, wire: Wire, opening: OpeningInput): Promise<SellerPayment> {
  const { buyer, seller, chain, transactionId, now } = opening
  const price = BigInt(chain.chain.length) * chain.value
  const terms = { currency: CURRENCY, price, chains: [chain.chain], values: [chain.value] }
  const description = describeSubtree(opening.sellerName, Number(seller.sellerId.slice('seller-'.length)))
  const offer = {
    description,
    currency: CURRENCY,
    price,
    coupons: { longestChain: chain.chain.length, smallestValue: chain.value },
  }
  const [initiated, first] = initiate(buyer, { sellerId: seller.sellerId, description, terms })
  const received = wire.carry(flows.initiateLayout, first)
  const [invoiced, second] = invoice(seller, { initiate: received, offer, transactionId, now })
  const invoiceMessage = wire.carry(flows.invoiceLayout, reached('Invoice', second))
  const [paid, third] = await pay(buyer, initiated, invoiceMessage, now)
  const payment = wire.carry(flows.paymentLayout, reached('Payment', third))
  if (invoiced === undefined) throw new RangeError('an invoice without state')
  const [requested, fourth] = requestAuthorisation(seller, invoiced, payment, now)
  const request = wire.carry(flows.authRequestLayout, reached('Auth-Request', fourth))
  const [change, fifth] = await authorise(desk.acquirer.acquirer, desk.ledger, request, now)
  desk.ledger.apply(change)
  const response = wire.carry(flows.authResponseLayout, reached('Auth-Response', fifth))
  const [sellerState, sixth] = answered(seller, requested, response)
  const confirmation = wire.carry(flows.confirmLayout, reached('Confirm', sixth))
  reached('Receipt', confirm(buyer, paid, confirmation)[1])
  return sellerState
}

function minimum(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.MAX_SAFE_INTEGER)
}

function maximum(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}
