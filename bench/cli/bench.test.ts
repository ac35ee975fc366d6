import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BenchDocument } from '../measure/result.ts'
import { inventedDocument, inventedResult } from '../measure/testing/documents.ts'
import { parseContribution } from '../profile/contribution.ts'
import { openSampleLog, SampleLogError } from '../run/sample-log.ts'
import { NotBuiltError } from '../suites/in-child.ts'
import { NotComparable, NothingMeasurable, NothingMeasured, type SuiteOptions } from '../suites/suite.ts'
import type { Measure } from './commands/bench.ts'
import { packageVersion } from './about.ts'
import { bench, documentOf } from './testing/bench-verb.ts'
import { tickbench } from './testing/captured.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickbench-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, document: BenchDocument): string {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(document))
  return file
}

it('lists the suites', async () => {
  const { out, exitCode } = await tickbench('bench', 'list')
  expect(exitCode).toBe(0)
  expect(out).toMatch(/^chain +hash-chain steps/m)
  expect(out).toMatch(/^signature +signing/m)
})

it('hands effort, seed and samples file to the suite', async () => {
  const { asked } = await bench(documentOf('chain'), 'chain', '--quick', '--seed', '9', '--samples', 's.jsonl')
  expect(asked).toMatchObject([{ effort: 'quick', seed: 9, samplesFile: 's.jsonl' }])
  const plain = await bench(documentOf('chain'), 'chain')
  expect(plain.asked).toMatchObject([{ effort: 'usual', seed: 1 }])
  expect(plain.asked[0]).not.toHaveProperty('samplesFile')
})

it('prints tables and how to repeat them, or one document, and writes the document to a file', async () => {
  const out = join(folder, 'run.json')
  const text = await bench(documentOf('chain'), 'chain', '--thorough', '--out', out)
  expect(text.out).toContain('one · measured on this host')
  expect(text.out).toContain('Repeat  tickbench bench chain --thorough --seed 1\n')
  const json = await bench(documentOf('chain'), 'chain', '--json')
  const command = 'tickbench bench chain --seed 1'
  expect(JSON.parse(json.out)).toEqual({ ...documentOf('chain'), tickbench: packageVersion(), command })
  const written = JSON.parse(readFileSync(out, 'utf8'))
  expect(written.command).toBe('tickbench bench chain --thorough --seed 1')
  expect({ ...written, command }).toEqual(JSON.parse(json.out))
})

it('says what was understood before it measures, and nothing of it to programs or when asked to be quiet', async () => {
  const asked: string[] = []
  const measure = (one: SuiteOptions) => {
    asked.push(one.effort)
    return Promise.reject(new SampleLogError('otherPlan', 'no run'))
  }
  const { err } = await bench((_suite, one) => measure(one), 'card', '--quick', '--reader', 'pcsc:')
  expect(err.split('\n').slice(0, 5)).toEqual([
    expect.stringMatching(/^suite      card: what a card takes/),
    'effort     quick, for a look: up to 8 rounds, each of fresh processes, within 10 minutes',
    'card       pcsc:, signs with p256, is only read',
    expect.stringMatching(/^issuer     kept in a file for each card in .+issuers; /),
    'seed       1',
  ])
  expect(asked).toEqual(['quick'])
  for (const silent of ['--json', '--quiet', '-q']) {
    expect((await bench(documentOf('chain'), 'chain', silent)).err).toBe('')
  }
})

it('ends with the answer that its suite names', async () => {
  const results = [
    inventedResult({ name: 'fast', ratioTo: { slow: { median: 3, low: 2.8, high: 3.2 } } }),
    inventedResult({ name: 'slow', doubts: [{ kind: 'tooFewSamples', samples: 3, wanted: 20 }] }),
  ]
  const answers = [
    { name: 'fast', peer: 'slow' },
    { name: 'slow', peer: 'fast' },
  ]
  const { out } = await bench(inventedDocument(results, { suite: 'chain', answers }), 'chain')
  expect(out.split('\n').slice(-4)).toEqual([
    'Repeat  tickbench bench chain --seed 1',
    '',
    'fast ran 3.00 (2.80 – 3.20) times as fast as slow (doubts: a)',
    '',
  ])
})

const rated = (median: number) =>
  inventedDocument([inventedResult({ perSecond: { median, low: median * 0.97, high: median * 1.03 } })], {
    suite: 'chain',
  })

describe('a second run', () => {
  it('is held against the first one, and may be a kept one: nothing is measured then', async () => {
    const [first, second] = [write('first.json', rated(1000)), write('second.json', rated(1100))]
    const { exitCode, out, asked } = await bench(documentOf('chain'), 'chain', '--from', second, '--confirm', first)
    expect({ exitCode, asked }).toEqual({ exitCode: 0, asked: [] })
    expect(out).toContain("of 1 rates 0 hold (0 %): each run's interval holds the other's centre")
    expect(out).toMatch(/^one +a +1,000\/s \(970\/s – 1,030\/s\) +1,100\/s \(1,070\/s – 1,130\/s\)/m)
  })

  it('of a suite of which nothing is published needs the name of a file', async () => {
    const { exitCode, err } = await bench(documentOf('signature'), 'signature', '--confirm')
    expect({ exitCode, err }).toMatchObject({ exitCode: 2, err: expect.stringContaining('name a file') as string })
  })
})

describe('refuses with one line and exit code 2, before anything is measured,', () => {
  it.each([
    ['an unknown suite', ['chains'], 'no suite is called chains: give one of chain, signature'],
    ['a baseline that is not there', ['chain', '--baseline', '/nowhere.json'], 'cannot be read'],
    ['an --out that cannot be written', ['chain', '--out', '/nowhere/run.json'], 'cannot be written'],
  ])('%s', async (_what, args, line) => {
    const { exitCode, err, asked } = await bench(documentOf('chain'), ...args)
    expect({ exitCode, asked }).toEqual({ exitCode: 2, asked: [] })
    expect(err).toContain(line)
  })

  it.each([
    ['no document', '{}', 'is no run (schema: missing)'],
    ['a run without a round', JSON.stringify(inventedDocument([], { suite: 'chain' })), 'holds no measurement'],
    ['a run of another suite', JSON.stringify(documentOf('signature')), 'holds a run of suite signature'],
  ])('a baseline that is %s', async (_what, text, line) => {
    writeFileSync(join(folder, 'b.json'), text)
    const { exitCode, err, asked } = await bench(documentOf('chain'), 'chain', '--baseline', join(folder, 'b.json'))
    expect({ exitCode, asked }).toEqual({ exitCode: 2, asked: [] })
    expect(err).toContain(line)
  })

  it.each([
    ['a strictness that judges nothing', ['chain', '--strict'], '--strict judges two builds'],
    ['a table of one machine', ['chain', '--different-machine'], '--different-machine shows two runs'],
    ['noise beside a run', ['noise', '--rounds', '9'], 'noise compares runs of its own: leave out --rounds'],
    ['a folder without a build', ['chain', '--against', '/nowhere'], '--against: /nowhere holds no compiled program'],
  ])('%s', async (_what, args, line) => {
    const { exitCode, err, asked } = await bench(documentOf('chain'), ...args)
    expect({ exitCode, asked, lines: err.split('\n').length }).toEqual({ exitCode: 2, asked: [], lines: 1 })
    expect(err).toContain(line)
  })

  it('both efforts at once, and a kept run that is sampled anew', async () => {
    expect((await tickbench('bench', 'chain', '--quick', '--thorough')).exitCode).toBe(2)
    expect((await tickbench('bench', 'chain', '--from', 'a.json', '--samples', 's')).exitCode).toBe(2)
  })
})

it.each([
  new SampleLogError('otherPlan', 'samples of another plan'),
  new NotBuiltError(),
  new NotComparable('node (20, 24)'),
])('shows $name as one line for the user', async (error) => {
  const { exitCode, err } = await bench(() => Promise.reject(error), 'chain', '-q')
  expect({ exitCode, err }).toEqual({ exitCode: 2, err: `tickbench: ${error.message}` })
})

it('says in one line that a card does nothing of all that, and ends as a refusal', async () => {
  const nothing = new NothingMeasurable('not measured, the card gave no answer: reset')
  const { exitCode, err } = await bench(() => Promise.reject(nothing), 'card', '--reader', 'pcsc:', '-q')
  expect({ exitCode, err }).toEqual({
    exitCode: 5,
    err: 'tickbench: nothing could be measured: not measured, the card gave no answer: reset',
  })
})

it('ends early with what there is on an interrupt, and leaves the next one alone', async () => {
  const { exitCode, out, err } = await bench(async (_suite, { signal, progress }) => {
    progress?.(3, 4, 1)
    process.emit('SIGINT')
    expect(signal?.aborted).toBe(true)
    return documentOf('chain')
  }, 'chain')
  expect(exitCode).toBe(0)
  expect(out).toContain('one · measured')
  expect(err).toContain('Ctrl-C again')
  expect(process.listenerCount('SIGINT')).toBe(0)
})

it('ends with 130 and writes nothing when it was interrupted before its first round', async () => {
  const out = join(folder, 'run.json')
  expect(await bench(() => Promise.reject(new NothingMeasured()), 'chain', '--out', out)).toMatchObject({
    exitCode: 130,
    out: '',
    err: expect.stringMatching(
      /^tickbench: interrupted before the first round was measured: nothing was written$/m,
    ) as string,
  })
  expect(existsSync(out)).toBe(false)
})

describe('a suite that uses a card', () => {
  it('is told which one, with its profile and wire, and whether it may be changed', async () => {
    const ran = await bench(documentOf('card'), 'card', '--card-profile', 'jcop4-j3r180:contactless-106')
    expect(ran.asked[0]?.card).toMatchObject({
      reader: 'emulated:',
      suite: 'p256',
      mayChange: false,
      profile: { profile: { name: 'jcop4-j3r180' }, wire: { kind: 'contactless', kbitPerSecond: 106 } },
    })
    const real = await bench(documentOf('card'), 'card', '--reader', 'pcsc:A 00', '--yes-change-this-card')
    expect(real.asked[0]?.card).toEqual({ reader: 'pcsc:A 00', suite: 'p256', mayChange: true })
  })

  it.each([
    ['a reader for a suite without cards', ['chain', '--reader', 'pcsc:'], /suite chain uses no card/],
    ['a reader for a suite of many cards', ['scheme', '--reader', 'pcsc:'], /gives each buyer an emulated card/],
    ['a profile for a card in a reader', ['card', '--reader', 'pcsc:', '--card-profile', 'ideal'], /a time of its own/],
    ['a profile that nobody knows', ['card', '--card-profile', 'nobody'], /--card-profile nobody: no such card/],
    ['a recording', ['card', '--reader', 'replay:x'], /a recording cannot be measured/],
    ['an address that is none', ['card', '--reader', 'telepathy:'], /not a reader address/],
    ['an issuer of no card', ['card', '--issuer', 'x'], /--issuer is of a card in a reader: name it/],
    ['an issuer that is none', ['card', '--reader', 'pcsc:', '--issuer', 'README.md'], /README.md is no issuer/],
    ['another suite to give away', ['chain', '--contribute'], /--contribute gives away a run of suite card/],
  ])('refuses %s before anything is measured', async (_, args, message) => {
    const ran = await bench(documentOf('chain'), ...args)
    expect(ran).toMatchObject({ exitCode: 2, asked: [] })
    expect(ran.err).toMatch(message)
  })

  it('gives its run away with the raw samples, and never over a file that is there', async () => {
    const file = join(folder, 'mine.json')
    const block = { name: 'a', seat: 'a', round: 0, operations: 1, waitedShare: 0, operationNs: [5], baselineNs: [] }
    const measured: Measure = (_, { samplesFile = '' }) => {
      const plan = { suite: 'card', seed: 1, cases: [], rounds: 1, sampleNs: 0, leastSamples: 1, mostSamples: 1 }
      openSampleLog(samplesFile, { plan, machine: {} }).keep(block)
      return Promise.resolve(documentOf('card'))
    }
    const { exitCode, err, asked } = await bench(measured, 'card', '--contribute', file)
    expect(exitCode).toBe(0)
    expect(err).toContain('tickbench profiles add')
    expect(err).toContain('its ATR as it sends it, none')
    expect(parseContribution(readFileSync(file, 'utf8'))).toEqual({ document: documentOf('card'), samples: [block] })
    expect(existsSync(asked[0]?.samplesFile ?? '')).toBe(false)
    expect(await bench(measured, 'card', '--contribute', file)).toMatchObject({ exitCode: 2, asked: [] })
  })
})
