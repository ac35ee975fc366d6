import { describe, expect, it } from 'vitest'
import { NOW } from './play/world.ts'
import { isClearingDue, type ClearableChain, type ClearPolicy } from './clear-policy.ts'

const NOTHING = new Uint8Array(16)
const chain = { id: NOTHING, anchor: NOTHING, length: 100 }

function state(spent: number, cleared: number, more: Partial<ClearableChain> = {}): ClearableChain {
  const best = { spent, value: NOTHING }
  return { chain, value: 5n, best, cleared, expires: NOW + 1000, waitingSince: NOW, ...more }
}

const policies: ClearPolicy[] = [
  { kind: 'at-exhaustion' },
  { kind: 'every-coupons', coupons: 10 },
  { kind: 'every-amount', amount: 50n },
  { kind: 'every-interval', intervalMs: 60 },
]

describe.each(policies)('$kind', (policy) => {
  it('never asks for nothing', () => {
    expect(isClearingDue(policy, state(30, 30), NOW + 2000)).toBe(false)
  })

  it('claims an exhausted chain', () => {
    expect(isClearingDue(policy, state(100, 99), NOW)).toBe(true)
  })

  it('claims whatever waits when the hold ends', () => {
    expect(isClearingDue(policy, state(31, 30), NOW + 999)).toBe(policy.kind === 'every-interval')
    expect(isClearingDue(policy, state(31, 30), NOW + 1000)).toBe(true)
  })
})

it.each<[ClearPolicy, ClearableChain, number, boolean]>([
  [{ kind: 'at-exhaustion' }, state(99, 0), NOW + 999, false],
  [{ kind: 'every-coupons', coupons: 10 }, state(39, 30), NOW, false],
  [{ kind: 'every-coupons', coupons: 10 }, state(40, 30), NOW, true],
  [{ kind: 'every-amount', amount: 50n }, state(39, 30), NOW, false],
  [{ kind: 'every-amount', amount: 50n }, state(40, 30), NOW, true],
  [{ kind: 'every-interval', intervalMs: 60 }, state(40, 30), NOW + 59, false],
  [{ kind: 'every-interval', intervalMs: 60 }, state(40, 30), NOW + 60, true],
  [{ kind: 'every-interval', intervalMs: 60 }, state(40, 30, { waitingSince: undefined }), NOW + 60, false],
])('%o on %o', (policy, chainState, now, due) => {
  expect(isClearingDue(policy, chainState, now)).toBe(due)
})
