import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookPayment, newAccount, orderLoad } from './card-account.ts'
import { Numbered } from './numbered.ts'

const number = fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 0xffffffff }))
const change = fc.record({ number, value: fc.option(fc.integer(), { nil: undefined }) })

/** The branches and leaves of a version. */
function partsOf(root: object, found: Set<object> = new Set()): Set<object> {
  found.add(root)
  if ('below' in root) for (const part of root.below as (object | undefined)[]) if (part) partsOf(part, found)
  return found
}

/** How much of a version was made for it. */
function madeFor(after: Numbered<unknown>, before: Numbered<unknown>): number {
  const old = partsOf(before.root)
  return [...partsOf(after.root)].filter((part) => !old.has(part)).length
}

describe('what is kept under numbers', () => {
  it('is what a Map would keep, in every version, whatever was made of a version since', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const versions: [Numbered<number>, Map<number, number>][] = [[Numbered.of(), new Map()]]
        for (const { number: at, value } of changes) {
          const [kept, map] = versions.at(-1)!
          const next = new Map(map)
          if (value === undefined) next.delete(at)
          else next.set(at, value)
          versions.push([value === undefined ? kept.without(at) : kept.with(at, value), next])
        }
        for (const [kept, map] of versions) {
          expect([...kept]).toEqual([...map].toSorted(([a], [b]) => a - b))
          expect(kept.size).toBe(map.size)
          for (const { number: at } of changes) expect([kept.get(at), kept.has(at)]).toEqual([map.get(at), map.has(at)])
        }
      }),
    )
  })

  it('shares all but one way from the root to a leaf with the version before', () => {
    const before = Numbered.of(Array.from({ length: 5000 }, (_, at) => [at, at] as const))
    expect(madeFor(before.with(5000, 0), before)).toBe(8)
    expect(madeFor(before.with(2500, 0), before)).toBe(8)
    expect(madeFor(before.without(2500), before)).toBe(7)
  })

  it('is the same version where there is nothing to take away', () => {
    const kept = Numbered.of([[7, 'seven']])
    expect(kept.without(8)).toBe(kept)
  })

  it.each([-1, 1.5, 2 ** 32])('takes no %d', (wrong) => {
    expect(() => Numbered.of([[wrong, 0]])).toThrow(RangeError)
  })
})

describe('the account of a card', () => {
  it('grows by a payment or a load without a copy of those before', () => {
    let account = newAccount<number>(new Uint8Array(8), 'XTS')
    for (let at = 1; at <= 2000; at += 1) {
      const [loaded] = orderLoad(account, { txCounter: 2 * at, units: 1n })
      const [paid] = bookPayment(loaded, 2 * at + 1, at, 1n)
      expect(madeFor(loaded.loads, account.loads)).toBeLessThanOrEqual(8)
      expect(madeFor(paid.payments, account.payments)).toBeLessThanOrEqual(8)
      expect(loaded.payments).toBe(account.payments)
      expect(paid.loads).toBe(loaded.loads)
      account = paid
    }
    expect([account.loads.size, account.payments.size]).toEqual([2000, 2000])
  })
})
