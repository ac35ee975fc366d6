// Doubts are sentences that hold for the run that they stand under.

import { expect, it } from 'vitest'
import type { CompareDocument, SchemeDocument } from './document.ts'
import { doubtsOf } from './doubts.ts'

function scheme(name: string, mean: number, p50: number, doubts: readonly object[] = []): SchemeDocument {
  return { name, apdus: 0, hostNs: { mean, p50, waitedShare: 0 }, modelledNs: { doubts } } as unknown as SchemeDocument
}

function doubts(schemes: readonly SchemeDocument[], pairsOnce = 0): string {
  const trace = { outOfOrder: 0, transactions: 8, pairs: 3, pairsOnce }
  return doubtsOf({ trace, schemes, jobs: 1, cards: 'emulated' } as unknown as CompareDocument).join('\n')
}

it('names the pairs that buy once where there are some', () => {
  const two = [scheme('ikp-coupon', 200, 10), scheme('cafe-tick', 100, 20)]
  expect(doubts(two, 2)).toContain('p50 ikp-coupon 2.00×: 2 of 3 pairs of buyer and seller buy once, and opening')
  expect(doubts(two)).toContain('p50 ikp-coupon 2.00×: opening a chain is what costs')
})

it('says in words what modelled time rests on', () => {
  const rests = [
    { quality: 'approx', reading: 'contradicted', share: 0.05 },
    { quality: 'ok', reading: 'ceiling', share: 0.02 },
    { quality: 'ok', reading: 'measured', share: 0.93 },
  ]
  expect(doubts([scheme('cafe-tick', 1, 1, rests)])).toContain(
    'of the modelled time of cafe-tick 5.00 % rests on figures that contradict others of the same card and spread ' +
      'widely, 2.00 % rests on the figure of the shortest measured length',
  )
})
