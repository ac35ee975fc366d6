import { expect, it } from 'vitest'
import { TRAVERSAL_METHODS } from '../../../src/chain/traversal/schedule.ts'
import { fitsCard } from '../../../src/payment/cafe-tick/card-values.ts'
import { DEFAULT_POLICY } from '../contract/policy.ts'
import { batchOf, CHAIN_KEPT, TICK_POLICY, tickChainLength, tickPolicyOf } from './policy.ts'

const USUAL = tickPolicyOf({})

it.each(TRAVERSAL_METHODS)('never asks a card to keep more by %s than it can', (kept) => {
  for (const usedUp of [0, 3, 6, 20]) {
    for (const units of [1, 300, 5000]) {
      const length = tickChainLength(DEFAULT_POLICY, { ...USUAL, kept }, { usedUp, units })
      expect(fitsCard(kept, length)).toBe(true)
      expect(length).toBeGreaterThan(1)
    }
  }
})

it('doubles for every chain that was used up, and holds one payment where the card can', () => {
  const cases = [
    [0, 1],
    [1, 1],
    [2, 1],
    [9, 1],
    [0, 2000],
  ] as const
  const lengths = cases.map(([usedUp, units]) => tickChainLength(DEFAULT_POLICY, USUAL, { usedUp, units }))
  expect(lengths).toEqual([16, 32, 64, 1024, 2000])
})

it.each([
  [{ kind: 'each' }, 1],
  [{ kind: 'batch', ticks: 8 }, 8],
  [{ kind: 'batch', ticks: 80 }, 16],
  [{ kind: 'open' }, 16],
] as const)('takes ticks of a chain of 16 from the balance as %j says', (accounting, batch) => {
  expect(batchOf({ accounting, kept: undefined }, 16)).toBe(batch)
})

it.each([
  ['each', { kind: 'each' }],
  ['open', { kind: 'open' }],
  ['batch:8', { kind: 'batch', ticks: 8 }],
  ['batch:65536', { kind: 'batch', ticks: 65_536 }],
])('reads --tick-policy %s', (text, accounting) => {
  expect(TICK_POLICY.parse(text)).toEqual(accounting)
})

it.each(['', 'batch', 'batch:0', 'batch:65537', 'batch:1:2', 'batch:x', 'Each'])(
  'refuses --tick-policy "%s"',
  (text) => {
    expect(() => TICK_POLICY.parse(text)).toThrow(/^give each, batch:N, .+ from 1 to 65536\.$/)
  },
)

it('reads --chain-kept, and refuses what no card can do', () => {
  expect(tickPolicyOf({ 'chain-kept': CHAIN_KEPT.parse('square-root') }).kept).toBe('squareRoot')
  expect(() => CHAIN_KEPT.parse('constructor')).toThrow(RangeError)
})
