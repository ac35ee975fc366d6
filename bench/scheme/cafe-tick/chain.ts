// A chain of ticks as its seller keeps it: from its opening, whether or not it is still open on the card, to its last
// deposit. When to deposit is decided by the policy by which coupons are cleared.

import type { Purse } from '../../../src/card/cafe-tick/terminal.ts'
import { isClearingDue, type ClearPolicy } from '../../../src/payment/clear-policy.ts'
import type { Deposit } from '../../../src/payment/cafe-tick/messages.ts'
import { depositOf, type SellerChain } from '../../../src/payment/cafe-tick/seller.ts'
import type { CheckedCertificate } from '../../../src/payment/card-certificate.ts'
import type { HeldCard, TickIssuer } from './issuer.ts'

/** A card of the run at the sellers' terminals. */
export interface PayingCard extends HeldCard {
  readonly purse: Purse
}

/** A seller's terminal: who it is paid as, and the certificates it has checked. */
export interface TickDesk {
  readonly name: string
  readonly payee: Uint8Array
  readonly certificates: Map<PayingCard, CheckedCertificate>
  /** Chains that each buyer has used up here. */
  readonly usedUp: Map<string, number>
  /** What the issuer has paid. */
  paid: bigint
}

export interface TickChain {
  readonly held: PayingCard
  readonly desk: TickDesk
  readonly buyer: string
  /** End of the hold, ms since 1970: from then on the seller takes no ticks. */
  readonly expires: number
  chain: SellerChain
  /** When the oldest tick since the last deposit was taken. */
  waitingSince: number | undefined
  /** The last deposit. */
  deposited: Deposit | undefined
}

export function newChain(kept: Pick<TickChain, 'held' | 'desk' | 'buyer' | 'expires' | 'chain'>): TickChain {
  const { held, desk, buyer, expires, chain } = kept
  return { held, desk, buyer, expires, chain, waitingSince: undefined, deposited: undefined }
}

export function isDepositDue(policy: ClearPolicy, tickChain: TickChain, now: number): boolean {
  const { chain, expires, waitingSince, deposited } = tickChain
  const { limit, tickValue: value } = chain.commitment.commitment
  const cleared = deposited?.spent ?? 0
  return isClearingDue(
    policy,
    { chain: { length: limit }, value, best: chain.best, cleared, expires, waitingSince },
    now,
  )
}

/** The seller claims the ticks that wait, if any do; whether it did. */
export async function depositTicks(issuer: TickIssuer, tickChain: TickChain, now: number): Promise<boolean> {
  const { held, desk, chain, deposited } = tickChain
  if (chain.best.spent === (deposited?.spent ?? 0)) return false
  const claim = depositOf(chain)
  const { units } = await issuer.take(held, desk.payee, claim, now)
  tickChain.deposited = claim
  tickChain.waitingSince = undefined
  desk.paid += units
  return true
}
