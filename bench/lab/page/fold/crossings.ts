// Where one curve of counted costs begins to lie below another: at a number of payments that both were counted for, never
// at one in between.

import type { Point } from '../../../report/chart/curves.ts'

export interface Crossing {
  /** Of the curve that is cheaper from here on. */
  readonly at: Point
  readonly curve: number
}

/** Each curve by its rising numbers of payments. */
export function crossingsOf(curves: readonly (readonly Point[])[]): readonly Crossing[] {
  const pairs = curves.flatMap((_, a) => curves.slice(a + 1).map((_, b) => [a, a + 1 + b] as const))
  return pairs.flatMap(([a, b]) => crossingsOfTwo(curves[a] ?? [], curves[b] ?? [], [a, b]))
}

function crossingsOfTwo(a: readonly Point[], b: readonly Point[], names: readonly [number, number]): Crossing[] {
  const other = new Map(b)
  const found: Crossing[] = []
  let cheaper: 0 | 1 | undefined
  for (const [payments, cost] of a) {
    const against = other.get(payments)
    if (against === undefined || against === cost) continue
    const now = cost < against ? 0 : 1
    if (cheaper !== undefined && now !== cheaper) {
      found.push({ at: [payments, Math.min(cost, against)], curve: names[now] })
    }
    cheaper = now
  }
  return found
}
