import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printHex } from '../bytes/hex.ts'
import { createTally } from '../crypto/operations.ts'
import { commitToChain, isChainLength, LONGEST_CHAIN, nothingSpent, refuseSpend, spendFromSecret } from './chain.ts'
import { couponIndex, spentOfIndex } from './coupon-index.ts'
import { observedChain } from './observed.ts'
import { indexedChain, plainChain } from './step.ts'

const id = new Uint8Array(16).fill(0xa5)
const secret = Uint8Array.from({ length: 16 }, (_, at) => at)

describe('vectors of SPEC.md 5', () => {
  it.each([
    [1, '630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd'],
    [2, '2f287b4d3d4910f6cada9e1bd1b4648099e8c52c81aa4a6aebfa6fc86f19834e'],
    [8, 'df01f0bd30b89f4187c3919067c99d5aee753a45894e1e31be4f0e26a26dd27b'],
  ])('plain SHA-256 chain, %i steps', (steps, expected) => {
    const start = Uint8Array.from({ length: 32 }, (_, at) => at)
    expect(printHex(plainChain.walk(id, start, 0, steps))).toBe(expected)
  })

  it('indexed chain, numbered as PayWord does: w_i = F(id, i, w_(i+1))', () => {
    const expected: Record<number, string> = {
      7: 'f5363602a69c25f4ab86770c3295e351',
      6: '1d74e924e36f8f4b5c1b12ff4786dbd0',
      4: '921f84fe2907da038bd7ecf65115e306',
      1: 'b36d07e1c1dbbb511ff8781d9033cb6c',
      0: '568c35004dde53e39410c51878770e09',
    }
    let w: Uint8Array = secret
    for (let i = 7; i >= 1; i -= 1) {
      w = indexedChain.walk(id, w, i - 1, i) // a single step binds the index of its output
      if (expected[i] !== undefined) expect(printHex(w)).toBe(expected[i])
    }
  })
})

describe('walk', () => {
  it('composes: from a to b and on to c is from a to c', () => {
    const cuts = fc.tuple(fc.nat(60), fc.nat(60), fc.nat(60)).map((all) => all.sort((a, b) => a - b))
    fc.assert(
      fc.property(fc.constantFrom(indexedChain, plainChain), cuts, (f, [a, b, c]) => {
        const value = new Uint8Array(f.valueBytes).fill(7)
        expect(f.walk(id, f.walk(id, value, a, b), b, c)).toEqual(f.walk(id, value, a, c))
      }),
    )
  })

  it('binds id, index and value: changing any of them changes the result', () => {
    const there = printHex(indexedChain.walk(id, secret, 4, 5))
    expect(printHex(indexedChain.walk(id, secret, 5, 6))).not.toBe(there)
    expect(printHex(indexedChain.walk(new Uint8Array(16), secret, 4, 5))).not.toBe(there)
    expect(printHex(indexedChain.walk(id, new Uint8Array(16), 4, 5))).not.toBe(there)
  })

  it.each([
    ['backwards', id, secret, 5, 4],
    ['from below zero', id, secret, -1, 4],
    ['beyond u32', id, secret, 0, 2 ** 32],
    ['half a step', id, secret, 0, 0.5],
    ['NaN', id, secret, Number.NaN, 1],
    ['a short id', id.subarray(1), secret, 0, 1],
    ['a long value', id, new Uint8Array(17), 0, 1],
  ])('throws RangeError: %s', (_name, chainId, value, from, to) => {
    expect(() => indexedChain.walk(chainId, value, from, to)).toThrow(RangeError)
  })

  it('reports its steps as chain steps and as hashes', () => {
    const tally = createTally()
    observedChain(indexedChain, tally.observe).walk(id, secret, 3, 10)
    expect(tally.read()).toEqual({ hash: 7, chainStep: 7 })
  })

  it.each([
    [indexedChain, 44],
    [plainChain, 32],
  ])('reports how many bytes a step hashes: %o', (f, expected) => {
    const seen: number[] = []
    observedChain(f, (_kind, bytes) => seen.push(bytes)).walk(id, new Uint8Array(f.valueBytes), 0, 2)
    expect(seen).toEqual([expected, expected])
  })
})

describe('refuseSpend', () => {
  const chain = commitToChain(indexedChain, id, secret, 20)
  const start = nothingSpent(chain)
  const pay = (spent: number) => spendFromSecret(indexedChain, chain, secret, spent)

  it('accepts every forward spend, with skipping, up to exactly n', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 1, max: 20 }), (had, more) => {
        fc.pre(had + more <= 20)
        expect(refuseSpend(indexedChain, chain, had === 0 ? start : pay(had), pay(had + more))).toBeUndefined()
      }),
    )
    expect(refuseSpend(indexedChain, chain, pay(19), pay(20))).toBeUndefined()
    expect(pay(20).value).toEqual(secret)
  })

  it('compares the very first coupon with the anchor', () => {
    expect(refuseSpend(indexedChain, chain, start, { spent: 1, value: new Uint8Array(16) })).toBe('valueNotOnChain')
  })

  it('hashes exactly the distance, and nothing for a claim that a cheap check refuses', () => {
    const tally = createTally()
    const f = observedChain(indexedChain, tally.observe)
    refuseSpend(f, chain, pay(3), { spent: 10, value: new Uint8Array(16) })
    expect(tally.read().chainStep).toBe(7)
    for (const spent of [0, -1, 3, 2, 21, 2 ** 40, 1.5]) refuseSpend(f, chain, pay(3), { spent, value: secret })
    expect(tally.read().chainStep).toBe(7)
  })

  it.each([
    ['zero coupons', 0, 'spentOutOfRange'],
    ['more than n', 21, 'spentOutOfRange'],
    ['a negative count', -1, 'spentOutOfRange'],
    ['a fraction', 5.5, 'spentNotWhole'],
    ['beyond 2^31', 2 ** 31 + 5, 'spentOutOfRange'],
    ['the count already reached', 4, 'nothingNew'],
    ['a lower count', 2, 'nothingNew'],
    ['a value of another count', 7, 'valueNotOnChain'],
  ] as const)('refuses %s', (_name, spent, reason) => {
    expect(refuseSpend(indexedChain, chain, pay(4), { spent, value: pay(6).value })).toBe(reason)
  })

  it('refuses a count given as text', () => {
    expect(refuseSpend(indexedChain, chain, start, { spent: '5' as unknown as number, value: secret })).toBe(
      'spentNotWhole',
    )
  })

  it('refuses a skip over its limit and a value of another size', () => {
    expect(refuseSpend(indexedChain, { ...chain, longestSkip: 5 }, start, pay(6))).toBe('skipTooLong')
    expect(refuseSpend(indexedChain, chain, start, { spent: 6, value: new Uint8Array(15) })).toBe('valueWrongSize')
  })
})

it('keeps both counting directions inverse of each other', () => {
  for (const spent of [0, 1, 7, 20]) expect(spentOfIndex(20, couponIndex(20, spent))).toBe(spent)
})

it('bounds chain lengths', () => {
  for (const bad of [0, -1, 1.5, LONGEST_CHAIN + 1, Number.NaN]) {
    expect(isChainLength(bad)).toBe(false)
    expect(() => commitToChain(indexedChain, id, secret, bad)).toThrow(RangeError)
  }
  expect(commitToChain(indexedChain, id, secret, 1).length).toBe(1)
})
