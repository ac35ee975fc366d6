// Planted yardsticks and counts: what the answer must be, and where it must not give one.

import { describe, expect, it } from 'vitest'
import type { OperationCounts } from '../../src/crypto/operations.ts'
import type { SchemeCounts } from '../model/scheme-counts.ts'
import { answerOf, type AnswerInput } from './answer.ts'
import type { SchemeDocument } from './document.ts'

const ROUND = { hash: 1, chainStep: 0.1, sign: 100, verify: 300 } as const

function scheme(name: string, operations: Readonly<Record<string, OperationCounts>>, meanNs: number): SchemeDocument {
  const host = { samples: 10, p50: 0, p95: 0, p99: 0, max: 0, settling: 0, waitedShare: 0, batches: 1 }
  return {
    name,
    payments: 10,
    operations,
    apdus: name === 'cafe-tick' ? 20 : 0,
    hostNs: { ...host, mean: meanNs, total: meanNs * 10, inCards: name === 'cafe-tick' ? meanNs * 5 : 0 },
  } as unknown as SchemeDocument
}

const COUPON = scheme('ikp-coupon', { buyer: { sign: 10 }, seller: { verify: 10 }, acquirer: { verify: 10 } }, 900)
const TICK = scheme('cafe-tick', { card: { sign: 10 }, seller: { verify: 10 }, issuer: { verify: 5 } }, 1_000)

function answer(changes: Partial<AnswerInput>) {
  return answerOf({ schemes: [COUPON, TICK], yardsticks: [ROUND], counts: [], card: null, ...changes })
}

describe('the answer', () => {
  it('gives each party its operations times what they take, and nothing to a payer who computes on a card', () => {
    const { costs } = answer({})
    expect(costs.map(({ payer, seller, backOffice }) => [payer?.middle, seller.middle, backOffice.middle])).toEqual([
      [100, 300, 300],
      [undefined, 300, 150],
    ])
  })

  it('does not count a step along a chain as a hash of the engine, too', () => {
    const walked = scheme('ikp-coupon', { seller: { hash: 30, chainStep: 20 } }, 1)
    expect(answer({ schemes: [walked] }).costs[0]?.seller.middle).toBeCloseTo((10 * 1 + 20 * 0.1) / 10)
  })

  it('names the cheaper scheme, an emulated card’s own work left out', () => {
    const { cheaper } = answer({})
    expect(cheaper).toMatchObject({ scheme: 'cafe-tick', than: 'ikp-coupon', measured: 900 / 500 })
    expect(cheaper?.ratio.middle).toBeCloseTo(700 / 450)
  })

  it.each<[string, Partial<AnswerInput>]>([
    ['there is one scheme', { schemes: [TICK] }],
    ['rounds disagree on the order', { yardsticks: [ROUND, { verify: 300, sign: -200 }] }],
    ['the measurement disagrees with the counts', { schemes: [scheme('ikp-coupon', COUPON.operations, 400), TICK] }],
    ['nothing was measured of one', { schemes: [COUPON, scheme('ikp-macro', { buyer: { sign: 1 } }, 0)] }],
    [
      'the third by counts was measured cheapest',
      { schemes: [COUPON, TICK, scheme('ikp-macro', { buyer: { verify: 100 } }, 400)] },
    ],
  ])('names none where %s', (_name, changes) => {
    expect(answer(changes).cheaper).toBeNull()
  })

  it('says from how many payments on, and where the rounds disagree', () => {
    const numbers = [1, 2, 3, 4]
    const counts = (name: string, signatures: (payments: number) => number): SchemeCounts => ({
      scheme: name,
      counted: numbers.map((payments) => ({
        payments,
        operations: { seller: { sign: signatures(payments), hash: 60 } },
      })),
    })
    const [rising, flat] = [counts('ikp-macro', (payments) => payments), counts('ikp-coupon', () => 2.5)]
    expect(answer({ counts: [rising, flat] }).phases).toEqual([
      { from: 1, scheme: 'ikp-macro' },
      { from: 3, scheme: 'ikp-coupon' },
    ])
    const hashes: SchemeCounts = {
      ...flat,
      counted: numbers.map((payments) => ({ payments, operations: { seller: { verify: 1 } } })),
    }
    const yardsticks = [ROUND, { ...ROUND, verify: 100 }]
    expect(answer({ counts: [rising, hashes], yardsticks }).phases).toEqual([
      { from: 1, scheme: null },
      { from: 3, scheme: 'ikp-coupon' },
    ])
  })

  it('gives a range over the rounds, its middle being the median', () => {
    const yardsticks = [3, 1, 2].map((chainStep) => ({ chainStep }))
    expect(answer({ yardsticks }).verification).toEqual({ step: { low: 1, middle: 2, high: 3 }, card: null })
  })
})
