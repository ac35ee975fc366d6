// What a payer stores of a chain, as a function of how many coupons are left: the whole of a traversal method. Position p
// is PB_p, p steps from the secret; coupons are spent from the highest position down (chain/SPEC.md 1 and 4).

import { pebbles } from './pebbles.ts'

/** What each stores and computes is said at `TraversalMethod`. */
export const TRAVERSAL_METHODS = ['storeAll', 'seedOnly', 'squareRoot', 'smoothSquareRoot', 'pebbles'] as const

/**
 * For n coupons, values stored and hashes a payment, at worst: `storeAll` n and 0; `seedOnly` 1 and n - 1; `squareRoot`
 * 2 sqrt(n) and sqrt(n) - 1; `smoothSquareRoot` 2 sqrt(n) + 1 and 1; `pebbles` log2(n) and log2(n) / 2, rounded up.
 */
export type TraversalMethod = (typeof TRAVERSAL_METHODS)[number]

export interface Schedule {
  /** The positions stored while the coupons 0 to left - 1 are unspent, ascending: among them 0 as long as any is left. */
  readonly stored: (left: number) => readonly number[]
  /** True where it is quickly seen that spending from `before` to `after` coupons left takes spent positions away, and no more. */
  readonly gainsNothing: (before: number, after: number) => boolean
}

export function scheduleOf(method: TraversalMethod, length: number): Schedule {
  switch (method) {
    case 'storeAll':
      return { stored: (left) => range(0, left), gainsNothing: () => true }
    case 'seedOnly':
      return { stored: (left) => range(0, Math.min(left, 1)), gainsNothing: () => true }
    case 'squareRoot':
      return squareRoot(length)
    case 'smoothSquareRoot':
      return smoothSquareRoot(length)
    case 'pebbles':
      return { stored: pebbles(length), gainsNothing: () => false }
  }
}

/** The start of every segment, and all of the segment in use, which is filled when its first coupon is spent. */
function squareRoot(length: number): Schedule {
  const size = Math.ceil(Math.sqrt(length))
  const stored = (left: number): number[] => {
    if (left === 0) return []
    const segment = Math.floor((left - 1) / size)
    return [...starts(segment, size), ...range(segment * size, left)]
  }
  const gainsNothing: Schedule['gainsNothing'] = (before, after) =>
    after > 0 && Math.floor((before - 1) / size) === Math.floor((after - 1) / size)
  return { stored, gainsNothing }
}

/**
 * The same, but each payment fills one more position of the segment below, so that it is full when it is needed. (Sella
 * 2003 with two levels; chain/SPEC.md 4.)
 */
function smoothSquareRoot(length: number): Schedule {
  const size = Math.ceil(Math.sqrt(length))
  /** Positions of the segment below the one in use: as many as are spent of the latter, and its start. */
  const filled = (left: number): readonly [from: number, to: number] => {
    const segment = Math.floor((left - 1) / size)
    const inUse = left - segment * size
    const below = (segment - 1) * size
    return segment === 0 ? [0, 0] : [below, below + size - inUse + 1]
  }
  const stored = (left: number): number[] => {
    if (left === 0) return []
    const segment = Math.floor((left - 1) / size)
    return [...starts(segment - 1, size), ...range(...filled(left)), ...range(segment * size, left)]
  }
  return { stored, gainsNothing: () => false }
}

function starts(segments: number, size: number): number[] {
  return range(0, Math.max(segments, 0)).map((segment) => segment * size)
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at)
}
