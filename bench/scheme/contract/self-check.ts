// What a scheme checks of its own books, and the two checks that every scheme passes: a judge finds the same claims in
// what was kept, and the operations counted are those of the papers' formulas.

import type { OperationCounts, OperationKind } from '../../../src/crypto/operations.ts'

export interface SelfCheck {
  readonly name: string
  readonly holds: boolean
  /** The figures on both sides of the check. */
  readonly detail: string
}

/** Both figures and whether they agree. */
export function equal(left: bigint, right: bigint): Pick<SelfCheck, 'holds' | 'detail'> {
  return { holds: left === right, detail: `${left} = ${right}` }
}

/** Of minor units; 0 for none. */
export function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n
  for (const amount of amounts) total += amount
  return total
}

/** Who was paid what; every seller is there, also those that earned nothing. */
export function revenueOf(
  sellers: Iterable<string>,
  earnings: Iterable<{ readonly seller: string; readonly paid: bigint }>,
): ReadonlyMap<string, bigint> {
  const revenue = new Map<string, bigint>()
  for (const seller of sellers) revenue.set(seller, 0n)
  for (const { seller, paid } of earnings) revenue.set(seller, (revenue.get(seller) ?? 0n) + paid)
  return revenue
}

/** Two sums by seller as one. */
export function added(
  left: ReadonlyMap<string, bigint>,
  right: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, bigint> {
  const all = new Map(left)
  for (const [seller, units] of right) all.set(seller, (all.get(seller) ?? 0n) + units)
  return all
}

/** What a judge found, seller by seller, against what was paid. */
export function judgedCheck(
  name: string,
  owed: ReadonlyMap<string, bigint>,
  paid: ReadonlyMap<string, bigint>,
): SelfCheck {
  const sellers = new Set([...owed.keys(), ...paid.keys()])
  const wrong = [...sellers].filter((seller) => (owed.get(seller) ?? 0n) !== (paid.get(seller) ?? 0n)).length
  const detail = `${sum(owed.values())} = ${sum(paid.values())}${wrong === 0 ? '' : `, but not at ${wrong} sellers`}`
  return { name, holds: wrong === 0, detail }
}

/** Of the kinds that the formulas state. */
export function countedCheck(
  expected: Readonly<Record<string, OperationCounts>>,
  counted: Readonly<Record<string, OperationCounts>>,
): SelfCheck {
  const stated = Object.entries(expected).flatMap(([role, counts]) =>
    Object.entries(counts).map(([kind, count]) => ({
      what: `${role}: ${kind}`,
      count,
      found: counted[role]?.[kind as OperationKind] ?? 0,
    })),
  )
  const wrong = stated.find(({ count, found }) => count !== found)
  return {
    name: 'operations counted are those of the formulas',
    holds: wrong === undefined,
    detail: wrong === undefined ? `${stated.length} counts` : `${wrong.what}: ${wrong.found} instead of ${wrong.count}`,
  }
}
