import { expect, it } from 'vitest'
import { compareRuns } from './regression.ts'
import { inventedDocument, inventedEnvironment, inventedResult } from './testing/documents.ts'
import { steady, take } from './testing/samplers.ts'

const run = (seed: number, medianNs: number) =>
  inventedDocument([inventedResult({ blockNs: take(steady(seed, medianNs), 40) })])

it('finds a result that became 5 % slower', () => {
  const found = compareRuns(run(1, 100_000), run(2, 105_000))
  expect(found.results.map(({ comparison }) => comparison.verdict)).toEqual(['slower'])
  expect(found.regressed).toBe(true)
})

it.each([100_000, 95_000])('does not call a run of %i ns regressed after one of 100,000 ns', (medianNs) => {
  expect(compareRuns(run(1, 100_000), run(2, medianNs)).regressed).toBe(false)
})

it('compares only what bears the same name in the same regime', () => {
  const before = inventedDocument([inventedResult({ regime: 'one' }), inventedResult({ name: 'gone' })])
  const after = inventedDocument([inventedResult({ regime: 'other' })])
  const found = compareRuns(before, after)
  expect(found.results).toEqual([])
  expect(found.unmatched).toEqual(['one, measured: a', 'one, measured: gone', 'other, measured: a'])
})

it('says in what the machines differ, the measured grain of the clock aside', () => {
  const environment = { ...inventedEnvironment, node: '24.0.0', clockGrainNs: 41 }
  expect(compareRuns(run(1, 100), inventedDocument([], { environment })).differences).toEqual(['node'])
})
