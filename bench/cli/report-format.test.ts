// The format of a report follows the name of its file; what contradicts it is refused in one line.

import { expect, it } from 'vitest'
import { formatFor, type FormatWords } from './report-format.ts'

const NONE: FormatWords = { format: undefined, json: false, out: undefined }

it.each<[Partial<FormatWords>, string]>([
  [{}, 'html'],
  [{ out: 'page.HTM' }, 'html'],
  [{ out: 'a.b/fig.svg' }, 'svg'],
  [{ out: 'fig.pdf' }, 'pdf'],
  [{ out: 'fig.png' }, 'png'],
  [{ out: 'x.markdown' }, 'md'],
  [{ out: 'x.csv' }, 'csv'],
  [{ out: 'x.json' }, 'json'],
  [{ out: '-' }, 'html'],
  [{ out: 'a.svg/page' }, 'html'],
  [{ out: 'data.txt', format: 'csv' }, 'csv'],
  [{ json: true }, 'json'],
  [{ out: 'fig.svg', format: 'svg' }, 'svg'],
])('%j is %s', (words, format) => {
  expect(formatFor({ ...NONE, ...words })).toBe(format)
})

it.each<[Partial<FormatWords>, string]>([
  [{ out: 'fig.svg', format: 'csv' }, '--format csv and --out fig.svg contradict each other: leave one out'],
  [{ out: 'fig.svg', json: true }, '--json and --out fig.svg contradict each other: leave one out'],
  [{ format: 'md', json: true }, '--format md and --json contradict each other: leave one out'],
])('%j is refused', (words, line) => {
  expect(() => formatFor({ ...NONE, ...words })).toThrow(line)
})
