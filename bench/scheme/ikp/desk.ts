// The parties of iKP in a comparison and one run of it between them, every message through its codec. Set-up is not
// timed and not counted; a run is both.

import type { ChainFunction } from '../../../src/chain/step.ts'
import { observedChain } from '../../../src/chain/observed.ts'
import { observed } from '../../../src/crypto/observed.ts'
import { createTally, type Tally } from '../../../src/crypto/operations.ts'
import { seededRandom } from '../../../src/crypto/random.ts'
import type { ClearingAcquirer } from '../../../src/payment/ikp/coupon/acquirer.ts'
import type { Buyer } from '../../../src/payment/ikp/buyer.ts'
import {
  createScheme,
  enrolAcquirer,
  enrolBuyer,
  enrolSeller,
  type EnrolledAcquirer,
  type Scheme as IkpScheme,
} from '../../../src/payment/ikp/enrol.ts'
import { createMemoryLedger, type Account, type MemoryLedger } from '../../../src/payment/ikp/ledger.ts'
import { runFlows, type FlowName, type FlowOrder, type FlowsEnd } from '../../../src/payment/ikp/flows.ts'
import type { Seller } from '../../../src/payment/ikp/seller.ts'
import { refuse } from '../../../src/payment/outcome.ts'
import { spanOf, type MicroTransaction } from '../../workload/micro-transaction.ts'
import { runChain } from '../contract/run-chain.ts'
import { BROKER_ID, sellerId } from '../contract/directory.ts'
import type { Meters, SchemeInput } from '../contract/declaration.ts'
import { valueOf } from '../contract/option.ts'
import { CURRENCY, GRACE_MS, YEAR_MS, type ClearTerms } from '../contract/policy.ts'
import { revenueOf } from '../contract/self-check.ts'
import type { Unwrap } from '../contract/failure.ts'
import { judged } from '../contract/judging.ts'
import type { Lane } from '../../witness/witness.ts'
import type { Route, Wire } from '../contract/wire.ts'
import { unwrap, type IkpRefusal } from './refusals.ts'
import { COUPON_STEPS } from './step-checks.ts'
import { IKP_VARIANT } from './shared.ts'

export interface IkpDesk {
  readonly scheme: IkpScheme
  readonly buyers: ReadonlyMap<string, Buyer>
  readonly sellers: ReadonlyMap<string, Seller>
  readonly acquirer: EnrolledAcquirer
  readonly clearing: ClearingAcquirer
  /** K_(S,A) of each seller, by ID_S. */
  readonly macKeys: ReadonlyMap<string, Uint8Array>
  readonly ledger: MemoryLedger
  readonly tallies: Readonly<Record<'buyer' | 'seller' | 'acquirer', Tally>>
  readonly buyerFunction: ChainFunction
  readonly sellerFunction: ChainFunction
  readonly lane: Lane | undefined
  /** The value of a step that must succeed; tells of it. */
  readonly unwrap: Unwrap<IkpRefusal>
}

/** Enough for any log: the comparison is about cost, not about credit. */
export const CREDIT: bigint = 2n ** 60n

export async function openDesk({
  workload,
  directory,
  crypto,
  policy,
  clear,
  seed,
  options,
  chain = runChain,
  lane,
}: SchemeInput): Promise<IkpDesk> {
  const variant = valueOf(IKP_VARIANT, options)
  const tallies = { buyer: createTally(), seller: createTally(), acquirer: createTally() }
  const random = seededRandom(seed, 'ikp-coupon')
  const { firstMs, lastMs } = spanOf(workload)
  // a log may begin in the first year that can be written
  const validity = { notBefore: Math.max(0, firstMs - YEAR_MS), notAfter: lastMs + YEAR_MS }
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
  const ids = [...[...sellers.values()].map((seller) => seller.sellerId), BROKER_ID]
  const macKeys = new Map(ids.map((id) => [id, random(32)]))
  return {
    scheme,
    buyers,
    sellers,
    acquirer,
    macKeys,
    clearing: clearingOf(acquirer, observedChain(chain, tallies.acquirer.observe), clear, macKeys),
    ledger: createMemoryLedger(accounts, []),
    tallies,
    buyerFunction: observedChain(chain, tallies.buyer.observe),
    sellerFunction: observedChain(chain, tallies.seller.observe),
    lane,
    unwrap: judged(unwrap, lane, COUPON_STEPS),
  }
}

export interface IkpRun extends FlowOrder {
  readonly buyer: Buyer
  readonly seller: Seller
}

/** What both sides keep of a run. */
export type IkpOutcome = Extract<FlowsEnd, { readonly kind: 'answered' }>

/** As the paper calls them. */
export const FLOWS: Readonly<Record<FlowName, Route>> = {
  initiate: { from: 'buyer', to: 'seller', step: 'Initiate' },
  invoice: { from: 'seller', to: 'buyer', step: 'Invoice' },
  payment: { from: 'buyer', to: 'seller', step: 'Payment' },
  request: { from: 'seller', to: 'acquirer', step: 'Auth-Request' },
  response: { from: 'acquirer', to: 'seller', step: 'Auth-Response' },
  confirm: { from: 'seller', to: 'buyer', step: 'Confirm' },
}

/** Flows 1 to 6 of iKP. */
export async function runIkp(desk: IkpDesk, wire: Wire, { buyer, seller, ...order }: IkpRun): Promise<IkpOutcome> {
  const parties = { buyer, seller, acquirer: desk.acquirer.acquirer, ledger: desk.ledger }
  const end = await runFlows(parties, order, (flow, layout, message) => wire.carry(layout, message, FLOWS[flow]))
  return end.kind === 'answered' ? end : desk.unwrap(end.instead, refuse(end.refused))
}

/** Buyer and seller of a transaction. */
export function partiesOf(desk: IkpDesk, { buyer: buyerName, seller: sellerName }: MicroTransaction): Parties {
  const buyer = desk.buyers.get(buyerName)
  const seller = desk.sellers.get(sellerName)
  if (buyer === undefined || seller === undefined) throw new RangeError('a transaction of somebody not enrolled')
  return { buyer, seller, sellerName }
}

export interface Parties {
  readonly buyer: Buyer
  readonly seller: Seller
  /** In the workload. */
  readonly sellerName: string
}

/** The workload's names by ID_S. */
export function sellerNames({ sellers }: IkpDesk): ReadonlyMap<string, string> {
  return new Map([...sellers].map(([name, { sellerId: id }]) => [id, name]))
}

/** What the acquirer has paid, by the names of the workload. */
export function creditedOf(desk: IkpDesk): ReadonlyMap<string, bigint> {
  const names = sellerNames(desk)
  const paid = [...desk.ledger.sellers()].map(({ sellerId: id, credited, refunded }) => {
    return { seller: names.get(id) ?? id, paid: credited - refunded }
  })
  return revenueOf([], paid)
}

export function metersOf({ tallies }: IkpDesk, { messages, bytes }: Wire, claims: number): Meters {
  const operations = Object.fromEntries(Object.entries(tallies).map(([role, tally]) => [role, tally.read()]))
  return { operations, messages, bytes, claims }
}

function clearingOf(
  { acquirer }: EnrolledAcquirer,
  chain: ChainFunction,
  { proof, fees }: ClearTerms,
  macKeys: ReadonlyMap<string, Uint8Array>,
): ClearingAcquirer {
  return {
    crypto: acquirer.crypto,
    chain,
    signatureKey: acquirer.signatureKey,
    graceMs: GRACE_MS,
    fees,
    verifierOf({ sellerKey, common }) {
      switch (proof) {
        case 'signed':
          return sellerKey && { kind: 'signed', publicKey: sellerKey }
        case 'maced': {
          const macKey = macKeys.get(common.seller.sellerId)
          return macKey && { kind: 'maced', macKey }
        }
        case 'unsigned':
          return { kind: 'unsigned-cumulative', leastIntervalMs: 0 }
      }
    },
  }
}
