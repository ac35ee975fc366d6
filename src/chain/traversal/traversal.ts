// Spending a chain from its end without storing all of it: the payer's side, on a card or a computer. What is stored is
// given by a schedule; this file computes it, counts nothing and forgets nothing too early.

import { isChainLength, type ChainCommitment, type Spend } from '../chain.ts'
import { spentOfIndex } from '../coupon-index.ts'
import type { ChainFunction } from '../step.ts'
import { scheduleOf, type TraversalMethod } from './schedule.ts'

/**
 * A place on a chain, with what is stored to go on from there. It never changes: the payer keeps the next one before it
 * sends the coupon (coupon/SPEC.md 4). Two places may share what both store.
 */
export interface Traversal {
  readonly id: Uint8Array
  readonly method: TraversalMethod
  readonly length: number
  /** Coupons not yet spent. */
  readonly remaining: number
  /** The first so many of the two lists are stored here: positions, ascending, PB_0 at 0, and their values. */
  readonly stored: number
  readonly positions: readonly number[]
  readonly values: readonly Uint8Array[]
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
  secret: ChainSecret,
): { readonly chain: ChainCommitment; readonly traversal: Traversal } {
  const { id, length } = secret
  if (!isChainLength(length)) throw new RangeError(`a chain of ${length} coupons`)
  const traversal = traversalAt(f, method, secret, length)
  const [at = 0, value = secret.secret] = [traversal.positions.at(-1), traversal.values.at(-1)]
  return { chain: { id, length, anchor: f.walk(id, value, at, length) }, traversal }
}

/** The place with so many coupons left, made from the secret. */
export function traversalAt(
  f: ChainFunction,
  method: TraversalMethod,
  { id, secret, length }: ChainSecret,
  remaining: number,
): Traversal {
  const positions = scheduleOf(method, length).stored(remaining)
  let at = 0
  let value: Uint8Array = secret
  const values = positions.map((position) => {
    value = f.walk(id, value, at, position)
    at = position
    return value
  })
  return { id, method, length, remaining, stored: positions.length, positions, values }
}

/**
 * The coupon that pays `units` more, in no more hashes than as many single coupons, and the place after it. Throws
 * `RangeError` unless 1 <= units <= remaining.
 */
export function spendNext(f: ChainFunction, traversal: Traversal, units = 1): readonly [Traversal, Spend] {
  const { method, length, remaining } = traversal
  if (!Number.isInteger(units) || units < 1 || units > remaining)
    throw new RangeError(`${units} of ${remaining} coupons`)
  const after = remaining - units
  const spent = spentOfIndex(length, after)
  const schedule = scheduleOf(method, length)
  if (schedule.gainsNothing(remaining, after)) {
    const stored = storedBelow(traversal, after)
    return [
      { ...traversal, remaining: after, stored },
      { spent, value: climber(f, traversal, stored)(after) },
    ]
  }
  const climb = climber(f, traversal)
  const positions = schedule.stored(after)
  const values: Uint8Array[] = []
  for (const position of positions) values.push(climb(position))
  const { id } = traversal
  const next = { id, method, length, remaining: after, stored: positions.length, positions, values }
  return [next, { spent, value: climb(after) }]
}

/** How many positions are stored below this one. */
function storedBelow({ stored, positions }: Traversal, position: number): number {
  let below = stored
  while (below > 0 && (positions[below - 1] ?? 0) >= position) below -= 1
  return below
}

/** Gives the values at rising positions, each from the nearest below that is stored or was given. */
function climber(
  f: ChainFunction,
  { id, stored, positions, values }: Traversal,
  first = 0,
): (position: number) => Uint8Array {
  let next = Math.max(first - 1, 0)
  let at = -1
  let value: Uint8Array = NO_VALUE
  return (position) => {
    for (; next < stored; next += 1) {
      const [known, there] = [positions[next], values[next]]
      if (known === undefined || there === undefined || known > position) break
      if (known > at) [at, value] = [known, there]
    }
    if (at < 0) throw new RangeError(`nothing stored below position ${position}`)
    if (at < position) value = f.walk(id, value, at, position)
    at = position
    return value
  }
}

const NO_VALUE = new Uint8Array()
