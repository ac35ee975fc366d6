// The hardware-free scheme on a workload: a chain of coupons per buyer and seller, opened by iKP, topped up with a new
// TID when it is used up, cleared by the policy.

import { indexedChain } from '../../src/chain/step.ts'
import { clear, expire } from '../../src/payment/coupon/acquirer.ts'
import { couponsLeft, makeChain, spend, type BuyerChain } from '../../src/payment/coupon/buyer.ts'
import { judgeCoupons, type CouponEvidence } from '../../src/payment/coupon/judge.ts'
import * as coupons from '../../src/payment/coupon/messages.ts'
import {
  openChains,
  requestClearing,
  takeClearReply,
  takeCoupons,
  type SellerChain,
} from '../../src/payment/coupon/seller.ts'
import { commonLayout } from '../../src/payment/ikp/common.ts'
import type { Buyer } from '../../src/payment/ikp/buyer.ts'
import type { Seller, SellerPayment } from '../../src/payment/ikp/seller.ts'
import type { MicroTransaction } from '../workload/micro-transaction.ts'
import { authoriseChain, openDesk, type CouponDesk, type DeskInput } from './coupon-desk.ts'
import { couponChecks, COUPON_RISKS } from './coupon-checks.ts'
import { nextLength } from './policy.ts'
import { reached, type Scheme, type SchemeBooks } from './scheme.ts'
import { createWire, type Wire } from './wire.ts'

export interface CouponSchemeInput extends DeskInput {
  /** Value of one coupon: every price of the workload is a multiple of it. */
  readonly unit: bigint
}

/** A chain that is open between a buyer and a seller, with what both sides keep of it. */
interface OpenChain {
  readonly pair: Pair
  buyerChain: BuyerChain
  sellerChain: SellerChain
  readonly evidence: Omit<CouponEvidence, 'spent' | 'coupon'>
}

interface Pair {
  readonly sellerName: string
  readonly buyer: Buyer
  readonly seller: Seller
  chainsOpened: number
  open: OpenChain | undefined
}

interface CouponRun {
  readonly input: CouponSchemeInput
  readonly desk: CouponDesk
  readonly wire: Wire
  readonly pairs: Map<string, Pair>
  /** Open chains in the order in which they expire: every hold lasts equally long. */
  readonly expiring: OpenChain[]
  readonly evidence: CouponEvidence[]
  now: number
  payments: number
  chainsOpened: number
}

export async function createCouponScheme(input: CouponSchemeInput): Promise<Scheme> {
  const run: CouponRun = {
    input,
    desk: await openDesk(input),
    wire: createWire(),
    pairs: new Map(),
    expiring: [],
    evidence: [],
    now: 0,
    payments: 0,
    chainsOpened: 0,
  }
  return {
    name: 'ikp-coupon',
    pay: (transaction) => pay(run, transaction),
    settle: () => settle(run),
    books: () => books(run),
  }
}

async function pay(run: CouponRun, transaction: MicroTransaction): Promise<void> {
  advanceTo(run, transaction.atMs)
  const pair = pairOf(run, transaction)
  let units = Number(transaction.price / run.input.unit)
  while (units > 0) {
    const open = pair.open ?? (await openChain(run, pair, units))
    const now = Math.min(units, couponsLeft(open.buyerChain))
    payWith(run, open, now)
    units -= now
    if (couponsLeft(open.buyerChain) === 0) clearChain(run, open)
  }
  run.payments += 1
}

/** Row 7 of protocols.md 2.3: both sides persist their state before they go on. */
function payWith(run: CouponRun, open: OpenChain, units: number): void {
  const [buyerChain, sent] = spend(open.buyerChain, units)
  open.buyerChain = buyerChain
  const payment = run.wire.carry(coupons.microPaymentLayout, reached('spend', sent))
  const price = BigInt(units) * run.input.unit
  const { sellerFunction } = run.desk
  const [sellerChain, taken] = takeCoupons(sellerFunction, open.sellerChain, { payment, price, now: run.now })
  open.sellerChain = sellerChain
  reached('Micro-Payment', taken)
}

async function openChain(run: CouponRun, pair: Pair, units: number): Promise<OpenChain> {
  const { desk, wire, input } = run
  const length = nextLength(input.policy, pair.chainsOpened, units)
  const buyerChain = makeChain(desk.buyerFunction, pair.buyer.random, length, input.unit)
  run.chainsOpened += 1
  const { buyer, seller, sellerName } = pair
  const transactionId = BigInt(run.chainsOpened)
  const opening = { buyer, seller, sellerName, chain: buyerChain, transactionId, now: run.now }
  const payment = await authoriseChain(desk, wire, opening)
  const [sellerChain] = openChains(payment.common, payment.commonDigest)
  if (sellerChain === undefined) throw new RangeError('a coupon payment without a chain')
  const open = { pair, buyerChain, sellerChain, evidence: evidenceOf(payment) }
  pair.open = open
  pair.chainsOpened += 1
  run.expiring.push(open)
  return open
}

/** Rows 8 and 9: everything spent is claimed, the rest of the hold goes back, the evidence is kept. */
function clearChain(run: CouponRun, open: OpenChain): void {
  const { desk, wire } = run
  const { seller } = open.pair
  if (seller.signatureKey === undefined) throw new RangeError('a seller without a key cannot sign its claim')
  const key = { kind: 'signed', signatureKey: seller.signatureKey } as const
  const [asked, request] = requestClearing(seller.crypto, open.sellerChain, key, true)
  const received = wire.carry(coupons.clearRequestLayout, request)
  const [change, outcome] = clear(desk.clearing, desk.ledger, received, run.now)
  desk.ledger.apply(change)
  const reply = wire.carry(coupons.clearReplyLayout, reached('Clear-Request', outcome))
  const [closed, paid] = takeClearReply(seller.crypto, seller.acquirerKey, asked, reply)
  reached('Clear-Reply', paid)
  open.sellerChain = closed
  run.evidence.push({ ...open.evidence, spent: closed.best.spent, coupon: closed.best.value })
  open.pair.open = undefined
}

/** Moves the clock and clears every chain at the moment at which its hold ends. */
function advanceTo(run: CouponRun, atMs: number): void {
  for (;;) {
    const [oldest] = run.expiring
    if (oldest === undefined || (oldest.pair.open === oldest && oldest.sellerChain.expires > atMs)) break
    run.expiring.shift()
    if (oldest.pair.open !== oldest) continue // cleared before, when it was used up
    run.now = Math.max(run.now, oldest.sellerChain.expires)
    clearChain(run, oldest)
  }
  run.now = Math.max(run.now, atMs)
}

function settle(run: CouponRun): Promise<void> {
  for (const { open } of run.pairs.values()) if (open !== undefined) clearChain(run, open)
  const late = run.now + run.input.policy.holdMs + run.desk.clearing.graceMs + 1
  for (const payment of run.desk.ledger.payments()) {
    run.desk.ledger.apply(expire(run.desk.clearing, run.desk.ledger, payment, late) ?? {})
  }
  return Promise.resolve()
}

function books(run: CouponRun): SchemeBooks {
  const { desk, wire, input } = run
  const names = new Map([...desk.sellers].map(([name, seller]) => [seller.sellerId, name]))
  const revenue = new Map<string, bigint>()
  for (const { sellerId, credited } of desk.ledger.sellers()) revenue.set(names.get(sellerId) ?? sellerId, credited)
  const judge = {
    crypto: input.crypto,
    chain: indexedChain,
    certificates: desk.judgeCertificates,
    acquirerKey: desk.acquirer.publicKey,
  }
  const verdicts = run.evidence.map((evidence) => reached('judge', judgeCoupons(judge, evidence)))
  const operations = Object.entries(desk.tallies).map(([role, tally]) => [role, tally.read()] as const)
  return {
    payments: run.payments,
    revenueBySeller: revenue,
    chainsOpened: run.chainsOpened,
    operations: Object.fromEntries(operations),
    messages: wire.messages,
    bytes: wire.bytes,
    apdus: 0,
    checks: couponChecks(desk.ledger, verdicts),
    risks: COUPON_RISKS,
  }
}

function pairOf(run: CouponRun, { buyer: buyerName, seller: sellerName }: MicroTransaction): Pair {
  const { buyers, sellers } = run.desk
  const buyer = buyers.get(buyerName)
  const seller = sellers.get(sellerName)
  if (buyer === undefined || seller === undefined) throw new RangeError('a transaction of somebody not enrolled')
  const key = `${buyer.account} ${seller.sellerId}`
  const known = run.pairs.get(key)
  if (known !== undefined) return known
  const made: Pair = { sellerName, buyer, seller, chainsOpened: 0, open: undefined }
  run.pairs.set(key, made)
  return made
}

/** What the seller stores of an authorised payment, as bytes (oracle 7). */
function evidenceOf(payment: SellerPayment): OpenChain['evidence'] {
  if (payment.step !== 'authorised') throw new RangeError(`a payment that is ${payment.step}, not authorised`)
  return {
    common: commonLayout.encode(payment.common),
    payment: payment.payment,
    buyerCertificate: payment.buyerCertificate ?? new Uint8Array(),
    response: payment.response,
    position: 0,
  }
}
