import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commitToChain, nothingSpent } from '../../../chain/chain.ts'
import { observedChain } from '../../../chain/observed.ts'
import { indexedChain } from '../../../chain/step.ts'
import { createTally } from '../../../crypto/operations.ts'
import { NOW } from '../../play/world.ts'
import { DEFAULT_LIMITS, takeScattered, type ScatteredChain, type OfferedCoupons } from './pending.ts'

const id = new Uint8Array(16).fill(3)
const secret = new Uint8Array(16).fill(4)
const LENGTH = 40
const chain = commitToChain(indexedChain, id, secret, LENGTH)
const start: ScatteredChain = { chain, best: nothingSpent(chain), pending: new Map() }
const END = NOW + 1000

/** The token whose lowest coupon is PB_index. */
function shown(index: number, count = 1, expires = END): OfferedCoupons {
  return { index, coupon: indexedChain.walk(id, secret, 0, index), count, expires }
}

function take(state: ScatteredChain, coupons: OfferedCoupons, limits = DEFAULT_LIMITS, now = NOW) {
  return takeScattered(indexedChain, state, coupons, { limits, now })
}

describe('coupons that arrive out of order', () => {
  it('leave the skipped ones on the list, which are taken when they come', () => {
    const [skipped, first] = take(start, shown(35))
    expect(first).toEqual({ ok: true, value: 1 })
    expect([...skipped.pending.keys()]).toEqual([36, 37, 38, 39])
    const [later, second] = take(skipped, shown(38))
    expect(second).toEqual({ ok: true, value: 1 })
    expect([...later.pending.keys()]).toEqual([36, 37, 39])
    expect(later.best.spent).toBe(5)
  })

  it('count as many as the token says, never as many as were skipped', () => {
    const [state, outcome] = take(start, shown(35, 3))
    expect(outcome).toEqual({ ok: true, value: 3 })
    expect([...state.pending.keys()]).toEqual([38, 39])
  })

  it('cost the distance to the lowest one, and nothing when they were pending', () => {
    const tally = createTally()
    const f = observedChain(indexedChain, tally.observe)
    const [state] = takeScattered(f, start, shown(30), { limits: DEFAULT_LIMITS, now: NOW })
    expect(tally.read().chainStep).toBe(10)
    takeScattered(f, state, shown(33), { limits: DEFAULT_LIMITS, now: NOW })
    expect(tally.read().chainStep).toBe(10)
  })

  it('are worth the whole chain once, in whatever order the tokens come', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: LENGTH - 1 }), { maxLength: 12 })
    const shuffled = cuts.chain((inner) => {
      const bounds = [0, ...inner.sort((a, b) => a - b), LENGTH]
      const tokens = bounds.slice(0, -1).map((from, at) => shown(from, (bounds[at + 1] ?? LENGTH) - from))
      return fc.shuffledSubarray(tokens, { minLength: tokens.length, maxLength: tokens.length })
    })
    fc.assert(
      fc.property(shuffled, (tokens) => {
        let state = start
        let units = 0
        for (const token of [...tokens, ...tokens]) {
          const [next, outcome] = take(state, token)
          state = next
          units += outcome.ok ? outcome.value : 0
        }
        expect([units, state.pending.size, state.best.spent]).toEqual([LENGTH, 0, LENGTH])
      }),
    )
  })
})

describe('takeScattered refuses', () => {
  const [skipped] = take(start, shown(30))

  it.each<[string, ScatteredChain, OfferedCoupons, string]>([
    ['the anchor', start, shown(LENGTH), 'indexOutOfRange'],
    ['a number below zero', start, { ...shown(0), index: -1 }, 'indexOutOfRange'],
    ['half a number', start, { ...shown(1), index: 0.5 }, 'indexOutOfRange'],
    ['no coupons', start, shown(35, 0), 'countOutOfRange'],
    ['half a coupon', start, shown(35, 1.5), 'countOutOfRange'],
    ['more coupons than there are above it', start, shown(35, 6), 'countOutOfRange'],
    ['more new coupons than lie above the lowest', skipped, shown(29, 2), 'countOutOfRange'],
    ['a value that is not on the chain', start, { ...shown(35), coupon: secret }, 'valueNotOnChain'],
    ['a value of another size', start, { ...shown(35), coupon: new Uint8Array(15) }, 'valueWrongSize'],
    ['a coupon that was taken', skipped, shown(30), 'notPending'],
    ['a wrong value for a pending number', skipped, { ...shown(35), coupon: secret }, 'valueNotOnChain'],
    ['a pending coupon together with one that is gone', take(skipped, shown(35))[0], shown(34, 2), 'notPending'],
  ])('%s', (_name, state, coupons, refused) => {
    expect(take(state, coupons)).toEqual([state, { ok: false, refused }])
  })

  it('a gap over its limit, before it hashes', () => {
    const limits = { mostSkipped: 5, mostPending: 100 }
    const tally = createTally()
    const f = observedChain(indexedChain, tally.observe)
    expect(takeScattered(f, start, shown(34), { limits, now: NOW })[1]).toEqual({ ok: false, refused: 'gapTooLong' })
    expect(tally.read().chainStep).toBeUndefined()
    expect(take(start, shown(35), limits)[1].ok).toBe(true)
  })

  it('what would make the list longer than its limit', () => {
    const limits = { mostSkipped: 100, mostPending: 4 }
    expect(take(start, shown(34), limits)[1]).toEqual({ ok: false, refused: 'listFull' })
    expect(take(start, shown(34, 2), limits)[1].ok).toBe(true)
  })
})

describe('a pending coupon', () => {
  it('is taken to the end of the token that skipped it, and not after', () => {
    const [state] = take(start, shown(30))
    expect(take(state, shown(35), DEFAULT_LIMITS, END)[1].ok).toBe(true)
    expect(take(state, shown(35), DEFAULT_LIMITS, END + 1)[1]).toEqual({ ok: false, refused: 'notPending' })
  })

  it('makes room on the list when it ends', () => {
    const limits = { mostSkipped: 100, mostPending: 9 }
    const [full] = take(start, shown(30), limits)
    expect(take(full, shown(28), limits)[1]).toMatchObject({ refused: 'listFull' })
    expect(take(full, shown(28), limits, END + 1)[1].ok).toBe(true)
  })
})
