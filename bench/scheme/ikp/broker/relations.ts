// The payment relations of a broker run: of each buyer with the broker and of the broker with each seller, from iKP that
// opens them to the claim that ends them.

import { type BrokerRelation } from '../../../../src/payment/ikp/broker/seller.ts'
import { isClearingDue } from '../../../../src/payment/clear-policy.ts'
import { type BuyerSession } from '../../../../src/payment/ikp/coupon/delivery/buyer.ts'
import type { CouponEvidence } from '../../../../src/payment/ikp/coupon/judge.ts'
import type { SellerChain } from '../../../../src/payment/ikp/coupon/seller.ts'
import type { Buyer } from '../../../../src/payment/ikp/buyer.ts'
import type { Seller } from '../../../../src/payment/ikp/seller.ts'
import { joinBuyer, joinSeller, type BrokerDesk } from './desk.ts'
import type { SchemeInput } from '../../contract/declaration.ts'
import { type LogClock } from '../../contract/log-clock.ts'
import { nextLength } from '../../contract/policy.ts'
import { type Wire } from '../../contract/wire.ts'
import { claimCoupons } from '../claim.ts'
import { type IkpDesk } from '../desk.ts'
import type { ChainEvidence } from '../evidence.ts'

/** A buyer at the broker, over all its sessions. */
export interface Customer {
  readonly buyer: Buyer
  sessions: number
  current: Relation<BuyerSession> | undefined
}

/** A seller that the broker pays, over all chains. */
export interface Supplier {
  readonly seller: Seller
  chains: number
  current: Relation<BrokerRelation> | undefined
}

export interface Relation<State> {
  state: State
  readonly transactionId: bigint
  /** Ends the relation: claims what was spent. */
  readonly end: () => void
  /** Claims now if the policy says so; the relation goes on. */
  readonly claimIfDue: () => void
}

export interface BrokerRun {
  readonly input: SchemeInput
  readonly desk: IkpDesk
  readonly brokerDesk: BrokerDesk
  readonly wire: Wire
  readonly customers: Map<string, Customer>
  readonly suppliers: Map<string, Supplier>
  readonly clock: LogClock
  readonly evidence: CouponEvidence[]
  payments: number
  chainsOpened: number
  claims: number
}

export async function joinAsBuyer(run: BrokerRun, customer: Customer, units: number): Promise<Relation<BuyerSession>> {
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

export async function joinAsSeller(
  run: BrokerRun,
  supplier: Supplier,
  units: number,
): Promise<Relation<BrokerRelation>> {
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
  run.claims += 1
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
