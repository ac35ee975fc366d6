// For which numbers of payments one scheme costs less than another, and which is the cheapest. Counts are exact, prices
// are not: each process that measured a machine has a list of them, and so costs of its own. Which of two costs less is
// said where the interval over processes says so, and nowhere else.

import { FEWEST_PROCESSES } from '../measure/statistics/growth.ts'
import { logInterval, RUN_TERM } from '../measure/statistics/process-interval.ts'
import type { Interval } from '../words/format.ts'
import { costNs, partsNs, type CostProfile, type Prices } from './cost-profile.ts'
import { countScheme, type CountedPayments, type SchemeCounts } from './scheme-counts.ts'
import { zonesOf, type Zone } from './zones.ts'

/** Labels are names of schemes, and `UNTOLD` where the two cannot be told apart. */
export interface BreakEven {
  readonly schemes: readonly [string, string]
  readonly zones: readonly Zone[]
}

export const UNTOLD = '?'

/** Gives what was counted, and counts what was not, once. */
export type CountAt = (scheme: string, payments: number) => Promise<CountedPayments>

export function countedAt(counts: readonly SchemeCounts[]): CountAt {
  const known = new Map(
    counts.flatMap(({ scheme, counted }) =>
      counted.map((one): [string, CountedPayments] => [`${one.payments} ${scheme}`, one]),
    ),
  )
  return async (scheme, payments) => {
    const key = `${payments} ${scheme}`
    const found = known.get(key) ?? (await countScheme(scheme, [payments])).counted[0]
    if (found === undefined) throw new RangeError(`nothing was counted for ${payments} payments`)
    known.set(key, found)
    return found
  }
}

/** Of pairs of which none is cheaper for all numbers. */
export async function breakEvens(
  schemes: readonly string[],
  numbers: readonly number[],
  profile: CostProfile,
  at: CountAt,
): Promise<BreakEven[]> {
  const pairs = schemes.flatMap((a, index) => schemes.slice(index + 1).map((b) => [a, b] as const))
  const found: BreakEven[] = []
  for (const [a, b] of pairs) {
    const zones = await zonesOf(numbers, async (payments) => {
      const side = cheaper(await at(a, payments), await at(b, payments), profile)
      if (side === undefined) return UNTOLD
      return side === 0 ? a : b
    })
    if (zones.length > 1 || zones[0]?.label === UNTOLD) found.push({ schemes: [a, b], zones })
  }
  return found
}

/** Labels are the schemes that no other is surely cheaper than: one, or several with ` or ` between their names. */
export async function cheapest(
  schemes: readonly string[],
  numbers: readonly number[],
  profile: CostProfile,
  at: CountAt,
): Promise<Zone[]> {
  return zonesOf(numbers, async (payments) => {
    const counted: CountedPayments[] = []
    for (const scheme of schemes) counted.push(await at(scheme, payments))
    const unbeaten = counted.map((own) => counted.every((other) => cheaper(own, other, profile) !== 1))
    return schemes.filter((_, index) => unbeaten[index]).join(EITHER)
  })
}

export const EITHER = ' or '

/** 0 or 1, the one that costs less; undefined where nothing tells. */
function cheaper(a: CountedPayments, b: CountedPayments, profile: CostProfile): 0 | 1 | undefined {
  const { low, high } = logarithmicRatio(a, b, profile)
  if (high < 0) return 0
  return low > 0 ? 1 : undefined
}

/** Published prices leave nothing to estimate. */
function logarithmicRatio(
  a: CountedPayments,
  b: CountedPayments,
  { ns, processes }: CostProfile,
): Pick<Interval, 'low' | 'high'> {
  const of = (prices: Prices): number => Math.log(costNs(a.operations, prices) / costNs(b.operations, prices))
  if (processes === undefined) return { low: of(ns), high: of(ns) }
  if (processes.length < FEWEST_PROCESSES) return { low: -Infinity, high: Infinity }
  return logInterval(processes.map(of), RUN_TERM.clockSteps * differenceOfKinds(a, b, ns))
}

/**
 * How much of what a run does to its prices a ratio of costs shows: all, 1, where the two have no kind of operation in
 * common, and nothing where they are made up alike.
 */
function differenceOfKinds(a: CountedPayments, b: CountedPayments, prices: Prices): number {
  const [own, other] = [a, b].map(({ operations }) => {
    const parts = partsNs(operations, prices)
    const all = costNs(operations, prices)
    return parts.map((part) => part / all)
  })
  return Math.hypot(...(own ?? []).map((share, at) => share - (other?.[at] ?? 0))) / Math.SQRT2
}
