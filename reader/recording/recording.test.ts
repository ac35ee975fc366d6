import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import type { CardFacts } from '../../src/card/channel.ts'
import { parseRecording, printFacts, printStep, type Step } from './recording.ts'

const facts: CardFacts = {
  address: 'pcsc:Reader 00',
  driver: 'pcsc (pcsclite)',
  reader: 'Reader 00',
  atr: Uint8Array.of(0x3b, 0),
  protocol: 'T=1',
  maxCommandBytes: undefined,
}
const HEAD = printFacts(facts)

const nanoseconds = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n })
const pattern = fc
  .array(fc.stringMatching(/^([0-9a-f]{2}|\*\*)$/), { minLength: 4, maxLength: 20 })
  .map((each) => each.join(''))
const outcome = fc.oneof(
  fc.record({ kind: fc.constant('response' as const), response: pattern }),
  fc.record({
    kind: fc.constant('failure' as const),
    code: fc.constant('cardReset' as const),
    message: fc.stringMatching(/^([a-z]+( [a-z]+)?)?$/),
  }),
)
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('reset' as const), line: fc.constant(0), startNs: nanoseconds }),
  fc.record({
    kind: fc.constant('exchange' as const),
    line: fc.constant(0),
    command: pattern,
    startNs: nanoseconds,
    elapsedNs: nanoseconds,
    outcome,
  }),
)

describe('a recording', () => {
  it('parses to what was printed', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 8 }), fc.option(fc.nat({ max: 2 ** 31 })), (sent, seconds) => {
        const beganMs = seconds === null ? undefined : seconds * 1000
        const text = printFacts({ ...facts, maxCommandBytes: 261 }, beganMs) + sent.map(printStep).join('')
        const parsed = parseRecording(text, 'file')
        expect({ ...parsed, steps: parsed.steps.map((step) => ({ ...step, line: 0 })) }).toEqual({
          facts: { ...facts, maxCommandBytes: 261 },
          beganMs,
          steps: sent,
        })
      }),
    )
  })

  it('may have comments, empty lines, upper case and the line ends of Windows', () => {
    const { steps: found } = parseRecording(`${HEAD}\n# select\n> 00A4 @5\r\n< 9000 +7\r\n`, 'file')
    expect(found).toMatchObject([{ command: '00a4', startNs: 5n, elapsedNs: 7n, outcome: { response: '9000' } }])
  })

  it.each([
    ['another first line', 'something else\n', 'file:1'],
    ['nothing', '', 'file:1'],
    ['a fact missing', HEAD.replace(/^atr.*\n/m, ''), 'file'],
    ['a fact twice', `${HEAD}atr 3b00\n`, 'file:7'],
    ['an unknown protocol', HEAD.replace('T=1', 'T=9'), 'file:6'],
    ['an ATR that is not hex', HEAD.replace('3b00', '3bxx'), 'file:5'],
    ['a command without its response', `${HEAD}> 00a4 @1\n`, 'file:7'],
    ['half a byte', `${HEAD}> 00a @1\n< 9000 +1\n`, 'file:7'],
    ['a response without status word', `${HEAD}> 00a4 @1\n< 90 +1\n`, 'file:8'],
    ['a response alone', `${HEAD}< 9000 +1\n`, 'file:7'],
    ['an unknown failure', `${HEAD}> 00a4 @1\n! lunch +1\n`, 'file:8'],
    ['a time with a fraction', `${HEAD}> 00a4 @1.5\n< 9000 +1\n`, 'file:7'],
    ['an endless number', `${HEAD}reset @${'9'.repeat(40)}\n`, 'file:7'],
    ['a fact after the first step', `${HEAD}reset @1\natr 3b00\n`, 'file:8'],
  ])('with %s is refused, naming the line', (_, text, path) => {
    expect(() => parseRecording(text, 'file')).toThrow(expect.objectContaining({ name: 'DecodeError', path }))
  })

  it('that is any text parses or is refused', () => {
    const lines = fc.array(
      fc.oneof(fc.string(), fc.constantFrom('> 00a4 @1', '< 9000 +1', '! busy +1', 'reset @2', '> ** @0')),
    )
    fc.assert(
      fc.property(lines, (text) => {
        try {
          parseRecording(HEAD + text.join('\n'), 'file')
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
    )
  })
})
