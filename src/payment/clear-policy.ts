// When a seller claims what it has taken. The paper leaves it to the seller: waiting costs interest and exchange risk,
// clearing often costs fees (coupon/SPEC.md 5). Policies are data, so that they can be compared.

import type { ChainCommitment, Spend } from '../chain/chain.ts'

export type ClearPolicy =
  /** Once, when PB_0 is reached. */
  | { readonly kind: 'at-exhaustion' }
  /** Whenever this many coupons wait. */
  | { readonly kind: 'every-coupons'; readonly coupons: number }
  /** Whenever coupons worth this much wait, minor units. */
  | { readonly kind: 'every-amount'; readonly amount: bigint }
  /** When the oldest waiting coupon is this old, ms. */
  | { readonly kind: 'every-interval'; readonly intervalMs: number }

/** What a policy looks at. */
export interface ClearableChain extends Pick<Waiting, 'waitingSince'> {
  readonly chain: Pick<ChainCommitment, 'length'>
  readonly best: Pick<Spend, 'spent'>
  /** Of one coupon. */
  readonly value: bigint
  /** Coupons claimed so far. */
  readonly cleared: number
  /** When the hold ends, ms since 1970. */
  readonly expires: number
}

/**
 * True when the chain should be claimed now. Whatever the policy, an exhausted chain is claimed, and so is every chain
 * whose hold has ended: a coupon that is not cleared within the grace is worth nothing.
 */
export function isClearingDue(policy: ClearPolicy, state: ClearableChain, now: number): boolean {
  const { best, cleared, chain, expires, value, waitingSince } = state
  const coupons = best.spent - cleared
  if (coupons <= 0) return false
  if (best.spent === chain.length || now >= expires) return true
  if (policy.kind === 'at-exhaustion') return false // asked after every payment: nothing is reckoned for it
  return claimsNow(policy, { coupons, amount: BigInt(coupons) * value, waitingSince }, now)
}

/** What waits to be claimed, of coupons, of ticks, or in a module. */
export interface Waiting {
  readonly coupons: number
  /** What they are worth, minor units. */
  readonly amount: bigint
  /** When the oldest was taken, ms since 1970. */
  readonly waitingSince: number | undefined
}

/** True when the policy itself says so, wherever the chain stands. */
export function claimsNow(policy: ClearPolicy, { coupons, amount, waitingSince }: Waiting, now: number): boolean {
  switch (policy.kind) {
    case 'at-exhaustion':
      return false
    case 'every-coupons':
      return coupons >= policy.coupons
    case 'every-amount':
      return amount >= policy.amount
    case 'every-interval':
      return waitingSince !== undefined && now - waitingSince >= policy.intervalMs
  }
}
