// The hardware-free scheme on a workload: a chain of coupons per buyer and seller, opened by iKP, topped up with a new
// TID when it is used up, cleared by the policy.

import { couponsLeft, makeChain, spend, type BuyerChain } from '../../../../src/payment/ikp/coupon/buyer.ts'
import { isClearingDue } from '../../../../src/payment/clear-policy.ts'
import type { CouponEvidence } from '../../../../src/payment/ikp/coupon/judge.ts'
import { microPaymentLayout } from '../../../../src/payment/ikp/coupon/messages.ts'
import { openChains, takeCoupons, type SellerChain } from '../../../../src/payment/ikp/coupon/seller.ts'
import type { MicroTransaction } from '../../../workload/micro-transaction.ts'
import { describeSubtree } from '../../contract/directory.ts'
import { createLogClock, type LogClock } from '../../contract/log-clock.ts'
import type { MoneyBooks, OpenScheme, SchemeInput } from '../../contract/declaration.ts'
import { valueOf } from '../../contract/option.ts'
import { CURRENCY, nextLength } from '../../contract/policy.ts'
import { createWire, type Wire } from '../../contract/wire.ts'
import { ledgerChecks } from '../checks.ts'
import { claimCoupons, expireHolds } from '../claim.ts'
import { creditedOf, metersOf, openDesk, partiesOf, runIkp, type IkpDesk, type Parties } from '../desk.ts'
import { evidenceOf, type ChainEvidence } from '../evidence.ts'
import { chainsEvidence, type ChainsEvidence } from '../judge.ts'
import { unwrap } from '../refusals.ts'
import { IKP_VARIANT } from '../shared.ts'

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

interface CouponRun {
  readonly input: SchemeInput
  readonly desk: IkpDesk
  readonly wire: Wire
  readonly pairs: Map<string, Pair>
  readonly clock: LogClock
  readonly evidence: CouponEvidence[]
  payments: number
  chainsOpened: number
  claims: number
}

export async function openRun(input: SchemeInput): Promise<OpenScheme<ChainsEvidence>> {
  const [desk, wire] = [await openDesk(input), createWire()]
  const run: CouponRun = {
    input,
    desk,
    wire,
    pairs: new Map(),
    clock: createLogClock(),
    evidence: [],
    payments: 0,
    chainsOpened: 0,
    claims: 0,
  }
  const variant = valueOf(IKP_VARIANT, input.options)
  return {
    pay: (transaction) => pay(run, transaction),
    settle: () => settle(run),
    books: () => books(run),
    meters: () => metersOf(desk, wire, run.claims),
    evidence: () => chainsEvidence(desk, variant, run.evidence),
  }
}

async function pay(run: CouponRun, transaction: MicroTransaction): Promise<void> {
  await run.clock.moveTo(transaction.atMs)
  const pair = pairOf(run, transaction)
  let units = Number(transaction.price / run.input.unit)
  while (units > 0) {
    const open = pair.open ?? (await openChain(run, pair, units))
    const left = couponsLeft(open.buyerChain)
    const now = Math.min(units, left)
    payWith(run, open, now)
    units -= now
    const isUsedUp = now === left
    if (isUsedUp || isClearingDue(run.input.clear.policy, open.sellerChain, run.clock.now))
      clearChain(run, open, isUsedUp)
  }
  run.payments += 1
}

/** Both sides persist their state before they go on. */
function payWith(run: CouponRun, open: OpenChain, units: number): void {
  const [buyerChain, sent] = spend(open.buyerChain, units)
  open.buyerChain = buyerChain
  const payment = run.wire.carry(microPaymentLayout, unwrap('spend', sent))
  const price = BigInt(units) * run.input.unit
  const { sellerFunction } = run.desk
  const [sellerChain, taken] = takeCoupons(sellerFunction, open.sellerChain, { payment, price, now: run.clock.now })
  open.sellerChain = sellerChain
  unwrap('Micro-Payment', taken)
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
  const open = { pair, buyerChain, sellerChain, evidence: evidenceOf(payment) }
  pair.open = open
  pair.chainsOpened += 1
  run.clock.at(sellerChain.expires, () => {
    if (pair.open === open) clearChain(run, open, true)
  })
  return open
}

/** What was spent is claimed; when the chain ends, its evidence is kept for the judge. */
function clearChain(run: CouponRun, open: OpenChain, ends: boolean): void {
  const { desk, wire, input, clock } = run
  const { seller } = open.pair.parties
  const claim = { seller, chain: open.sellerChain, proof: input.clear.proof, ends, now: clock.now }
  open.sellerChain = claimCoupons(desk, wire, claim)
  run.claims += 1
  if (!ends) return
  const { spent, value: coupon } = open.sellerChain.best
  run.evidence.push({ ...open.evidence, spent, coupon })
  open.pair.open = undefined
}

function settle(run: CouponRun): Promise<void> {
  for (const { open } of run.pairs.values()) if (open !== undefined) clearChain(run, open, true)
  expireHolds(run.desk, run.clock.now + run.input.policy.holdMs)
  return Promise.resolve()
}

function books({ desk, payments, chainsOpened }: CouponRun): MoneyBooks {
  return { payments, revenueBySeller: creditedOf(desk), chainsOpened, checks: ledgerChecks(desk.ledger) }
}

function pairOf(run: CouponRun, transaction: MicroTransaction): Pair {
  const parties = partiesOf(run.desk, transaction)
  const key = `${parties.buyer.account} ${parties.seller.sellerId}`
  const known = run.pairs.get(key)
  if (known !== undefined) return known
  const made: Pair = { parties, chainsOpened: 0, open: undefined }
  run.pairs.set(key, made)
  return made
}
