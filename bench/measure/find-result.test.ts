import { expect, it } from 'vitest'
import { findRatio, findResult, shareIds } from './find-result.ts'
import { inventedDocument, inventedResult } from './testing/documents.ts'

const ratio = { median: 2, low: 1, high: 3 }
const run = inventedDocument([
  inventedResult({ id: 'work/a', name: 'work of A', ratioTo: { 'work of B': ratio } }),
  inventedResult({ id: 'work/b', name: 'work of B' }),
  inventedResult({ name: 'echo' }),
])

it('finds results by their ids, and by their names where they have none', () => {
  expect(findResult(run, 'work/b')?.name).toBe('work of B')
  expect(findResult(run, 'work of B')).toBeUndefined()
  expect(findResult(run, 'echo')?.name).toBe('echo')
})

it('finds a ratio of two results, and none where either is missing', () => {
  expect(findRatio(run, 'work/a', 'work/b')).toEqual(ratio)
  expect(findRatio(run, 'work/b', 'work/a')).toBeUndefined()
  expect(findRatio(run, 'work/a', 'work/c')).toBeUndefined()
})

it('gives older results the ids that they have by now', () => {
  const old = inventedDocument([inventedResult({ name: 'work of A' }), inventedResult({ name: 'gone' })])
  const [older] = shareIds([old, run])
  expect(older?.results.map(({ id }) => id)).toEqual(['work/a', 'gone'])
})
