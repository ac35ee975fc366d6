// When chains are opened, how long they are and when they are cleared: one policy for coupons and ticks, so that the
// schemes are compared on the same decisions.

import { counted } from '../../../src/bytes/counted.ts'
import { LONGEST_CHAIN } from '../../../src/chain/chain.ts'
import type { ClearPolicy } from '../../../src/payment/clear-policy.ts'
import { NO_FEES, type FeeModel } from '../../../src/payment/ikp/coupon/fees.ts'

export interface ChainPolicy {
  /** Length of the first chain of a buyer with a seller. */
  readonly firstLength: number
  /** Every further chain of the pair is twice as long as the one before, up to this. */
  readonly longestLength: number
  /** How long a chain stays open, ms. */
  readonly holdMs: number
}

/** Of every amount of a run. */
export const CURRENCY = 'CHF'

export const YEAR_MS: number = 366 * 24 * 60 * 60 * 1000

/** How long after the hold a claim is still taken, ms: whoever claims when the hold ends is never too late. */
export const GRACE_MS = 60_000

/** One-off buyers waste little, regular ones soon have long chains. */
export const DEFAULT_POLICY: ChainPolicy = { firstLength: 16, longestLength: 1024, holdMs: 7 * 24 * 60 * 60 * 1000 }

/** Length of the pair's next chain, which must hold `units` at least where one chain can. */
export function nextLength(policy: ChainPolicy, chainsBefore: number, units: number): number {
  const doubled = policy.firstLength * 2 ** Math.min(chainsBefore, 30)
  return Math.min(Math.max(Math.min(doubled, policy.longestLength), units), LONGEST_CHAIN)
}

/** How claims are made: unsigned ones are cumulative, so that forging one costs fees and no coupon. */
export const CLEAR_PROOFS = ['signed', 'maced', 'unsigned'] as const
export type ClearProof = (typeof CLEAR_PROOFS)[number]

/** When coupons are claimed, how the claim is proven and what it costs. */
export interface ClearTerms {
  readonly policy: ClearPolicy
  readonly proof: ClearProof
  readonly fees: FeeModel
}

/** Signed claims of chains that are used up, for nothing. */
export const DEFAULT_CLEARING: ClearTerms = { policy: { kind: 'at-exhaustion' }, proof: 'signed', fees: NO_FEES }

/** Both policies in a sentence for people; what else holds for a scheme it says itself. */
export function describePolicy(
  { firstLength, longestLength, holdMs }: ChainPolicy,
  { policy, proof }: ClearTerms,
): string {
  const days = holdMs / (24 * 60 * 60 * 1000)
  return [
    `first chain of a buyer with a seller ${counted(firstLength, 'unit')} long, each further one twice as long up to ` +
      `${longestLength} (longer where one payment needs it)`,
    `coupons and ticks are cleared ${describeClearing(policy)}when used up, ${counted(days, 'day')} after their chain was opened, ` +
      `and at the end; coupons by ${proof} claims`,
  ].join('; ')
}

function describeClearing(policy: ClearPolicy): string {
  switch (policy.kind) {
    case 'at-exhaustion':
      return ''
    case 'every-coupons':
      return `every ${counted(policy.coupons, 'coupon')} of a chain, `
    case 'every-amount':
      return `every ${counted(policy.amount, 'minor unit')} of a chain, `
    case 'every-interval':
      return `with the first payment ${policy.intervalMs / 1000} s after the oldest that waits, `
  }
}
