// Purchases through a broker (protocols.md 2.8): one chain of a buyer with the broker pays everywhere; the broker pays
// each seller from a chain of its own. Every purchase is a token: ordered, granted, used, redeemed.

import { utf8 } from '../../src/bytes/bytes.ts'
import { observedChain } from '../../src/chain/observed.ts'
import { translate } from '../../src/payment/broker/broker.ts'
import { orderToken, takeGrant, takeTokenProduct, useToken } from '../../src/payment/broker/buyer.ts'
import { freeCoupons } from '../../src/payment/broker/issue.ts'
import { tokenPaymentLayout, type TokenItem, type TokenOrder } from '../../src/payment/broker/messages.ts'
import { DEFAULT_LIMITS } from '../../src/payment/broker/pending.ts'
import { redeem, type BrokerRelation, type TokenSeller } from '../../src/payment/broker/seller.ts'
import { digestItem } from '../../src/payment/broker/token.ts'
import { expire } from '../../src/payment/coupon/acquirer.ts'
import { couponsLeft } from '../../src/payment/coupon/buyer.ts'
import { takeProduct, type BuyerSession } from '../../src/payment/coupon/delivery/buyer.ts'
import { macedLayout } from '../../src/payment/coupon/delivery/session.ts'
import type { CouponEvidence } from '../../src/payment/coupon/judge.ts'
import type { SellerChain } from '../../src/payment/coupon/seller.ts'
import type { Buyer } from '../../src/payment/ikp/buyer.ts'
import type { Seller } from '../../src/payment/ikp/seller.ts'
import type { MicroTransaction } from '../workload/micro-transaction.ts'
import { runChain } from './run-chain.ts'
import { joinBuyer, joinSeller, openBrokerDesk, type BrokerDesk } from './broker-desk.ts'
import { brokerBooks } from './broker-checks.ts'
import { claimCoupons } from './claim.ts'
import type { ChainEvidence } from './evidence.ts'
import type { CouponSchemeInput } from './ikp-coupon.ts'
import { openDesk, partiesOf, type IkpDesk } from './ikp-desk.ts'
import { nextLength } from './policy.ts'
import { reached, type Scheme } from './scheme.ts'
import { createWire, type Wire } from './wire.ts'

/** A buyer at the broker, over all its sessions. */
interface Customer {
  readonly buyer: Buyer
  sessions: number
  current: Relation<BuyerSession> | undefined
}

/** A seller that the broker pays, over all chains. */
interface Supplier {
  readonly seller: Seller
  chains: number
  current: Relation<BrokerRelation> | undefined
}

interface Relation<State> {
  state: State
  readonly expires: number
  readonly evidence: ChainEvidence
  readonly transactionId: bigint
  /** Ends the relation: claims what was spent. */
  readonly end: () => void
}

export interface BrokerRun {
  readonly input: CouponSchemeInput
  readonly desk: IkpDesk
  readonly brokerDesk: BrokerDesk
  readonly wire: Wire
  readonly customers: Map<string, Customer>
  readonly suppliers: Map<string, Supplier>
  /** Relations in the order in which their holds end. */
  readonly expiring: { readonly expires: number; readonly isOpen: () => boolean; readonly end: () => void }[]
  readonly evidence: CouponEvidence[]
  now: number
  payments: number
  chainsOpened: number
}

export async function createBrokerScheme(input: CouponSchemeInput): Promise<Scheme> {
  const desk = await openDesk(input)
  const run: BrokerRun = {
    input,
    desk,
    brokerDesk: openBrokerDesk(desk, input),
    wire: createWire(),
    customers: new Map(),
    suppliers: new Map(),
    expiring: [],
    evidence: [],
    now: 0,
    payments: 0,
    chainsOpened: 0,
  }
  return {
    name: 'ikp-broker',
    pay: (transaction) => pay(run, transaction),
    settle: () => settle(run),
    books: () => brokerBooks(run),
  }
}

async function pay(run: BrokerRun, transaction: MicroTransaction): Promise<void> {
  advanceTo(run, transaction.atMs)
  const { buyer, seller } = partiesOf(run.desk, transaction)
  const customer = entry(run.customers, buyer.account, () => ({ buyer, sessions: 0, current: undefined }))
  const supplier = entry(run.suppliers, seller.sellerId, () => ({ seller, chains: 0, current: undefined }))
  let units = Number(transaction.price / run.input.unit)
  while (units > 0) {
    const joined = customer.current ?? (await joinAsBuyer(run, customer, units))
    const supplied = supplier.current ?? (await joinAsSeller(run, supplier, units))
    const count = Math.min(units, leftWith(joined), leftAt(run, supplier))
    buyToken(run, joined, { buyer, supplied, seller, item: transaction.item, count })
    units -= count
    if (leftWith(joined) === 0) joined.end()
    if (leftAt(run, supplier) === 0) supplied.end()
  }
  run.payments += 1
}

interface Purchase {
  readonly buyer: Buyer
  readonly supplied: Relation<BrokerRelation>
  readonly seller: Seller
  readonly item: string
  readonly count: number
}

/** Rows 1 to 3 of protocols.md 2.8, the token carried by the buyer (2b). */
function buyToken(run: BrokerRun, joined: Relation<BuyerSession>, purchase: Purchase): void {
  const { desk, brokerDesk, wire, input, now } = run
  const { broker, books } = brokerDesk
  const { supplied, seller, count } = purchase
  const { crypto, random } = purchase.buyer
  const price = BigInt(count) * input.unit
  const item: TokenItem = { salt: random(16), description: utf8(purchase.item).slice(0, 1000) }
  const order: TokenOrder = {
    sellerId: seller.sellerId,
    count,
    rate: { numerator: 1n, denominator: 1n },
    itemDigest: digestItem(crypto, item),
    passOn: undefined,
    escrow: false,
  }
  const [waiting, ordered] = orderToken(crypto, joined.state, { order, due: price })
  const message = wire.carry(macedLayout, reached('order', ordered))
  const [change, translated] = translate(broker, books, { buyer: joined.transactionId, message }, now)
  books.apply(change)
  const answer = wire.carry(macedLayout, reached('translation', translated))
  const [session, delivered] = takeProduct(crypto, waiting, answer)
  joined.state = session
  const grant = reached('grant', delivered)
  if (grant.kind !== 'product') throw new RangeError(`the broker sold no token: ${grant.kind}`)
  const held = reached('token', takeGrant(grant.product, order, now))
  const [used, use] = useToken(crypto, held, item, now)
  const payment = wire.carry(tokenPaymentLayout, reached('use', use))
  const till: TokenSeller<undefined> = {
    crypto: seller.crypto,
    chain: observedChain(runChain, desk.tallies.seller.observe),
    shop: () => ({ sold: true, price, product: new Uint8Array(), shelf: undefined }),
    limits: DEFAULT_LIMITS,
  }
  const [next, redeemed] = redeem(till, { relation: supplied.state, shelf: undefined }, payment, now)
  supplied.state = next.relation
  const product = wire.carry(macedLayout, reached('redemption', redeemed))
  reached('product', takeTokenProduct(crypto, used, product))
}

async function joinAsBuyer(run: BrokerRun, customer: Customer, units: number): Promise<Relation<BuyerSession>> {
  const { desk, brokerDesk, wire } = run
  const { buyer } = customer
  const relation = await joinBuyer(desk, brokerDesk, wire, { buyer, ...relationInput(run, customer.sessions, units) })
  customer.sessions += 1
  const transactionId = BigInt(run.chainsOpened)
  const joined: Relation<BuyerSession> = {
    ...relation,
    state: relation.session,
    transactionId,
    end: () => {
      customer.current = undefined
      const [chain] = brokerDesk.books.buyer(transactionId)?.session.chains ?? []
      if (chain !== undefined) claimChain(run, brokerDesk.asSeller, chain, relation.evidence)
    },
  }
  customer.current = joined
  run.expiring.push({ expires: relation.expires, isOpen: () => customer.current === joined, end: joined.end })
  return joined
}

async function joinAsSeller(run: BrokerRun, supplier: Supplier, units: number): Promise<Relation<BrokerRelation>> {
  const { desk, brokerDesk, wire } = run
  const { seller } = supplier
  const made = await joinSeller(desk, brokerDesk, wire, { seller, ...relationInput(run, supplier.chains + 4, units) })
  supplier.chains += 1
  const joined: Relation<BrokerRelation> = {
    ...made,
    state: made.relation,
    transactionId: BigInt(run.chainsOpened),
    end: () => {
      supplier.current = undefined
      claimChain(run, seller, joined.state.chain, made.evidence)
    },
  }
  supplier.current = joined
  run.expiring.push({ expires: made.expires, isOpen: () => supplier.current === joined, end: joined.end })
  return joined
}

/** The broker's chains serve all buyers of a seller, so they start where those of a regular buyer have grown to. */
function relationInput(run: BrokerRun, chainsBefore: number, units: number) {
  run.chainsOpened += 1
  const { policy, unit } = run.input
  const length = nextLength(policy, chainsBefore, units)
  return { length, unit, transactionId: BigInt(run.chainsOpened), now: run.now }
}

/** Whoever was paid claims all, and keeps the evidence for the judge. */
function claimChain(run: BrokerRun, seller: Seller, chain: SellerChain, evidence: ChainEvidence): void {
  if (chain.best.spent === 0) return
  const { desk, wire, input, now } = run
  const claimed = claimCoupons(desk, wire, { seller, chain, proof: input.clear.proof, ends: true, now })
  run.evidence.push({ ...evidence, spent: claimed.best.spent, coupon: claimed.best.value })
}

function advanceTo(run: BrokerRun, atMs: number): void {
  for (;;) {
    const [oldest] = run.expiring
    // a token must still be good when it is redeemed: relations end a little before their holds do
    if (oldest === undefined || (oldest.isOpen() && oldest.expires - END_EARLY_MS > atMs)) break
    run.expiring.shift()
    if (!oldest.isOpen()) continue
    run.now = Math.max(run.now, oldest.expires - END_EARLY_MS)
    oldest.end()
  }
  run.now = Math.max(run.now, atMs)
}

const END_EARLY_MS = 60_000

function settle(run: BrokerRun): Promise<void> {
  for (const { current } of run.customers.values()) current?.end()
  for (const { current } of run.suppliers.values()) current?.end()
  const { desk, input } = run
  const late = run.now + input.policy.holdMs + desk.clearing.graceMs + 1
  for (const payment of desk.ledger.payments()) {
    desk.ledger.apply(expire(desk.clearing, desk.ledger, payment, late) ?? {})
  }
  return Promise.resolve()
}

function leftWith({ state }: Relation<BuyerSession>): number {
  const [chain] = state.chains
  return chain === undefined ? 0 : couponsLeft(chain)
}

function leftAt({ brokerDesk }: BrokerRun, { seller }: Supplier): number {
  const outgoing = brokerDesk.books.currentOutgoing(seller.sellerId)
  return outgoing === undefined ? 0 : freeCoupons(outgoing)
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
