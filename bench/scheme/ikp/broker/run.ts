// Purchases through a broker (broker/SPEC.md 3): one chain of a buyer with the broker pays everywhere; the broker pays
// each seller from a chain of its own. Every purchase is a token: ordered, granted, used, redeemed.

import { utf8 } from '../../../../src/bytes/bytes.ts'
import { translate } from '../../../../src/payment/ikp/broker/broker.ts'
import { orderToken, takeGrant, takeTokenProduct, useToken } from '../../../../src/payment/ikp/broker/buyer.ts'
import { freeCoupons } from '../../../../src/payment/ikp/broker/issue.ts'
import { tokenPaymentLayout, type TokenItem, type TokenOrder } from '../../../../src/payment/ikp/broker/messages.ts'
import { DEFAULT_LIMITS } from '../../../../src/payment/ikp/broker/pending.ts'
import { redeem, type BrokerRelation, type TokenSeller } from '../../../../src/payment/ikp/broker/seller.ts'
import { digestItem } from '../../../../src/payment/ikp/broker/token.ts'
import { couponsLeft } from '../../../../src/payment/ikp/coupon/buyer.ts'
import { takeProduct, type BuyerSession } from '../../../../src/payment/ikp/coupon/delivery/buyer.ts'
import { macedLayout } from '../../../../src/payment/ikp/coupon/delivery/session.ts'
import type { Buyer } from '../../../../src/payment/ikp/buyer.ts'
import type { Seller } from '../../../../src/payment/ikp/seller.ts'
import type { MicroTransaction } from '../../../workload/micro-transaction.ts'
import { openBrokerDesk } from './desk.ts'
import type { MoneyBooks, OpenScheme, SchemeInput } from '../../contract/declaration.ts'
import { BROKER_ID } from '../../contract/directory.ts'
import { equal } from '../../contract/self-check.ts'
import { ledgerChecks } from '../checks.ts'
import { claimsOf, entry, expireHolds, holdOf, openChainsRun } from '../chains-run.ts'
import { creditedOf, metersOf, partiesOf } from '../desk.ts'
import { chainsEvidence, type ChainsEvidence } from '../judge.ts'
import { joinAsBuyer, joinAsSeller, type BrokerRun, type Relation, type Supplier } from './relations.ts'

export async function openRun(input: SchemeInput): Promise<OpenScheme<ChainsEvidence>> {
  const chains = await openChainsRun(input)
  const brokerDesk = openBrokerDesk(chains.desk, input)
  const run: BrokerRun = { ...chains, brokerDesk, customers: new Map(), suppliers: new Map() }
  return {
    pay: (transaction) => pay(run, transaction),
    settle: () => settle(run),
    books: () => books(run),
    meters() {
      const meters = metersOf(run.desk, run.wire, run.claims)
      return { ...meters, operations: { ...meters.operations, broker: brokerDesk.tally.read() } }
    },
    evidence: () => chainsEvidence(run),
  }
}

/** Sellers are paid by the broker, the broker by the buyers, and what it took is what it gave out. */
function books({ desk, brokerDesk, payments, chainsOpened }: BrokerRun): MoneyBooks {
  const paidOut = creditedOf(desk)
  const taken = desk.ledger.seller(BROKER_ID)?.credited ?? 0n
  const given = desk.ledger.account(brokerDesk.account)?.charged ?? 0n
  return {
    payments,
    revenueBySeller: new Map([...paidOut].filter(([name]) => name !== BROKER_ID)),
    paidOut,
    chainsOpened,
    checks: [
      ...ledgerChecks(desk.ledger),
      { name: 'what the broker took from buyers it gave to sellers', ...equal(taken, given) },
    ],
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

const ROUTES = {
  order: { from: 'buyer', to: 'broker', step: 'order' },
  grant: { from: 'broker', to: 'buyer', step: 'grant' },
  use: { from: 'buyer', to: 'seller', step: 'use' },
  product: { from: 'seller', to: 'buyer', step: 'product' },
} as const

/** Rows 1 to 3 of broker/SPEC.md 3, the token sent on by the buyer (2b). */
function buyToken(run: BrokerRun, joined: Relation<BuyerSession>, purchase: Purchase): void {
  const { desk, brokerDesk, wire, input } = run
  const { unwrap } = desk
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
  const message = wire.carry(macedLayout, unwrap('order', ordered), ROUTES.order)
  const [change, translated] = translate(broker, books, { buyer: joined.transactionId, message }, now)
  books.apply(change)
  const answer = wire.carry(macedLayout, unwrap('translation', translated), ROUTES.grant)
  const [session, delivered] = takeProduct(crypto, waiting, answer)
  joined.state = session
  const grant = unwrap('grant', delivered)
  if (grant.kind !== 'product') throw new RangeError(`the broker sold no token: ${grant.kind}`)
  const held = unwrap('token', takeGrant(grant.product, order, now))
  const [used, use] = useToken(crypto, held, item, now)
  const payment = wire.carry(tokenPaymentLayout, unwrap('use', use), ROUTES.use)
  const till: TokenSeller<undefined> = {
    crypto: seller.crypto,
    chain: desk.sellerFunction,
    shop: () => ({ sold: true, price, product: new Uint8Array(), shelf: undefined }),
    limits: DEFAULT_LIMITS,
  }
  const [next, redeemed] = redeem(till, { relation: supplied.state, shelf: undefined }, payment, now)
  supplied.state = next.relation
  const product = wire.carry(macedLayout, unwrap('redemption', redeemed), ROUTES.product)
  unwrap('product', takeTokenProduct(crypto, used, product))
  desk.lane?.move('moved', holdOf(joined), claimsOf({ sellerId: BROKER_ID }), BigInt(count))
  desk.lane?.move('moved', holdOf(supplied), claimsOf(seller), BigInt(count))
}

function settle(run: BrokerRun): Promise<void> {
  for (const { current } of run.customers.values()) current?.end()
  for (const { current } of run.suppliers.values()) current?.end()
  expireHolds(run)
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
