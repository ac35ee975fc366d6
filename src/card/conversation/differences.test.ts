import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../bytes/decode-error.ts'
import type { ExchangeReport } from './converse.ts'
import { judge, parseDifferences } from './differences.ts'

const TEXT =
  'tickbench differences 1\ntarget A card\n\n# It cannot add.\nsums: One and one.\n< 03 9000\nsums: Again.\n< 04 9000\n'

function report(about: string, answered: string, findings: readonly string[]): ExchangeReport {
  const exchange = {
    kind: 'exchange',
    place: 'sums:1',
    about,
    said: { kind: 'raw', parts: [] },
    expected: { kind: 'raw', parts: [] },
  } as const
  return { exchange, applet: undefined, command: undefined, sent: '', answered, findings }
}

const { target, known } = parseDifferences(TEXT, 'list')

it('reads why, where and what, one reason for several answers', () => {
  expect(target).toBe('A card')
  expect(known.map(({ place, about, answered, why }) => [place, about, answered, why])).toEqual([
    ['list:5', 'One and one.', '039000', 'It cannot add.'],
    ['list:7', 'Again.', '049000', 'It cannot add.'],
  ])
})

describe('an exchange', () => {
  it.each([
    ['agrees', report('One and one.', '029000', []), 'agrees'],
    ['differs as is known', report('One and one.', '039000', ['2 expected']), 'differsAsKnown'],
    ['differs in another way', report('One and one.', '049000', ['2 expected']), 'differs'],
    ['differs elsewhere', report('One and two.', '039000', ['3 expected']), 'differs'],
  ])('%s', (_name, given, expected) => {
    const { verdicts } = judge('sums', [given], known)
    expect(verdicts.map(([, { kind }]) => kind)).toEqual([expected])
  })

  it('of another conversation is another one', () => {
    expect(judge('products', [report('One and one.', '039000', ['1 expected'])], known)).toMatchObject({
      verdicts: [[{}, { kind: 'differs' }]],
      gone: [],
    })
  })

  it('excuses one answer only', () => {
    const twice = report('One and one.', '039000', ['2 expected'])
    const { verdicts } = judge('sums', [twice, twice], known)
    expect(verdicts.map(([, { kind }]) => kind)).toEqual(['differsAsKnown', 'differs'])
  })
})

it.each([
  ['anything between', '7f00aa9000', 'differsAsKnown'],
  ['nothing between', '7f9000', 'differsAsKnown'],
  ['another beginning', '8000aa9000', 'differs'],
  ['another end', '7f00aa9001', 'differs'],
  ['too few bytes for both ends', '7f90', 'differs'],
])('one ? in an answer stands for any bytes: %s', (_name, answered, expected) => {
  const open = parseDifferences(TEXT.replace('< 03 9000', '< 7F ? 9000'), 'list').known
  const { verdicts } = judge('sums', [report('One and one.', answered, ['2 expected'])], open)
  expect(verdicts.map(([, { kind }]) => kind)).toEqual([expected])
})

it('a difference that has gone is told', () => {
  const { gone } = judge('sums', [report('One and one.', '029000', []), report('Again.', '049000', ['x'])], known)
  expect(gone.map(({ about }) => about)).toEqual(['One and one.'])
})

describe('a mistake is told with its file and line', () => {
  it.each([
    ['no title', 'hello', 'list:1: does not begin with "tickbench differences 1"'],
    ['no target', 'tickbench differences 1\n', 'list: no line "target" after the title'],
    ['no reason', TEXT.replace('# It cannot add.\n', ''), 'list:4: neither "# WHY"'],
    ['no answer', TEXT.replace('< 03 9000\n', ''), 'list:5: neither "# WHY"'],
    ['half a byte', TEXT.replace('03', '3'), 'list:5: 5 hex digits do not make whole bytes'],
  ])('%s', (_name, text, expected) => {
    expect(() => parseDifferences(text, 'list')).toThrow(DecodeError)
    expect(() => parseDifferences(text, 'list')).toThrow(expected)
  })
})
