// Which rows a picture of a wide run shows.

import { expect, it } from 'vitest'
import { MOST_ROWS, mostTelling } from './most-rows.ts'

function row(name: string, group: string, rank?: number) {
  return { name, group, rank }
}

it('shows the named ones in their order, then the first of each regime, then the second', () => {
  const rows = [
    row('a1', 'a'),
    row('a2', 'a'),
    row('b1', 'b'),
    row('late', 'a', 7),
    row('b2', 'b'),
    row('early', 'b', 0),
  ]
  expect(mostTelling(rows).map(({ name }) => name)).toEqual(['early', 'late', 'a1', 'b1', 'a2', 'b2'])
  expect(mostTelling(rows, 3).map(({ name }) => name)).toEqual(['early', 'late', 'a1'])
})

it('never shows more than a dozen', () => {
  const rows = Array.from({ length: 100 }, (_, at) => row(String(at), 'one'))
  expect(mostTelling(rows)).toHaveLength(MOST_ROWS)
  expect(MOST_ROWS).toBeLessThanOrEqual(12)
})
