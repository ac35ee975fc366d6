// A chain of ticks as its seller keeps it: from its opening, whether or not it is still open on the card, to its last
// deposit. When to deposit is decided by the policy by which coupons are cleared.

import { isClearingDue, type ClearPolicy } from '../../../src/payment/ikp/coupon/clear-policy.ts'
import type { Deposit } from '../../../src/payment/cafe-tick/messages.ts'
import { chainOf, depositOf, type CheckedCertificate, type SellerChain } from '../../../src/payment/cafe-tick/seller.ts'
import type { StoredDeposit } from './checks.ts'
import type { HeldCard, PurseDesk } from './issuer.ts'
import { revenueOf } from '../scheme.ts'

/** A seller's terminal: who it is paid as, and the certificates it has checked. */
export interface TickDesk {
  readonly name: string
  readonly payee: Uint8Array
  readonly certificates: Map<HeldCard, CheckedCertificate>
  /** Chains that each buyer has used up here. */
  readonly usedUp: Map<string, number>
}

export interface TickChain {
  readonly held: HeldCard
  readonly desk: TickDesk
  readonly buyer: string
  /** End of the hold, ms since 1970: from then on the seller takes no ticks. */
  readonly expires: number
  chain: SellerChain
  /** When the oldest tick since the last deposit was taken. */
  waitingSince: number | undefined
  /** The last deposit, and what all of them brought. */
  deposited: Deposit | undefined
  paid: bigint
}

export function newChain(kept: Pick<TickChain, 'held' | 'desk' | 'buyer' | 'expires' | 'chain'>): TickChain {
  return { ...kept, waitingSince: undefined, deposited: undefined, paid: 0n }
}

export function isDepositDue(policy: ClearPolicy, tickChain: TickChain, now: number): boolean {
  const { chain, expires, waitingSince, deposited } = tickChain
  const { commitment } = chain.commitment
  const cleared = deposited?.spent ?? 0
  const kept = { chain: chainOf(commitment), value: commitment.tickValue, best: chain.best }
  return isClearingDue(policy, { ...kept, cleared, expires, waitingSince }, now)
}

/** The seller claims the ticks that wait, if any do. */
export async function depositTicks(purseDesk: PurseDesk, tickChain: TickChain, now: number): Promise<void> {
  const { held, desk, chain, deposited } = tickChain
  if (chain.best.spent === (deposited?.spent ?? 0)) return
  const claim = depositOf(chain)
  const { units } = await purseDesk.take(held, desk.payee, claim, now)
  tickChain.deposited = claim
  tickChain.paid += units
  tickChain.waitingSince = undefined
}

/** What a judge is shown: the last deposit of every chain stands for all of them. */
export function depositsOf(chains: readonly TickChain[]): readonly StoredDeposit[] {
  return chains.flatMap(({ deposited, paid }) => (deposited === undefined ? [] : [{ deposit: deposited, paid }]))
}

export function tickRevenue(sellers: Iterable<string>, chains: readonly TickChain[]): ReadonlyMap<string, bigint> {
  const earnings = chains.map(({ desk, paid }) => ({ seller: desk.name, paid }))
  return revenueOf(sellers, earnings)
}
