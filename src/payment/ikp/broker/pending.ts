// Coupons of one chain that arrive out of order, because a broker has spread them over many buyers (SPEC.md 5).
// A lower number that comes early leaves the skipped ones on a list until they come or expire. By the chain alone this
// is NOT safe: whoever holds PB_i can compute every pending coupon above it; the MAC of the token must be checked first.

import { equalConstantTime } from '../../../bytes/bytes.ts'
import type { ChainCommitment, Spend } from '../../../chain/chain.ts'
import { couponIndex, spentOfIndex } from '../../../chain/coupon-index.ts'
import type { ChainFunction } from '../../../chain/step.ts'
import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'

export interface PendingCoupon {
  readonly coupon: Uint8Array
  /** Skipped coupons were given out before the one that skipped them, so they end no later than it does. */
  readonly expires: number
}

export interface ScatteredChain {
  readonly chain: ChainCommitment
  /** The lowest-numbered coupon seen: what can be claimed from the acquirer. */
  readonly best: Spend
  /** By coupon number. */
  readonly pending: ReadonlyMap<number, PendingCoupon>
}

/** Both bound what somebody can make the seller compute and keep by skipping. */
export interface ScatterLimits {
  readonly mostSkipped: number
  readonly mostPending: number
}

export const DEFAULT_LIMITS: ScatterLimits = { mostSkipped: 1024, mostPending: 4096 }

export interface OfferedCoupons {
  /** The lowest of the coupons, and how many there are. */
  readonly index: number
  readonly coupon: Uint8Array
  readonly count: number
  readonly expires: number
}

export type ScatterRefusal =
  | 'indexOutOfRange'
  | 'countOutOfRange'
  | 'valueWrongSize'
  | 'gapTooLong'
  | 'listFull'
  | 'valueNotOnChain'
  | 'notPending'

/** SPEC.md 5. Hashes exactly the distance to the lowest coupon seen, and nothing for a pending one. */
export function takeScattered(
  f: ChainFunction,
  state: ScatteredChain,
  coupons: OfferedCoupons,
  { limits, now }: { readonly limits: ScatterLimits; readonly now: number },
): Transition<ScatteredChain, Outcome<number, ScatterRefusal>> {
  const { length } = state.chain
  const { index, count, coupon } = coupons
  if (!Number.isInteger(index) || index < 0 || index >= length) return [state, refuse('indexOutOfRange')]
  if (!Number.isInteger(count) || count < 1) return [state, refuse('countOutOfRange')]
  if (coupon.length !== f.valueBytes) return [state, refuse('valueWrongSize')]
  const current = { ...state, pending: withoutExpired(state.pending, now) }
  const low = couponIndex(length, state.best.spent)
  return index < low ? takeLower(f, current, coupons, limits) : takePending(current, coupons)
}

/** Coupons whose time is over can no longer come; whoever cleared them owes them (see reconciliation). */
export function withoutExpired(
  pending: ReadonlyMap<number, PendingCoupon>,
  now: number,
): ReadonlyMap<number, PendingCoupon> {
  const live = [...pending].filter(([, { expires }]) => now <= expires)
  return live.length === pending.size ? pending : new Map(live)
}

function takeLower(
  f: ChainFunction,
  state: ScatteredChain,
  { index, coupon, count, expires }: OfferedCoupons,
  limits: ScatterLimits,
): Transition<ScatteredChain, Outcome<number, ScatterRefusal>> {
  const { chain, best } = state
  const low = couponIndex(chain.length, best.spent)
  const gap = low - index
  if (count > gap) return [state, refuse('countOutOfRange')]
  if (gap > limits.mostSkipped) return [state, refuse('gapTooLong')]
  if (state.pending.size + gap - count > limits.mostPending) return [state, refuse('listFull')]
  const pending = new Map(state.pending)
  let value = coupon
  for (let at = index + 1; at <= low; at += 1) {
    value = f.walk(chain.id, value, at - 1, at)
    if (at >= index + count && at < low) pending.set(at, { coupon: value, expires })
  }
  if (!equalConstantTime(value, best.value)) return [state, refuse('valueNotOnChain')]
  const lower = { spent: spentOfIndex(chain.length, index), value: coupon }
  return [{ ...state, best: lower, pending }, accept(count)]
}

function takePending(
  state: ScatteredChain,
  { index, coupon, count }: OfferedCoupons,
): Transition<ScatteredChain, Outcome<number, ScatterRefusal>> {
  const pending = new Map(state.pending)
  const lowest = pending.get(index)
  for (let at = index; at < index + count; at += 1) {
    if (!pending.delete(at)) return [state, refuse('notPending')]
  }
  if (lowest === undefined || !equalConstantTime(lowest.coupon, coupon)) return [state, refuse('valueNotOnChain')]
  return [{ ...state, pending }, accept(count)]
}
