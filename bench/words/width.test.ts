import { expect, it } from 'vitest'
import { COLOURS } from './paint.ts'
import { padEnd, padStart, widthOf } from './width.ts'

it.each([
  ['plain text', 10],
  ['µs – ·', 6],
  ['e\u0301', 1],
  ['日本語', 6],
  ['ｆｕｌｌ', 8],
  ['🦊', 2],
  ['a\u200bb', 2],
  [COLOURS.good('ok'), 2],
])('%j takes %i cells', (text, cells) => {
  expect(widthOf(text)).toBe(cells)
})

it('pads by cells', () => {
  expect([padEnd('日', 4), padStart('日', 4), padEnd('long', 2)]).toEqual(['日  ', '  日', 'long'])
})
