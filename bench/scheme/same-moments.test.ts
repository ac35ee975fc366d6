// Coupons and ticks are compared on the same decisions: where no buyer alternates between sellers, both schemes claim
// the same sums at the same moments of the log, whatever the clear policy.

import { describe, expect, it } from 'vitest'
import type { ClearPolicy } from '../../src/payment/clear-policy.ts'
import type { MicroTransaction } from '../workload/micro-transaction.ts'
import { openSchemes } from './open.ts'
import { DEFAULT_CLEARING, DEFAULT_POLICY } from './contract/policy.ts'

import { ORDINARY, settingsOf, workloadOf } from './testing/any-dates.ts'

const START_MS = Date.UTC(2026, 0, 5, 8)
const HOUR_MS = 60 * 60 * 1000
const HOLD_MS = DEFAULT_POLICY.holdMs

function payment(buyer: string, seller: string, afterMs: number, price = 1n): MicroTransaction {
  return { buyer, seller, item: `${seller}/item`, price, atMs: START_MS + afterMs }
}

/** Three pairs that share nobody; and a fourth, whose payments only show where the others stand at that moment. */
const PAIRS: readonly MicroTransaction[] = [
  payment('buyer-1', '/a', 0, 3n),
  payment('buyer-2', '/b', 10 * HOUR_MS),
  payment('buyer-1', '/a', 20 * HOUR_MS, 5n), // the first chain of four ends, another begins
  payment('buyer-3', '/c', 30 * HOUR_MS, 2n),
  payment('buyer-2', '/b', 10 * HOUR_MS + HOLD_MS - 1), // just before its hold ends
  payment('buyer-2', '/b', 10 * HOUR_MS + 2 * HOLD_MS, 30n),
  payment('buyer-3', '/c', 400 * 24 * HOUR_MS),
]
const ENDS = [0, 10, 20, 30].flatMap((hours) => [1, 2, 3].map((holds) => hours * HOUR_MS + holds * HOLD_MS))
const LOOKS = [...PAIRS.map(({ atMs }) => atMs - START_MS), ...ENDS].flatMap((end) => [end - 1, end, end + 1])
const transactions = [
  ...PAIRS,
  ...LOOKS.filter((at) => at >= 0).map((at) => payment('watcher', '/watch', at)),
].toSorted((one, other) => one.atMs - other.atMs)

interface Claimed {
  readonly afterMs: number
  readonly seller: string
  readonly units: bigint
}

/** What each seller was paid, and between which two payments of the log. */
async function claims(name: string, policy: ClearPolicy): Promise<readonly Claimed[]> {
  const settings = settingsOf({ ...ORDINARY, clear: { ...DEFAULT_CLEARING, policy } })
  const [scheme] = await openSchemes([name], workloadOf(transactions), settings)
  if (scheme === undefined) throw new RangeError(`no scheme ${name}`)
  const paid = new Map<string, bigint>()
  const found: Claimed[] = []
  const look = (afterMs: number): void => {
    for (const [seller, units] of scheme.books().revenueBySeller) {
      const before = paid.get(seller) ?? 0n
      if (units !== before) found.push({ afterMs, seller, units: units - before })
      paid.set(seller, units)
    }
  }
  for (const transaction of transactions) {
    await scheme.pay(transaction)
    look(transaction.atMs - START_MS)
  }
  await scheme.settle()
  look(Number.POSITIVE_INFINITY)
  expect(scheme.books()).toMatchObject({ closedForOther: 0 })
  return found.toSorted((a, b) => a.afterMs - b.afterMs || (a.seller < b.seller ? -1 : 1))
}

const POLICIES: readonly ClearPolicy[] = [
  { kind: 'at-exhaustion' },
  { kind: 'every-coupons', coupons: 1 },
  { kind: 'every-coupons', coupons: 3 },
  { kind: 'every-amount', amount: 5n },
  { kind: 'every-interval', intervalMs: 60_000 },
  { kind: 'every-interval', intervalMs: 30 * HOUR_MS },
]

describe.each(POLICIES)('%o', (policy) => {
  it('has coupons and ticks claimed at the same moments', async () => {
    const [coupons, ticks] = [await claims('ikp-coupon', policy), await claims('cafe-tick', policy)]
    expect(ticks).toEqual(coupons)
    expect(coupons.length).toBeGreaterThan(5)
  })
})

it('claims at the very end of the hold, before the payment of that moment', async () => {
  const ticks = (await claims('cafe-tick', { kind: 'at-exhaustion' })).filter(({ seller }) => seller === '/b')
  expect(ticks).toMatchObject([
    { afterMs: 10 * HOUR_MS + HOLD_MS, units: 2n },
    { afterMs: 10 * HOUR_MS + 2 * HOLD_MS, units: 30n },
  ])
})

it.each(['purse-mac', 'ikp-broker'] as const)('%s claims by the same policy, and when its hold ends', async (name) => {
  const each = await claims(name, { kind: 'every-coupons', coupons: 1 })
  const paid = transactions.map(({ atMs, seller, price }) => ({ afterMs: atMs - START_MS, seller, units: price }))
  expect(each).toEqual(paid.toSorted((a, b) => a.afterMs - b.afterMs || (a.seller < b.seller ? -1 : 1)))
  const atEnd = (await claims(name, { kind: 'at-exhaustion' })).filter(({ seller }) => seller === '/c')
  const early = name === 'ikp-broker' ? 1 : 0 // relations with the broker end a minute before, seen at the look before
  expect(atEnd).toMatchObject([{ afterMs: 30 * HOUR_MS + HOLD_MS - early, units: 2n }, { units: 1n }])
})

async function books(name: string, list: readonly MicroTransaction[]) {
  const settings = settingsOf({ ...ORDINARY, clear: DEFAULT_CLEARING })
  const [scheme] = await openSchemes([name], workloadOf(list), settings)
  for (const transaction of list) await scheme!.pay(transaction)
  await scheme!.settle()
  return scheme!.books()
}

describe('a buyer who alternates between two sellers', () => {
  const hops = Array.from({ length: 6 }, (_, at) => payment('buyer-1', at % 2 === 0 ? '/a' : '/b', at * 1000))

  it('has the card close a chain a payment, which is counted and told', async () => {
    const { chainsOpened, closedForOther, notes } = await books('cafe-tick', hops)
    expect({ chainsOpened, closedForOther }).toEqual({ chainsOpened: 6, closedForOther: 5 })
    expect(notes).toEqual([expect.stringContaining('5 of 6 chains')])
    expect(await books('ikp-coupon', hops)).toMatchObject({ chainsOpened: 2, closedForOther: 0 })
  })

  it('loses nothing by it where the hold is over anyway', async () => {
    const slow = hops.map((hop, at) => ({ ...hop, atMs: START_MS + at * HOLD_MS }))
    expect(await books('cafe-tick', slow)).toMatchObject({ chainsOpened: 6, closedForOther: 0 })
    expect(await books('ikp-coupon', slow)).toMatchObject({ chainsOpened: 6 })
  })
})
