// The payment relations of a broker run: of each buyer with the broker and of the broker with each seller, from iKP that
// opens them to the claim that ends them.

import { OUTSIDE } from '../../../witness/accounts.ts'
import { type BrokerRelation } from '../../../../src/payment/ikp/broker/seller.ts'
import { isClearingDue } from '../../../../src/payment/clear-policy.ts'
import { type BuyerSession } from '../../../../src/payment/ikp/coupon/delivery/buyer.ts'
import type { SellerChain } from '../../../../src/payment/ikp/coupon/seller.ts'
import type { Buyer } from '../../../../src/payment/ikp/buyer.ts'
import type { Seller } from '../../../../src/payment/ikp/seller.ts'
import { joinBuyer, joinSeller, type BrokerDesk } from './desk.ts'
import { nextLength } from '../../contract/policy.ts'
import { type ChainsRun, claimChain, holdOf } from '../chains-run.ts'
import type { ChainEvidence } from '../chains-run.ts'

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

export interface BrokerRun extends ChainsRun {
  readonly brokerDesk: BrokerDesk
  readonly customers: Map<string, Customer>
  readonly suppliers: Map<string, Supplier>
}

export async function joinAsBuyer(run: BrokerRun, customer: Customer, units: number): Promise<Relation<BuyerSession>> {
  const { desk, brokerDesk, wire } = run
  const { buyer } = customer
  const input = relationInput(run, customer.sessions, units)
  const relation = await joinBuyer(desk, brokerDesk, wire, { buyer, ...input })
  run.desk.lane?.move('held', OUTSIDE, holdOf(input), BigInt(input.length))
  customer.sessions += 1
  const transactionId = BigInt(run.chainsOpened)
  return opened(run, customer, relation.session, {
    seller: brokerDesk.asSeller,
    ...relation,
    read: () => brokerDesk.books.buyer(transactionId)?.session.chains[0],
    write(chain) {
      const account = brokerDesk.books.buyer(transactionId)
      if (account === undefined) return
      brokerDesk.books.apply({ buyers: [{ ...account, session: { ...account.session, chains: [chain] } }] })
    },
  })
}

export async function joinAsSeller(
  run: BrokerRun,
  supplier: Supplier,
  units: number,
): Promise<Relation<BrokerRelation>> {
  const { desk, brokerDesk, wire } = run
  const { seller } = supplier
  const input = relationInput(run, supplier.chains + 4, units)
  const made = await joinSeller(desk, brokerDesk, wire, { seller, ...input })
  run.desk.lane?.move('held', OUTSIDE, holdOf(input), BigInt(input.length))
  supplier.chains += 1
  const joined: Relation<BrokerRelation> = opened(run, supplier, made.relation, {
    seller,
    ...made,
    read: () => joined.state.chain,
    write: (chain) => void (joined.state = { ...joined.state, chain }),
  })
  return joined
}

/** Ends with the chain, if not before: a token must still be good when it is redeemed, so a little earlier than its hold. */
function opened<State>(
  run: BrokerRun,
  holder: { current: Relation<State> | undefined },
  state: State,
  paid: PaidChain,
): Relation<State> {
  const joined: Relation<State> = {
    state,
    transactionId: BigInt(run.chainsOpened),
    end() {
      holder.current = undefined
      claim(run, paid, true)
    },
    claimIfDue() {
      const chain = paid.read()
      if (chain !== undefined && isClearingDue(run.input.clear.policy, chain, run.clock.now)) claim(run, paid, false)
    },
  }
  holder.current = joined
  run.clock.at(paid.expires - END_EARLY_MS, () => {
    if (holder.current === joined) joined.end()
  })
  return joined
}

const END_EARLY_MS = 60_000

/** A chain as it is kept by whoever is paid by it: the broker or a seller. */
interface PaidChain {
  readonly seller: Seller
  readonly evidence: ChainEvidence
  readonly expires: number
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

/** Whoever was paid claims all. */
function claim(run: BrokerRun, paid: PaidChain, ends: boolean): void {
  const chain = paid.read()
  if (chain === undefined || chain.best.spent === 0) return
  paid.write(claimChain(run, { ...paid, chain, ends }))
}
