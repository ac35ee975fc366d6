// What is said before the work begins holds for every kind of run.

import { expect, it } from 'vitest'
import { NO_PAINT } from '../../words/paint.ts'
import type { RunFacts } from '../../compare/document.ts'
import { headText } from './text.ts'
import { traceDocument } from '../../compare/trace.ts'
import { NOTHING_SKIPPED } from '../../workload/micro-transaction.ts'

const WORKLOAD = { name: 'none', transactions: [], requests: 0, ...NOTHING_SKIPPED, priceRule: 'given' }

it.each<[Partial<RunFacts>, RegExp]>([
  [{ card: 'some-card' }, /^modelled {3}some-card$/m],
  [{ card: 'some-card', time: 'slept' }, /^modelled {3}some-card, and waited for$/m],
  [{ time: 'off' }, /^modelled {3}nothing \(--time off\)$/m],
  [{ cards: 'real' }, /^modelled {3}nothing: a card in a reader has a time of its own$/m],
  [{}, /^modelled {3}nothing: the default card was never measured/m],
])('says what is modelled, or why nothing is: %j', (changes, line) => {
  const facts = { reader: 'r', policy: 'p', seed: 1, card: null, cards: 'emulated', time: 'modelled', ...changes }
  const look = { width: Infinity, paint: NO_PAINT }
  expect(headText(facts as RunFacts, traceDocument(WORKLOAD), look)).toMatch(line)
})
