import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../bytes/decode-error.ts'
import { LONGEST_CHAIN, nothingSpent, refuseSpend, spendFromSecret } from '../chain.ts'
import { kernelChain } from '../kernel/kernel.ts'
import { webAssemblyKernel } from '../kernel/webassembly.ts'
import { indexedChain, plainChain, type ChainFunction } from '../step.ts'
import { hashesUpTo } from './pebbles.ts'
import { scheduleOf, TRAVERSAL_METHODS, type TraversalMethod } from './schedule.ts'
import { decodeTraversal, encodeTraversal } from './state.ts'
import { spendNext, startTraversal, type Traversal } from './traversal.ts'

const id = new Uint8Array(16).fill(0xa5)
const secret = Uint8Array.from({ length: 16 }, (_, at) => at)
const methods = TRAVERSAL_METHODS.map((method) => ({ method }))

/** A chain function that counts its steps. Only positions matter for counts, so values are those positions. */
function countingChain(): { f: ChainFunction; taken: () => number } {
  let steps = 0
  const f: ChainFunction = {
    name: 'positions',
    valueBytes: 4,
    stepBytes: 4,
    walk(_id, value, from, to) {
      const at = new DataView(value.slice().buffer)
      // What is stored for a position is the value of that position. (`expect` here would cost seconds.)
      if (at.getUint32(0) !== from) throw new Error(`the value of ${at.getUint32(0)} taken for that of ${from}`)
      steps += to - from
      at.setUint32(0, to)
      return new Uint8Array(at.buffer)
    },
  }
  return {
    f,
    taken: () => {
      const taken = steps
      steps = 0
      return taken
    },
  }
}

interface Run {
  readonly setUp: number
  /** Hashes in each payment of one coupon. */
  readonly perPayment: readonly number[]
  readonly storedAtStart: number
  /** Most values stored after any payment. */
  readonly stored: number
}

function run(method: TraversalMethod, length: number): Run {
  const { f, taken } = countingChain()
  let { traversal } = startTraversal(f, method, { id, secret: new Uint8Array(4), length })
  const setUp = taken()
  const storedAtStart = traversal.stored
  let stored = 0
  const perPayment = Array.from({ length }, () => {
    traversal = spendNext(f, traversal)[0]
    stored = Math.max(stored, traversal.stored)
    return taken()
  })
  return { setUp, perPayment, storedAtStart, stored }
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

function reversedRange(length: number): number[] {
  return Array.from({ length }, (_, at) => at + 1)
}

describe.each(methods)('$method', ({ method }) => {
  it('puts out the chain from its end, each coupon accepted after the one before', () => {
    const { chain, traversal } = startTraversal(indexedChain, method, { id, secret, length: 37 })
    let [best, place] = [nothingSpent(chain), traversal]
    for (const spent of reversedRange(37)) {
      const [next, spend] = spendNext(indexedChain, place)
      place = next
      expect(spend.spent).toBe(spent)
      expect(refuseSpend(indexedChain, chain, best, spend)).toBeUndefined()
      best = spend
    }
    expect(best.value).toEqual(secret)
  })

  it('pays any chain of any length by any units, stored as the schedule says, resumed from bytes at any time', () => {
    const { f } = countingChain()
    const payments = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.boolean()), { maxLength: 40 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), payments, (length, all) => {
        let { traversal } = startTraversal(f, method, { id, secret: new Uint8Array(4), length })
        for (const [wanted, resumes] of all) {
          const units = Math.min(wanted, traversal.remaining)
          if (units === 0) return
          const [next, { spent, value }] = spendNext(f, traversal, units)
          traversal = next
          expect(new DataView(value.buffer).getUint32(0)).toBe(length - spent)
          expect(spent).toBe(length - traversal.remaining)
          const positions = traversal.positions.slice(0, traversal.stored)
          expect(positions).toEqual(scheduleOf(method, length).stored(traversal.remaining))
          if (resumes) traversal = decodeTraversal(f, id, encodeTraversal(traversal))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('needs no more hashes for many units at once than for as many payments of one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), (length, seedA, seedB) => {
        const [before, units] = [seedA % length, 1 + (seedB % (length - (seedA % length)))]
        const { f, taken } = countingChain()
        const start = (): Traversal => startTraversal(f, method, { id, secret: new Uint8Array(4), length }).traversal
        let place = start()
        for (let paid = 0; paid < before; paid += 1) place = spendNext(f, place)[0]
        taken()
        spendNext(f, place, units)
        const together = taken()
        for (let paid = 0; paid < units; paid += 1) place = spendNext(f, place)[0]
        expect(together).toBeLessThanOrEqual(taken())
      }),
    )
  })

  it.each([1, 2, 3, 31, 32, 33, 100])('sets a chain of %i up in exactly as many hashes', (length) => {
    expect(run(method, length).setUp).toBe(length)
  })

  it('refuses units that are not there', () => {
    const { traversal } = startTraversal(indexedChain, method, { id, secret, length: 5 })
    for (const bad of [0, -1, 1.5, 6, Number.NaN]) {
      expect(() => spendNext(indexedChain, traversal, bad)).toThrow(RangeError)
    }
    const [end] = spendNext(indexedChain, traversal, 5)
    expect(end.remaining).toBe(0)
    expect(() => spendNext(indexedChain, end)).toThrow(RangeError)
  })

  it('throws a DecodeError, or decodes to what encodes to the same bytes, whatever the bytes', () => {
    const good = encodeTraversal(startTraversal(indexedChain, method, { id, secret, length: 20 }).traversal)
    const edits = fc.array(fc.tuple(fc.nat(12), fc.nat(255)), { maxLength: 3 })
    fc.assert(
      fc.property(edits, fc.nat(good.length + 3), (changes, length) => {
        const bytes = new Uint8Array(length)
        bytes.set(good.subarray(0, length))
        for (const [at, byte] of changes) if (at < length) bytes[at] = byte
        try {
          expect(encodeTraversal(decodeTraversal(indexedChain, id, bytes))).toEqual(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
    )
  })

  it('keeps nothing once all is spent', () => {
    const { traversal } = startTraversal(indexedChain, method, { id, secret, length: 20 })
    const [end] = spendNext(indexedChain, spendNext(indexedChain, traversal, 13)[0], 7)
    expect([end.remaining, end.stored, encodeTraversal(end).length]).toEqual([0, 0, 9])
  })

  it('leaves every place as it was: from each the chain goes on as before', () => {
    const { traversal } = startTraversal(indexedChain, method, { id, secret, length: 20 })
    const places = [traversal]
    for (const _ of reversedRange(19)) places.push(spendNext(indexedChain, places.at(-1) ?? traversal)[0])
    const spends = () => places.map((place) => spendNext(indexedChain, place))
    expect(spends()).toEqual(spends())
    expect(places.map((place) => decodeTraversal(indexedChain, id, encodeTraversal(place)).values)).toEqual(
      places.map(({ values, stored }) => values.slice(0, stored)),
    )
  })
})

/** chain/SPEC.md 4: hashes of a pebbler of order k in round r of its initial stage. */
function inRound(k: number, r: number): number {
  const wrapped = (2 * r) % 2 ** bits(2 ** k - r)
  return r < 2 ** (k - 1) ? 0 : Math.floor((((k + r) % 2) + k + 1 - bits(wrapped)) / 2)
}

function bits(value: number): number {
  return value === 0 ? 0 : value.toString(2).length
}

describe('hash counts of chain/SPEC.md 4', () => {
  it.each([
    [3, [0, 1, 1, 2, 0, 1, 0, 0]],
    [4, [0, 1, 1, 2, 2, 2, 2, 2, 0, 1, 1, 2, 0, 1, 0, 0]],
    [5, [0, 1, 1, 2, 2, 2, 2, 2, 2, 3, 2, 3, 2, 3, 2, 3, 0, 1, 1, 2, 2, 2, 2, 2, 0, 1, 1, 2, 0, 1, 0, 0]],
  ])('pebbles, k = %i, payment by payment', (k, expected) => {
    expect(run('pebbles', 2 ** k).perPayment).toEqual(expected)
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])('pebbles, k = %i: worst, total and memory', (k) => {
    const { perPayment, storedAtStart, stored } = run('pebbles', 2 ** k)
    expect(Math.max(...perPayment)).toBe(k === 1 ? 0 : Math.ceil(k / 2))
    expect(sum(perPayment)).toBe((k - 2) * 2 ** (k - 1) + 1)
    expect([storedAtStart, stored]).toEqual([k + 1, k])
  })

  it('pebbles for any n are no worse than for the next power of two', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 3000 }), (length) => {
        const k = Math.ceil(Math.log2(length))
        const { perPayment, stored } = run('pebbles', length)
        expect(Math.max(...perPayment)).toBeLessThanOrEqual(Math.ceil(k / 2))
        expect(stored).toBeLessThanOrEqual(k)
      }),
      { numRuns: 40 },
    )
  })

  it('a silent pebbler spends in each round what the formula says', () => {
    for (let k = 1; k <= 12; k += 1) {
      let total = 0
      for (let r = 1; r < 2 ** k; r += 1) expect([k, r, hashesUpTo(k, r)]).toEqual([k, r, (total += inRound(k, r))])
      expect(total).toBe(2 ** k - 1)
    }
  })

  it.each([9, 10, 100, 1000, 1024])('square roots, n = %i', (length) => {
    const size = Math.ceil(Math.sqrt(length))
    const [plain, smooth] = [run('squareRoot', length), run('smoothSquareRoot', length)]
    expect(Math.max(...plain.perPayment)).toBe(size - 1)
    expect(Math.max(...smooth.perPayment)).toBe(1)
    expect(sum(smooth.perPayment)).toBeLessThan(length)
    expect(plain.stored).toBeLessThanOrEqual(2 * size)
    expect(smooth.stored).toBeLessThanOrEqual(2 * size + 1)
  })

  it('storing all needs no hash, storing the secret alone needs n(n-1)/2', () => {
    const [all, seed] = [run('storeAll', 50), run('seedOnly', 50)]
    expect([sum(all.perPayment), all.storedAtStart]).toEqual([0, 50])
    expect([sum(seed.perPayment), seed.storedAtStart]).toEqual([(50 * 49) / 2, 1])
  })
})

describe('the bars, n = 2^20', () => {
  const f = kernelChain(webAssemblyKernel('indexed'))

  it('pebbles: under 1 KiB of state and at most 10 hashes a payment', () => {
    const { f: positions, taken } = countingChain()
    const { traversal } = startTraversal(positions, 'pebbles', { id, secret: new Uint8Array(4), length: LONGEST_CHAIN })
    let [place] = spendNext(positions, traversal, 131_000) // the first payment of ten hashes is the 131,074th
    taken()
    let [hashes, bytes] = [0, 9 + place.stored * 16]
    for (let paid = 0; paid < 5000; paid += 1) {
      place = spendNext(positions, place)[0]
      hashes = Math.max(hashes, taken())
      bytes = Math.max(bytes, 9 + place.stored * 16)
    }
    expect(hashes).toBe(10)
    expect(bytes).toBeLessThan(1024)
  })

  it('a resumed traversal over real hashes meets the chain in its middle', () => {
    const started = startTraversal(f, 'pebbles', { id, secret, length: LONGEST_CHAIN })
    const [place] = spendNext(f, started.traversal, LONGEST_CHAIN / 2 - 7)
    const resumed = decodeTraversal(f, id, encodeTraversal(place))
    expect(spendNext(f, resumed, 10)[1]).toEqual(spendFromSecret(f, started.chain, secret, LONGEST_CHAIN / 2 + 3))
  })
})

it('traverses plain chains as well', () => {
  const start = new Uint8Array(32).fill(1)
  const { chain, traversal } = startTraversal(plainChain, 'pebbles', { id, secret: start, length: 11 })
  expect(plainChain.walk(id, spendNext(plainChain, traversal, 4)[1].value, 7, 11)).toEqual(chain.anchor)
})
