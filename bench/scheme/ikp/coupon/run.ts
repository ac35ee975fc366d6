// The hardware-free scheme on a workload: a chain of coupons per buyer and seller, opened by iKP, topped up with a new
// TID when it is used up, cleared by the policy.

import { couponsLeft, makeChain, spend, type BuyerChain } from '../../../../src/payment/ikp/coupon/buyer.ts'
import { isClearingDue } from '../../../../src/payment/clear-policy.ts'
import { microPaymentLayout } from '../../../../src/payment/ikp/coupon/messages.ts'
import { openChains, takeCoupons, type SellerChain } from '../../../../src/payment/ikp/coupon/seller.ts'
import type { MicroTransaction } from '../../../workload/micro-transaction.ts'
import { describeSubtree } from '../../contract/directory.ts'
import type { MoneyBooks, OpenScheme, SchemeInput } from '../../contract/declaration.ts'
import { CURRENCY, nextLength } from '../../contract/policy.ts'
import { ledgerChecks } from '../checks.ts'
import { type ChainsRun, claimChain, claimsOf, entry, expireHolds, holdOf, openChainsRun } from '../chains-run.ts'
import { creditedOf, metersOf, partiesOf, runIkp, type Parties } from '../desk.ts'
import { evidenceOf, type ChainEvidence } from '../chains-run.ts'
import { chainsEvidence, type ChainsEvidence } from '../judge.ts'
import { OUTSIDE } from '../../../witness/accounts.ts'

/** A chain that is open between a buyer and a seller, with what both sides keep of it. */
interface OpenChain {
  readonly pair: Pair
  buyerChain: BuyerChain
  sellerChain: SellerChain
  readonly evidence: ChainEvidence
}

interface Pair {
  readonly parties: Parties
  chainsOpened: number
  open: OpenChain | undefined
}

interface CouponRun extends ChainsRun {
  /** In the order of their first payments, and by the names of buyer and seller. */
  readonly pairs: Pair[]
  readonly pairsOf: Map<string, Map<string, Pair>>
}

export async function openRun(input: SchemeInput): Promise<OpenScheme<ChainsEvidence>> {
  const run: CouponRun = { ...(await openChainsRun(input)), pairs: [], pairsOf: new Map() }
  return {
    pay: (transaction) => {
      const waits = run.clock.moveTo(transaction.atMs)
      return waits === undefined ? pay(run, transaction) : waits.then(() => pay(run, transaction))
    },
    settle: () => settle(run),
    books: () => books(run),
    meters: () => metersOf(run.desk, run.wire, run.claims),
    evidence: () => chainsEvidence(run),
  }
}

/** A promise only where a chain is opened: on an open one nobody waits for anything. */
function pay(run: CouponRun, transaction: MicroTransaction): void | Promise<void> {
  const pair = pairOf(run, transaction)
  const units = payFromOpen(run, pair, Number(transaction.price / run.input.unit))
  if (units > 0) return payFromNew(run, pair, units)
  run.payments += 1
}

async function payFromNew(run: CouponRun, pair: Pair, price: number): Promise<void> {
  for (let units = price; units > 0; units = payFromOpen(run, pair, units)) await openChain(run, pair, units)
  run.payments += 1
}

/** Gives the units that are left to pay where the chain ends before, or none is open. */
function payFromOpen(run: CouponRun, { open }: Pair, units: number): number {
  if (open === undefined) return units
  const left = couponsLeft(open.buyerChain)
  const now = Math.min(units, left)
  payWith(run, open, now)
  const isUsedUp = now === left
  if (isUsedUp || isClearingDue(run.input.clear.policy, open.sellerChain, run.clock.now))
    clearChain(run, open, isUsedUp)
  return units - now
}

const MICRO_PAYMENT = { from: 'buyer', to: 'seller', step: 'Micro-Payment' } as const

/** Both sides persist their state before they go on. */
function payWith(run: CouponRun, open: OpenChain, units: number): void {
  const [buyerChain, sent] = spend(open.buyerChain, units)
  open.buyerChain = buyerChain
  const payment = run.wire.carry(microPaymentLayout, run.desk.unwrap('spend', sent), MICRO_PAYMENT)
  const price = BigInt(units) * run.input.unit
  const { sellerFunction } = run.desk
  const [sellerChain, taken] = takeCoupons(sellerFunction, open.sellerChain, { payment, price, now: run.clock.now })
  open.sellerChain = sellerChain
  run.desk.unwrap('Micro-Payment', taken)
  run.desk.lane?.move('moved', holdOf(sellerChain), claimsOf(sellerChain), BigInt(units))
}

async function openChain(run: CouponRun, pair: Pair, units: number): Promise<OpenChain> {
  const { desk, wire, input } = run
  const { buyer, seller, sellerName } = pair.parties
  const description = describeSubtree(sellerName, seller.sellerId)
  const length = nextLength(input.policy, pair.chainsOpened, units)
  const buyerChain = makeChain(desk.buyerFunction, buyer.random, length, input.unit)
  run.chainsOpened += 1
  const price = BigInt(length) * input.unit
  const { seller: payment } = await runIkp(desk, wire, {
    buyer,
    seller,
    terms: { currency: CURRENCY, price, chains: [buyerChain.chain], values: [input.unit] },
    offer: { description, currency: CURRENCY, price, coupons: { longestChain: length, smallestValue: input.unit } },
    transactionId: BigInt(run.chainsOpened),
    now: run.clock.now,
  })
  const [sellerChain] = openChains(payment.common, payment.commonDigest)
  if (sellerChain === undefined) throw new RangeError('a coupon payment without a chain')
  desk.lane?.move('held', OUTSIDE, holdOf(sellerChain), BigInt(length))
  const open = { pair, buyerChain, sellerChain, evidence: evidenceOf(payment) }
  pair.open = open
  pair.chainsOpened += 1
  run.clock.at(sellerChain.expires, () => {
    if (pair.open === open) clearChain(run, open, true)
  })
  return open
}

function clearChain(run: CouponRun, open: OpenChain, ends: boolean): void {
  const { pair, sellerChain: chain, evidence } = open
  open.sellerChain = claimChain(run, { seller: pair.parties.seller, chain, evidence, ends })
  if (ends) pair.open = undefined
}

function settle(run: CouponRun): Promise<void> {
  for (const { open } of run.pairs) if (open !== undefined) clearChain(run, open, true)
  expireHolds(run)
  return Promise.resolve()
}

function books({ desk, payments, chainsOpened }: CouponRun): MoneyBooks {
  return { payments, revenueBySeller: creditedOf(desk), chainsOpened, checks: ledgerChecks(desk.ledger) }
}

function pairOf(run: CouponRun, transaction: MicroTransaction): Pair {
  const { buyer, seller } = transaction
  const known = run.pairsOf.get(buyer)?.get(seller)
  if (known !== undefined) return known
  const pair: Pair = { parties: partiesOf(run.desk, transaction), chainsOpened: 0, open: undefined }
  run.pairs.push(pair)
  entry(run.pairsOf, buyer, () => new Map<string, Pair>()).set(seller, pair)
  return pair
}
