import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../bytes/decode-error.ts'
import { parseConversation } from './parse.ts'
import { parseValue } from './parse-value.ts'

const HEAD = 'tickbench conversation 1\nabout Something.\napplets echo\nchanges Nothing.\n'

function parsed(steps: string): ReturnType<typeof parseConversation> {
  return parseConversation(`${HEAD}${steps}`, 'some/folder/talk.conversation')
}

function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof DecodeError) return error.message
    throw error
  }
  return 'parsed'
}

it('reads heads, comments, definitions, exchanges and resets', () => {
  const talk = parsed('let a = 01\n## for readers\n\n# It answers.\n> 80 10 00 00 01 $a 00\n< $a 9000\n# Off.\nreset\n')
  expect(talk).toMatchObject({ name: 'talk', about: 'Something.', applets: ['echo'], needs: [], changes: 'Nothing.' })
  expect(talk.steps.map(({ kind, place }) => [kind, place])).toEqual([
    ['let', 'some/folder/talk.conversation:5'],
    ['exchange', 'some/folder/talk.conversation:9'],
    ['reset', 'some/folder/talk.conversation:12'],
  ])
})

it('joins the lines of one value, and the comments before one exchange', () => {
  const [step] = parsed('# One\n# two.\n> TICK {\n  txCounter 2\n  spent 1\n}\n< countNotNext\n').steps
  expect(step).toMatchObject({ about: 'One two.', said: { kind: 'command', name: 'TICK' } })
})

it('tells bytes, refusals, counts and answers apart', () => {
  const steps = parsed(
    '# a\n> 00\n< 6985\n# b\n> A\n< pinWrong 2\n# c\n> A\n< ok\n# d\n> A\n< ?x 9000\n# e\n> A\n< AB*3 9000',
  ).steps
  const kinds = steps.map((step) => (step.kind === 'exchange' ? step.expected.kind : step.kind))
  expect(kinds).toEqual(['raw', 'refused', 'ok', 'raw', 'raw'])
})

describe('a mistake is told with its file and line', () => {
  it.each([
    ['no comment', '> 80 10 00 00\n< 9000', ':5: has no comment before it that says what it shows'],
    ['no answer', '# a\n> 80 10 00 00\n', ':6: no "< ..." after "> ..."'],
    ['another command instead', '# a\n> 80 10 00 00\n> 80 10 00 00\n', ':7: no "< ..." after "> ..."'],
    ['an unknown applet', '# a\n> SELECT nobody\n< ok', ':6: there is no applet "nobody"'],
    ['an unknown line', '# a\nwait 3\n', ':6: neither "# ...", "let NAME = ...", "> ...", "< ..." nor "reset"'],
    ['an open brace', 'let a = { b 1', ':5: ends in the middle of a value'],
    ['an odd character', 'let a = 1 % 2', ':5: "% 2" is no part of a value'],
    ['two values', 'let a = 1 2', ':5: "2" where "with" or nothing belongs'],
    ['a field twice', 'let a = { b 1, b 2 }', ':5: a second b'],
    [
      'a refusal with a word behind it',
      '# a\n> TICK\n< noChain soon',
      ':7: neither hex, "ok ...", nor a refusal with its count',
    ],
    ['a small name', '# a\n> tick\n< ok', ':6: neither hex nor the name of a command'],
  ])('%s', (_name, steps, expected) => {
    expect(refusal(() => parsed(steps))).toBe(`some/folder/talk.conversation${expected}`)
  })

  it.each([
    ['no title', 'hello', 'x:1: does not begin with "tickbench conversation 1"'],
    ['nothing', '', 'x: does not begin with "tickbench conversation 1"'],
    ['no changes', 'tickbench conversation 1\nabout A.\napplets echo\n', 'x: no line "changes"'],
    ['an unknown head', `${HEAD}author me\n`, 'x:5: "author" is none of about, applets, needs, changes'],
    ['a head twice', `${HEAD}about B.\n`, 'x:5: a second about'],
    ['an unknown applet', HEAD.replace('echo', 'echo, wallet'), 'x:3: there is no applet "wallet"'],
    [
      'an unknown need',
      `${HEAD}needs luck\n`,
      'x:5: "luck" is none of p256, extended, chaining, getResponse, channels, partialSelection',
    ],
    ['a line that continues nothing', ' tickbench conversation 1', 'x:1: continues nothing'],
  ])('%s', (_name, text, expected) => {
    expect(refusal(() => parseConversation(text, 'x'))).toBe(expected)
  })

  it('however deep it lies', () => {
    expect(refusal(() => parseValue('{a '.repeat(40), 'x:1'))).toBe('x:1: values inside one another more than 16 deep')
  })
})

it('any text is a conversation or a DecodeError, and takes no long time', () => {
  const whole = readFileSync(new URL('../conversations/purse-mac-purchase.conversation', import.meta.url), 'utf8')
  const edit = fc.tuple(fc.nat(whole.length), fc.nat(40), fc.string({ maxLength: 8 }))
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let text = whole
      for (const [at, cut, put] of edits) text = text.slice(0, at) + put + text.slice(at + cut)
      expect(refusal(() => parseConversation(text, 'x'))).toMatch(/^(?:parsed|x(?::\d+)?: )/)
    }),
    { numRuns: 300 },
  )
})
