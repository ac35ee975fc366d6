import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { splitMix64 } from '../measure/statistics/splitmix64.ts'
import type { CompareDocument } from '../compare/document.ts'
import { tickbench } from './testing/captured.ts'
import { compared, LOG, logLine, testFolder } from './testing/small-log.ts'

const written = testFolder()

const FAST = ['--suite', 'ed25519', '--jobs', '1'] as const

describe('a log with a virtual host before each line', () => {
  const numbers = splitMix64(1n)
  const lines = Array.from({ length: 60 }, () =>
    logLine(`192.0.2.${numbers.below(9)}`, `/${'abc'[numbers.below(3)]}/${numbers.below(9)}`),
  )

  it('has the same buyers, chains and operation counts as without', async () => {
    const plain = await compared(written('plain.log', lines.join('\n')), ...FAST)
    const hostedLines = lines.map((line) => `www.example.org:443 ${line}`)
    const hosted = await compared(written('vhost.log', hostedLines.join('\n')), ...FAST)
    expect(hosted.trace).toMatchObject({ form: 'virtual host, then Combined Log Format', buyers: plain.trace.buyers })
    expect(hosted.trace.busiest).toEqual(plain.trace.busiest)
    expect(countsOf(hosted)).toEqual(countsOf(plain))
    expect(Object.keys(hosted.schemes[0]?.revenueBySeller ?? {}).toSorted()).toEqual(
      ['a', 'b', 'c'].map((seller) => `www.example.org/${seller}`),
    )
  })
})

describe('what was understood of a log', () => {
  it('is in the document', async () => {
    const { trace } = await compared(written('facts.log', LOG), ...FAST)
    expect(trace).toMatchObject({
      form: 'Combined Log Format',
      client: 'field 1 (%h)',
      forms: [{ lines: 5 }],
      busiest: [
        { buyer: '10.0.0.1', payments: 2, share: 0.5 },
        { buyer: '10.0.0.2', payments: 2, share: 0.5 },
      ],
      input: { bytes: LOG.length, sha256: createHash('sha256').update(LOG).digest('hex'), packing: 'plain' },
      skippedKinds: [{ lines: 1, firstLine: 6, text: 'this is no log line', cure: null }],
      warnings: [],
    })
  })

  it('is printed, and a warning is on the page too', async () => {
    const page = written('page.html')
    const file = written('one-buyer.log', logLine('10.0.0.1', '/a/1'))
    const { out } = await tickbench('compare', file, ...FAST, '--reader', 'emulated:', '--report', page)
    const warning = /the only payment is one buyer(?:'|&#39;|&#x27;|&apos;)s, 10\.0\.0\.1/
    for (const text of [out, readFileSync(page, 'utf8')]) expect(text).toMatch(warning)
    for (const fact of ['form', 'client', 'busiest', 'input', 'rule'])
      expect(out).toMatch(new RegExp(`^${fact} +\\S`, 'm'))
  })
})

describe('a log in which the client is not known', () => {
  const line = logLine('10.0.0.1 192.0.2.7', '/a/1')

  it('is refused with the command that reads it', async () => {
    const file = written('two parties.log', line)
    const { exitCode, err } = await tickbench('compare', file, '--price-per-kib', '2', '--reader', 'emulated:')
    expect(exitCode).toBe(2)
    const [, words = ''] = /; try: tickbench (compare .*)\n$/.exec(err) ?? []
    expect(words).toBe(`compare --client-field 2 '${file}' --price-per-kib 2 --reader emulated: --seed 1`)
    const pasted = words.replace(`'${file}'`, 'FILE').split(' ')
    const again = await tickbench(...pasted.map((word) => (word === 'FILE' ? file : word)), ...FAST, '--json')
    expect(again.exitCode).toBe(0)
    expect((JSON.parse(again.out) as CompareDocument).trace.busiest).toMatchObject([{ buyer: '192.0.2.7' }])
  })

  it.each([
    [['--client-field', '0'], 'give the number of a field'],
    [['--client-field', 'a b'], 'give the number of a field'],
    [['--client-field', '99'], 'no client in field 99'],
  ])('is refused in a line with %j', async (options, message) => {
    const { exitCode, err } = await tickbench('compare', written('a.log', line), ...options)
    expect(exitCode).toBe(2)
    expect(err).toMatch(/^tickbench: [^\n]+\n$/)
    expect(err).toContain(message)
  })

  it('is a log: the built-in workload knows its clients', async () => {
    const { exitCode, err } = await tickbench('compare', '--client-field', '2')
    expect([exitCode, err]).toEqual([2, 'tickbench: --client-field is of a log: give one, or leave it out\n'])
  })
})

function countsOf({ schemes }: CompareDocument): unknown {
  return schemes.map(({ name, payments, chainsOpened, operations, messages, apdus }) => {
    return { name, payments, chainsOpened, operations, messages, apdus }
  })
}
