import { describe, expect, it } from 'vitest'
import type { OperationCounts } from '../../src/crypto/operations.ts'
import { noise } from '../measure/testing/samplers.ts'
import { breakEvens, cheapest, countedAt, type BreakEven, type CountAt } from './break-even.ts'
import { bordersOf, breakEvenWords, cheapestWords } from './break-even-words.ts'
import { workstation1996, type CostProfile, type Prices } from './cost-profile.ts'
import { zonesOf } from './zones.ts'

/** `card-signature` signs each time, `cafe-tick` once and hashes, `ikp-coupon` signs anew when a hundred are spent. */
const COUNTS: Readonly<Record<string, (payments: number) => OperationCounts>> = {
  'card-signature': (n) => ({ sign: n }),
  'cafe-tick': (n) => ({ sign: 1, hash: 20 + n }),
  'ikp-coupon': (n) => ({ sign: Math.ceil(n / 100), verify: n }),
  'ikp-broker': (n) => ({ verify: 2 * n }),
}
const SIGNATURE = 'card-signature'

const at: CountAt = (scheme, payments) => Promise.resolve({ payments, operations: { all: COUNTS[scheme]!(payments) } })

function profileOf(ns: Prices, processes?: readonly Prices[]): CostProfile {
  return { name: 'p', title: 'p', ns, doubts: [], ...(processes !== undefined && { processes }) }
}

/** Prices that differ by a few per cent from process to process. */
function processesOf(seed: number, count: number, ns: Prices, spread: number): Prices[] {
  const { normal } = noise(seed)
  const one = (): Prices => {
    return Object.fromEntries(Object.entries(ns).map(([kind, price]) => [kind, price * Math.exp(spread * normal())]))
  }
  return Array.from({ length: count }, one)
}

const NUMBERS = [1, 2, 3, 10, 50, 100, 101, 150, 200, 201, 300]

async function zonesFor(schemes: readonly string[], profile: CostProfile, numbers = NUMBERS) {
  return (await breakEvens(schemes, numbers, profile, at))[0]?.zones
}

describe('zones', () => {
  it('are narrowed by halves, at most eight a border, and what is left is a gap', async () => {
    const asked: number[] = []
    const zones = await zonesOf([1, 10, 2000], (number) => {
      asked.push(number)
      return Promise.resolve(number < 1234 ? 'a' : 'b')
    })
    expect(asked).toHaveLength(3 + 8)
    expect(zones.map(({ label }) => label)).toEqual(['a', 'b'])
    expect(zones[1]!.from - zones[0]!.to).toBeLessThan(10)
    expect(zones[0]!.to).toBeLessThan(1234)
    expect(zones[1]!.from).toBeGreaterThanOrEqual(1234)
  })

  it('find a third between two', async () => {
    const zones = await zonesOf([1, 100], (n) => Promise.resolve(n < 30 ? 'a' : n < 60 ? '?' : 'b'))
    expect(zones).toEqual([
      { label: 'a', from: 1, to: 29 },
      { label: '?', from: 30, to: 59 },
      { label: 'b', from: 60, to: 100 },
    ])
  })
})

describe('of published prices', () => {
  it('every number is told, wherever it lies between those that were counted', async () => {
    expect(await zonesFor([SIGNATURE, 'cafe-tick'], profileOf({ sign: 10, hash: 1 }))).toEqual([
      { label: SIGNATURE, from: 1, to: 3 },
      { label: 'cafe-tick', from: 4, to: 300 },
    ])
    expect(await zonesFor([SIGNATURE, 'ikp-broker'], profileOf({ sign: 10, verify: 1 }))).toBeUndefined()
  })

  it('a number that was not asked for is counted for real', async () => {
    const counted = countedAt([])
    const schemes = [SIGNATURE, 'ikp-broker']
    const [found] = await breakEvens(schemes, [17, 48], workstation1996(), counted)
    expect(bordersOf(found!)).toEqual([{ before: SIGNATURE, after: 'ikp-broker', from: 32, to: 33 }])
  })
})

describe('of the prices of processes', () => {
  const ns = { sign: 1000, hash: 10, verify: 990 }
  const pair = ['ikp-coupon', SIGNATURE]

  it('what they do not tell apart is not told', async () => {
    const zones = await zonesFor(pair, profileOf(ns, processesOf(1, 12, ns, 0.02)))
    expect(zones?.map(({ label }) => label)).toContain('?')
    expect(zones?.at(0)).toMatchObject({ label: SIGNATURE, from: 1 })
  })

  it('other processes of the machine contradict no number', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const [some, others] = [10, 17].map((count) => profileOf(ns, processesOf(seed * 100 + count, count, ns, 0.03)))
      const [a, b] = [await zonesFor(pair, some!), await zonesFor(pair, others!)]
      for (const n of NUMBERS) {
        const told = [a, b].map((zones) => zones?.find(({ from, to }) => from <= n && n <= to)?.label ?? '?')
        expect(new Set(told.filter((label) => label !== '?')).size).toBeLessThan(2)
      }
    }
  })

  it('a difference below what runs differ by is not told, however alike the processes are', async () => {
    const near = { sign: 1000, verify: 498 }
    const zones = await zonesFor([SIGNATURE, 'ikp-broker'], profileOf(near, processesOf(1, 30, near, 1e-4)))
    expect(zones?.map(({ label }) => label)).toEqual(['?'])
  })

  it('schemes that are made up alike are told apart, however the prices vary', async () => {
    const numbers: CountAt = (scheme, payments) => {
      return Promise.resolve({
        payments,
        operations: { all: { sign: scheme === SIGNATURE ? 100 + payments : 1.01 * (100 + payments) } },
      })
    }
    const [none] = await breakEvens(
      [SIGNATURE, 'ikp-broker'],
      [1, 2],
      profileOf(ns, processesOf(1, 30, ns, 0.5)),
      numbers,
    )
    expect(none).toBeUndefined()
  })

  it('of fewer than six nothing is told', async () => {
    const zones = await zonesFor([SIGNATURE, 'cafe-tick'], profileOf(ns, processesOf(1, 5, ns, 1e-4)))
    expect(zones).toEqual([{ label: '?', from: 1, to: 300 }])
  })

  it('the cheapest are all that none is surely cheaper than', async () => {
    const near = { sign: 1000, verify: 498, hash: 0.1 }
    const three = [SIGNATURE, 'ikp-broker', 'cafe-tick']
    const zones = await cheapest(three, [1, 2, 3, 100], profileOf(near, processesOf(1, 30, near, 1e-4)), at)
    expect(zones).toEqual([
      { label: 'card-signature or ikp-broker', from: 1, to: 1 },
      { label: 'cafe-tick', from: 2, to: 100 },
    ])
    expect(cheapestWords(zones)).toBe('signature per payment or broker from the first, then tick from 2')
  })
})

it.each<[string, BreakEven['zones']]>([
  ['tick beats coupon | from 7 payments', [zone('c', 1, 6), zone('t', 7, 999)]],
  ['tick beats coupon | from between 30 and 48 payments', [zone('c', 1, 30), zone('t', 48, 999)]],
  [
    'tick beats coupon | from 200 payments (113–199 not distinguishable)',
    [zone('c', 1, 112), zone('?', 120, 150), zone('t', 200, 999)],
  ],
  [
    'tick beats coupon | from 33 to 48 and from 70 payments (turns back by count: a curve steps)',
    [zone('c', 1, 32), zone('t', 33, 48), zone('c', 49, 69), zone('t', 70, 999)],
  ],
  [
    'tick beats coupon | from 33 to 48 payments (turns back by count: a curve steps)',
    [zone('c', 1, 32), zone('t', 33, 48), zone('c', 49, 999)],
  ],
  ['tick beats coupon | up to 9 payments (from 10 not distinguishable)', [zone('t', 1, 9), zone('?', 10, 999)]],
  ['tick and coupon | not distinguishable from 1', [zone('?', 1, 999)]],
])('%s', (words, zones) => {
  const { who, when } = breakEvenWords({ schemes: ['cafe-tick', 'ikp-coupon'], zones })
  expect(`${who} | ${when}`).toBe(words)
})

function zone(label: 'c' | 't' | '?', from: number, to: number): BreakEven['zones'][number] {
  return { label: { c: 'ikp-coupon', t: 'cafe-tick', '?': '?' }[label], from, to }
}
