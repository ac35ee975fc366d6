// The doubts of a page: each once, the worst first, with its number where it belongs.

import { expect, it } from 'vitest'
import { weighed } from '../../measure/doubts/weight.ts'
import { inventedDocument, inventedResult } from '../../measure/testing/documents.ts'
import { doubtLines } from '../bench-results.ts'
import { doubtMarks } from './marks.ts'

const [scope, wrong, unsure] = [weighed('scope', ['s']), weighed('wrong', ['w <b>']), weighed('unsure', ['u'])]

it('lists each once, the worst first, and marks figures with its number', () => {
  const { section, at } = doubtMarks({ shown: [...scope, ...unsure, ...wrong, ...unsure], folded: [] })
  const items = Array.from(section.matchAll(/<li id="doubt-(\d)" value="\d">([^/]+)<\/li>/g), ([, n, text]) => [
    n,
    text,
  ])
  expect(items).toEqual([
    ['1', 'w &#60;b&#62;'],
    ['2', 'u'],
    ['3', 's'],
  ])
  expect(at([...unsure, ...wrong]).match(/href="#doubt-\d"/g)).toEqual(['href="#doubt-1"', 'href="#doubt-2"'])
  expect(doubtMarks({ shown: [], folded: [] }).section).toBe('')
})

it('keeps the worst of two weights of one doubt', () => {
  const { section } = doubtMarks({
    shown: [...weighed('scope', ['x']), ...unsure, ...weighed('wrong', ['x'])],
    folded: [],
  })
  expect(section.indexOf('>x<')).toBeLessThan(section.indexOf('>u<'))
})

it('folds away what only folded figures are doubted for', () => {
  const { section } = doubtMarks({ shown: unsure, folded: [...unsure, ...wrong] })
  const [open = '', folded = ''] = section.split('<details>')
  expect(open).toContain('>u<')
  expect(folded).toContain('w &#60;b&#62;')
})

it('marks a result with its own doubts only', () => {
  const results = [
    inventedResult({ name: 'few', doubts: [{ kind: 'tooFewSamples', samples: 3, wanted: 20 }] }),
    inventedResult({ name: 'lost', doubts: [{ kind: 'belowResolution' }] }),
  ]
  const document = inventedDocument(results)
  const { ofResults, section } = doubtMarks({ shown: doubtLines([document]), folded: [], benches: [document] })
  expect(section.indexOf('below resolution')).toBeLessThan(section.indexOf('only 3 samples'))
  expect(results.map((result) => ofResults([result]).match(/doubt-\d/g))).toEqual([['doubt-2'], ['doubt-1']])
})

it('tells one sort of doubt of two suites once', () => {
  const results = [inventedResult({ doubts: [{ kind: 'belowResolution' }] })]
  const [one, two] = ['one', 'two'].map((suite) => inventedDocument(results, { suite }))
  expect(doubtLines([one!, two!]).map(({ text }) => text)).toEqual([
    '1 of 1 results of suite one, 1 of 1 results of suite two, e.g. a: below resolution: the operation cannot be told ' +
      'from its baseline or from the clock',
  ])
})

it('writes three numbers in a row and more as one mark', () => {
  const doubts = weighed('unsure', ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
  const { at } = doubtMarks({ shown: doubts, folded: [] })
  const marked = (...numbers: readonly number[]) =>
    Array.from(at(doubts.filter((_, index) => numbers.includes(index + 1))).matchAll(/#doubt-(\d)"[^>]*>([^<]+)/g)).map(
      ([, to, shown]) => `${to}: ${shown}`,
    )
  expect(marked(1, 2, 3, 5, 6)).toEqual(['1: 1–3', '5: 5', '6: 6'])
  expect(marked(4, 5, 6, 7)).toEqual(['4: 4–7'])
})
