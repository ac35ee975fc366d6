import { expect, it } from 'vitest'
import { formatTable } from './text-table.ts'

it('puts words to the left, figures to the right, and ends no line with a space', () => {
  const rows = [
    ['long name', '1', 'word'],
    ['b', '–', 'ab'],
    ['c', '1,000'],
  ]
  expect(formatTable(['', 'n', ''], rows)).toEqual([
    '               n',
    'long name      1  word',
    'b              –  ab',
    'c          1,000',
  ])
})
