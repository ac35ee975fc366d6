// Purchases through a broker (protocols.md 2.8): one chain of a buyer with the broker pays everywhere; the broker pays
// each seller from a chain of its own. Every purchase is a token: ordered, granted, used, redeemed.

import { utf8 } from '../../../../src/bytes/bytes.ts'
import { observedChain } from '../../../../src/chain/observed.ts'
import { translate } from '../../../../src/payment/ikp/broker/broker.ts'
import { orderToken, takeGrant, takeTokenProduct, useToken } from '../../../../src/payment/ikp/broker/buyer.ts'
import { freeCoupons } from '../../../../src/payment/ikp/broker/issue.ts'
import { tokenPaymentLayout, type TokenItem, type TokenOrder } from '../../../../src/payment/ikp/broker/messages.ts'
import { DEFAULT_LIMITS } from '../../../../src/payment/ikp/broker/pending.ts'
import { redeem, type BrokerRelation, type TokenSeller } from '../../../../src/payment/ikp/broker/seller.ts'
import { digestItem } from '../../../../src/payment/ikp/broker/token.ts'
import { expire } from '../../../../src/payment/ikp/coupon/acquirer.ts'
import { couponsLeft } from '../../../../src/payment/ikp/coupon/buyer.ts'
import { isClearingDue } from '../../../../src/payment/ikp/coupon/clear-policy.ts'
import { takeProduct, type BuyerSession } from '../../../../src/payment/ikp/coupon/delivery/buyer.ts'
import { macedLayout } from '../../../../src/payment/ikp/coupon/delivery/session.ts'
import type { CouponEvidence } from '../../../../src/payment/ikp/coupon/judge.ts'
import type { SellerChain } from '../../../../src/payment/ikp/coupon/seller.ts'
import type { Buyer } from '../../../../src/payment/ikp/buyer.ts'
import type { Seller } from '../../../../src/payment/ikp/seller.ts'
import type { MicroTransaction } from '../../../workload/micro-transaction.ts'
import { runChain } from '../../run-chain.ts'
import { joinBuyer, joinSeller, openBrokerDesk, type BrokerDesk } from './desk.ts'
import { brokerBooks } from './checks.ts'
import { claimCoupons } from '../claim.ts'
import type { ChainEvidence } from '../evidence.ts'
import type { CouponSchemeInput } from '../coupon/run.ts'
import { openDesk, partiesOf, type IkpDesk } from '../desk.ts'
import { createLogClock, type LogClock } from '../../log-clock.ts'
import { nextLength } from '../../policy.ts'
import { reached, type Scheme } from '../../scheme.ts'
import { createWire, type Wire } from '../../wire.ts'

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
  readonly transactionId: bigint
  /** Ends the relation: claims what was spent. */
  readonly end: () => void
  /** Claims now if the policy says so; the relation goes on. */
  readonly claimIfDue: () => void
}

export interface BrokerRun {
  readonly input: CouponSchemeInput
  readonly desk: IkpDesk
  readonly brokerDesk: BrokerDesk
  readonly wire: Wire
  readonly customers: Map<string, Customer>
  readonly suppliers: Map<string, Supplier>
  readonly clock: LogClock
  readonly evidence: CouponEvidence[]
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
    clock: createLogClock(),
    evidence: [],
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
  await run.clock.moveTo(transaction.atMs)
  const { buyer, seller } = partiesOf(run.desk, transaction)
  const customer = entry(run.customers, buyer.account, () => ({ buyer, sessions: 0, current: undefined }))
  const supplier = entry(run.suppliers, seller.sellerId, () => ({ seller, chains: 0, current: undefined }))
  let units = Number(transaction.price / run.input.unit)
  while (units > 0) {
    const joined = customer.current ?? (await joinAsBuyer(run, customer, units))
    const supplied = supplier.current ?? (await joinAsSeller(run, supplier, units))
    // a seller follows a token no further along its chain than its limits say
    const count = Math.min(units, leftWith(joined), leftAt(run, supplier), DEFAULT_LIMITS.mostSkipped)
    buyToken(run, joined, { buyer, supplied, seller, item: transaction.item, count })
    units -= count
    if (leftWith(joined) === 0) joined.end()
    else joined.claimIfDue()
    if (leftAt(run, supplier) === 0) supplied.end()
    else supplied.claimIfDue()
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
  const { desk, brokerDesk, wire, input } = run
  const { now } = run.clock
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
  const paid: PaidChain = {
    seller: brokerDesk.asSeller,
    evidence: relation.evidence,
    read: () => brokerDesk.books.buyer(transactionId)?.session.chains[0],
    write(chain) {
      const account = brokerDesk.books.buyer(transactionId)
      if (account === undefined) return
      brokerDesk.books.apply({ buyers: [{ ...account, session: { ...account.session, chains: [chain] } }] })
    },
  }
  const joined: Relation<BuyerSession> = {
    state: relation.session,
    transactionId,
    end: () => {
      customer.current = undefined
      claimChain(run, paid, true)
    },
    claimIfDue: () => claimIfDue(run, paid),
  }
  customer.current = joined
  endInTime(run, relation.expires, () => {
    if (customer.current === joined) joined.end()
  })
  return joined
}

async function joinAsSeller(run: BrokerRun, supplier: Supplier, units: number): Promise<Relation<BrokerRelation>> {
  const { desk, brokerDesk, wire } = run
  const { seller } = supplier
  const made = await joinSeller(desk, brokerDesk, wire, { seller, ...relationInput(run, supplier.chains + 4, units) })
  supplier.chains += 1
  const paid: PaidChain = {
    seller,
    evidence: made.evidence,
    read: () => joined.state.chain,
    write: (chain) => void (joined.state = { ...joined.state, chain }),
  }
  const joined: Relation<BrokerRelation> = {
    state: made.relation,
    transactionId: BigInt(run.chainsOpened),
    end: () => {
      supplier.current = undefined
      claimChain(run, paid, true)
    },
    claimIfDue: () => claimIfDue(run, paid),
  }
  supplier.current = joined
  endInTime(run, made.expires, () => {
    if (supplier.current === joined) joined.end()
  })
  return joined
}

/** A chain as it is kept by whoever is paid by it: the broker or a seller. */
interface PaidChain {
  readonly seller: Seller
  readonly evidence: ChainEvidence
  read(): SellerChain | undefined
  write(chain: SellerChain): void
}

/** The broker's chains serve all buyers of a seller, so they start where those of a regular buyer have grown to. */
function relationInput(run: BrokerRun, chainsBefore: number, units: number) {
  run.chainsOpened += 1
  const { policy, unit } = run.input
  const length = nextLength(policy, chainsBefore, units)
  return { length, unit, transactionId: BigInt(run.chainsOpened), now: run.clock.now }
}

/** Whoever was paid claims all; when the chain ends, its evidence is kept for the judge. */
function claimChain(run: BrokerRun, paid: PaidChain, ends: boolean): void {
  const chain = paid.read()
  if (chain === undefined || chain.best.spent === 0) return
  const { desk, wire, input, clock } = run
  const { seller, evidence } = paid
  const claimed = claimCoupons(desk, wire, { seller, chain, proof: input.clear.proof, ends, now: clock.now })
  paid.write(claimed)
  if (ends) run.evidence.push({ ...evidence, spent: claimed.best.spent, coupon: claimed.best.value })
}

function claimIfDue(run: BrokerRun, paid: PaidChain): void {
  const chain = paid.read()
  if (chain !== undefined && isClearingDue(run.input.clear.policy, chain, run.clock.now)) claimChain(run, paid, false)
}

/** A token must still be good when it is redeemed: relations end a little before their holds do. */
function endInTime(run: BrokerRun, expires: number, end: () => void): void {
  run.clock.at(expires - END_EARLY_MS, end)
}

const END_EARLY_MS = 60_000

function settle(run: BrokerRun): Promise<void> {
  for (const { current } of run.customers.values()) current?.end()
  for (const { current } of run.suppliers.values()) current?.end()
  const { desk, input } = run
  const late = run.clock.now + input.policy.holdMs + desk.clearing.graceMs + 1
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
