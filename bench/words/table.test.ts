import { expect, it } from 'vitest'
import { COLOURS, harmless } from './paint.ts'
import { tableLines, words } from './table.ts'

it('puts words to the left, figures to the right, and ends no line with a space', () => {
  const rows = [
    ['long name', '1', 'word'],
    ['b', '–', 'ab'],
    ['c', '1,000'],
  ]
  expect(tableLines(['', 'n', ''], rows)).toEqual([
    '               n',
    'long name      1  word',
    'b              –  ab',
    'c          1,000',
  ])
})

it('continues columns below each other where none may go', () => {
  const heads = [words(''), 'chains', 'hashes', 'messages']
  expect(
    tableLines(
      heads,
      [
        ['cafe-tick', '1', '22', '333'],
        ['ikp-coupon', '4', '55', '666'],
      ],
      28,
    ),
  ).toEqual([
    '            chains  hashes',
    'cafe-tick        1      22',
    'ikp-coupon       4      55',
    '',
    '            messages',
    'cafe-tick        333',
    'ikp-coupon       666',
  ])
})

it('has no line of heads where there are none', () => {
  expect(tableLines(['', ''], [['a', '1']])).toEqual(['a  1'])
})

const HEADS = [
  { head: 'name', wraps: true },
  { head: 'per second' },
  { head: 'baseline', leaves: 2 },
  { head: 'samples', leaves: 1 },
] as const
const ROWS = [['verify with a key of the seller', '9.31 M/s', '12.0 ns', '300']]

it('gives way in the stated order: words wrap, then columns go, then rows become lines', () => {
  expect(tableLines(HEADS, ROWS, 62)).toEqual([
    'name                             per second  baseline  samples',
    'verify with a key of the seller    9.31 M/s   12.0 ns      300',
  ])
  expect(tableLines(HEADS, ROWS, 50)).toEqual([
    'name                        per  baseline  samples',
    '                         second',
    'verify with a key of   9.31 M/s   12.0 ns      300',
    '  the seller',
  ])
  expect(tableLines(HEADS, ROWS, 36)).toEqual([
    'name                    per  samples',
    '                     second',
    'verify with a key  9.31 M/s      300',
    '  of the seller',
    '(left out in 36 columns: baseline)',
  ])
  expect(tableLines(HEADS, ROWS, 18)).toEqual([
    'verify with a key',
    '  of the seller',
    '    per second:',
    '      9.31 M/s',
    '    baseline:',
    '      12.0 ns',
    '    samples: 300',
  ])
})

it('keeps columns apart that are declared by one object', () => {
  const words = { head: '', wraps: true }
  expect(tableLines([words, words], [['a', 'b']])).toEqual(['a  b'])
})

it('measures cells as a terminal shows them, painted or not', () => {
  expect(
    tableLines(
      ['', ''],
      [
        ['日本', 'x'],
        ['ab', COLOURS.good('ok')],
      ],
    ).map(harmless),
  ).toEqual(['日本  x', 'ab    \u001b[32mok\u001b[39m'])
})
