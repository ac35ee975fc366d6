// Spending a chain from its end without storing all of it: the payer's side, on a card or a computer. What is stored is
// given by a schedule; this file computes it, counts nothing and forgets nothing too early.

import { isChainLength, type ChainCommitment, type Spend } from '../chain.ts'
import { spentOfIndex } from '../coupon-index.ts'
import type { ChainFunction } from '../step.ts'
import { scheduleOf, type TraversalMethod } from './schedule.ts'

/**
 * A place on a chain, with what is stored to go on from there. Its bytes are all there is to it: decode, `next`,
 * encode is a pure transition, and the payer keeps what comes out before it sends the coupon (coupon/SPEC.md 4).
 */
export interface Traversal {
  readonly method: TraversalMethod
  readonly length: number
  /** Coupons not yet spent. */
  readonly remaining: number
  /** The values stored, by position, PB_0 at 0. */
  readonly stored: ReadonlyMap<number, Uint8Array>
  /**
   * The coupon that pays `units` more, in no more hashes than as many single coupons. Throws `RangeError` unless
   * 1 <= units <= remaining.
   */
  next(units?: number): Spend
}

export interface ChainSecret {
  readonly id: Uint8Array
  /** PB_0 */
  readonly secret: Uint8Array
  readonly length: number
}

/** Walks the chain once, `length` hashes. Throws `RangeError` for a length that `isChainLength` refuses. */
export function startTraversal(
  f: ChainFunction,
  method: TraversalMethod,
  { id, secret, length }: ChainSecret,
): { readonly chain: ChainCommitment; readonly traversal: Traversal } {
  if (!isChainLength(length)) throw new RangeError(`a chain of ${length} coupons`)
  const stored = new Map<number, Uint8Array>()
  let [at, value] = [0, secret]
  for (const position of scheduleOf(method, length).stored(length)) {
    value = f.walk(id, value, at, position)
    stored.set(position, value)
    at = position
  }
  const anchor = f.walk(id, value, at, length)
  return {
    chain: { id, length, anchor },
    traversal: traversalFrom({ f, id }, method, { length, left: length, stored }),
  }
}

export interface TraversalState {
  readonly length: number
  /** Coupons not yet spent. */
  readonly left: number
  /** What the schedule wants stored there; taken over, not copied. */
  readonly stored: Map<number, Uint8Array>
}

/** A traversal that goes on from a state. The caller answers for its being what the schedule says. */
export function traversalFrom(
  { f, id }: { readonly f: ChainFunction; readonly id: Uint8Array },
  method: TraversalMethod,
  { length, left: start, stored }: TraversalState,
): Traversal {
  const schedule = scheduleOf(method, length)
  let left = start
  /** From the nearest stored position below, of which PB_0 is always one. */
  const valueAt = (position: number): Uint8Array => {
    let from = position
    while (!stored.has(from) && from > 0) from -= 1
    const nearest = stored.get(from)
    if (nearest === undefined) throw new RangeError(`nothing stored below position ${position}`)
    return f.walk(id, nearest, from, position)
  }
  const keep = (position: number): void => {
    if (!stored.has(position)) stored.set(position, valueAt(position))
  }
  const forgetAllBut = (wanted: readonly number[]): void => {
    if (stored.size === wanted.length) return
    const kept = new Set(wanted)
    for (const position of stored.keys()) if (!kept.has(position)) stored.delete(position)
  }
  return {
    method,
    length,
    stored,
    get remaining() {
      return left
    },
    next(units = 1) {
      if (!Number.isInteger(units) || units < 1 || units > left) throw new RangeError(`${units} of ${left} coupons`)
      const after = left - units
      const gained = schedule.gained(left, after)
      const wanted = gained ?? schedule.stored(after)
      for (const position of wanted) keep(position) // upwards: each builds on those before
      const value = valueAt(after)
      for (let position = after; position < left; position += 1) stored.delete(position)
      if (gained === undefined) forgetAllBut(wanted)
      left = after
      return { spent: spentOfIndex(length, after), value }
    },
  }
}
