import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { expect, it } from 'vitest'
import { declareReproduce } from '../cli/commands/reproduce.ts'
import type { Measure } from '../cli/commands/bench.ts'
import { recordingTerminal } from '../cli/testing/captured.ts'
import { inventedDocument, inventedResult } from '../measure/testing/documents.ts'
import { parseBenchDocument, type BenchDocument, type BenchResult } from '../measure/result.ts'
import { measuredProfile } from '../model/measured-profile.ts'
import { countScheme } from '../model/scheme-counts.ts'
import { PLAIN, type Look } from '../words/look.ts'
import { widthOf } from '../words/width.ts'
import { caseId } from '../run/document.ts'
import { eraCases } from '../suites/era.ts'
import { reproduceDocument, type ReproduceDocument } from './document.ts'

const PROCESSES = 8

/** A machine on which everything takes a microsecond, but signatures a millisecond. */
function invented(leftOut = ''): BenchDocument {
  const ratio = { median: 1000, low: 990, high: 1010 }
  const cases = eraCases()
  const names = new Map(cases.map((one) => [caseId(one), one.name]))
  const results = cases
    .filter((one) => caseId(one) !== leftOut)
    .map(({ name, scenario, display }) =>
      inventedResult({
        ...(display.id !== undefined && { id: display.id }),
        name,
        seat: 'all',
        processNs: Array.from({ length: PROCESSES }, () => (scenario === 'sign' ? 1e6 : 1e3)),
        perSecond: scenario === 'sign' ? { median: 1e3, low: 900, high: 1100 } : { median: 1e6, low: 9e5, high: 1.1e6 },
        ratioTo: Object.fromEntries(display.peers.map((peer) => [names.get(peer), ratio])),
      }),
    )
  return inventedDocument(results, { suite: '1996' })
}

const facts = { tickbench: '0', command: 'tickbench reproduce 1996', seed: 1 }

it('takes ratios as they were paired, and keeps their intervals', async () => {
  const { published, measured } = await reproduceDocument(facts, invented(), [await countScheme('ikp-macro', [1, 2])])
  expect(published).toMatchObject({ hashNs: 50_000, verify: 100, sign: 10_000 })
  expect(measured).toHaveLength(6)
  for (const { sign, hashNs } of measured) {
    expect(sign).toEqual({ median: 1000, low: 990, high: 1010 })
    expect(hashNs?.low).toBeLessThan(hashNs?.median ?? 0)
  }
})

it('multiplies counts by measured times, and calls that modelled', async () => {
  const counts = [await countScheme('ikp-macro', [1]), await countScheme('ikp-coupon', [1])]
  const { wins } = await reproduceDocument(facts, invented(), counts)
  expect(wins.map(({ profile, origin }) => [profile, origin])).toEqual([
    ['workstation-1996', 'modelled'],
    ['node-1996', 'modelled'],
    ['node-ed25519', 'modelled'],
    ['noble-ed25519', 'modelled'],
  ])
  // 4 signatures of a millisecond; 11 hashes, 11 verifications, an encryption and a decryption of a microsecond
  expect(wins[1]!.costs.ns['ikp-macro']![0]).toBeCloseTo(4e6 + 24e3, -1)
})

it('tells no break-even of a machine whose prices are of too few processes, or of none together', async () => {
  const counts = [await countScheme('ikp-macro', [1, 2]), await countScheme('ikp-coupon', [1, 2])]
  const run = invented()
  const part = (change: (result: BenchResult) => Partial<BenchResult>): BenchDocument => {
    return { ...run, results: run.results.map((result) => ({ ...result, ...change(result) })) }
  }
  for (const [document, processes] of [
    [part(({ processNs }) => ({ processNs: processNs.slice(0, 5) })), 5],
    [part(({ name }) => ({ seat: name })), 0],
  ] as const) {
    const [then, now] = (await reproduceDocument(facts, document, counts)).wins
    expect(then?.breakEvens[0]?.zones.map(({ label }) => label)).toEqual(['ikp-macro', 'ikp-coupon'])
    expect(now?.breakEvens[0]?.zones.map(({ label }) => label)).toEqual(['?'])
    expect(now?.doubts.join()).toContain(`this run has ${processes}`)
  }
})

it('leaves out a machine that lacks an operation, and a ratio that is not there', async () => {
  const counts = [await countScheme('ikp-macro', [1])]
  const { wins, measured, doubts } = await reproduceDocument(facts, invented('decrypt/1996/node'), counts)
  expect(wins.map(({ profile }) => profile)).not.toContain('node-1996')
  expect(
    (await reproduceDocument(facts, invented('hash/node'), counts)).measured.find(({ engine }) => engine === 'node'),
  ).toMatchObject({ hashNs: null, sign: null })
  expect(measured.every(({ sign }) => sign !== null)).toBe(true)
  expect(doubts).toEqual(['RSA-1024 on node: no costs, for the run lacks the time of an operation'])
})

/** The same run by a program that calls everything something else. */
function renamed(run: BenchDocument): BenchDocument {
  const results = run.results.map((result) => ({
    ...result,
    name: `was ${result.name}`,
    ratioTo: Object.fromEntries(Object.entries(result.ratioTo).map(([peer, ratio]) => [`was ${peer}`, ratio])),
  }))
  return { ...run, results }
}

/** The same run as it was written before results had ids. */
function withoutIds(run: BenchDocument): BenchDocument {
  return parseBenchDocument(JSON.stringify(run, (key, value: unknown) => (key === 'id' ? undefined : value)))
}

it('finds the same figures whatever the results are called', async () => {
  const counts = [await countScheme('ikp-macro', [1, 2])]
  const run = invented()
  expect(await reproduceDocument(facts, renamed(run), counts)).toEqual(await reproduceDocument(facts, run, counts))
  expect(measuredProfile(renamed(run), 'node', '1996')).toEqual(measuredProfile(run, 'node', '1996'))
  expect(measuredProfile(run, 'node', '1996')).toBeDefined()
})

it('finds the profile of a machine in a run that is older than ids', () => {
  for (const { engine, suite } of [
    { engine: 'node', suite: '1996' },
    { engine: 'noble', suite: 'ed25519' },
  ] as const) {
    expect(measuredProfile(withoutIds(invented()), engine, suite)).toEqual(measuredProfile(invented(), engine, suite))
  }
  expect(measuredProfile(renamed(withoutIds(invented())), 'node', '1996')).toBeUndefined()
})

it('says of a ratio that nothing bounds that it is not there', async () => {
  const run = invented()
  const results = run.results.map((result) => (result.id === 'hash/noble' ? { ...result, ratioTo: {} } : result))
  const { doubts } = await reproduceDocument(facts, { ...run, results }, [])
  expect(doubts).toEqual([
    'Ed25519 on noble: not every ratio was measured in this run',
    'P-256 on noble: not every ratio was measured in this run',
  ])
})

function reproduce(...args: string[]): ReturnType<typeof reproduceAt> {
  return reproduceAt(PLAIN, ...args)
}

async function reproduceAt(look: Look, ...args: string[]): Promise<{ out: string; asked: unknown[] }> {
  const asked: unknown[] = []
  const measure: Measure = (suite, { effort, seed }) => {
    asked.push([suite.name, effort, seed])
    return Promise.resolve(invented())
  }
  const { terminal, written } = recordingTerminal(look)
  const program = new Command('tickbench').exitOverride()
  declareReproduce(
    program.command('reproduce'),
    { terminal, args: ['reproduce', ...args], end: () => undefined },
    measure,
  )
  await program.parseAsync(['reproduce', ...args], { from: 'user' })
  return { out: written().out, asked }
}

it('fits 80 columns', async () => {
  const { out } = await reproduceAt({ ...PLAIN, width: 80 }, '1996', '--quick')
  expect(out.split('\n').filter((line) => widthOf(line) > 80)).toEqual([])
})

it('prints published, measured and modelled figures in tables of their own', async () => {
  const { out, asked } = await reproduce('1996', '--quick')
  expect(asked).toEqual([['1996', 'quick', 1]])
  expect(out).toContain('then, workstation       50.0 µs')
  expect(out).toContain('now, RSA-1024 on node')
  expect(out).toMatch(/coupon beats iKP macro payment +from 2 payments/)
  expect(out).toContain('Cheapest on workstation of 1996: modelled')
  expect(out).toContain('Repeat  tickbench reproduce 1996 --quick --seed 1')
  const { schema, wins } = JSON.parse((await reproduce('1996', '--quick', '--json')).out) as ReproduceDocument
  expect([schema, wins.length]).toEqual(['tickbench.reproduce/2', 4])
})

it('writes a page with its tables and a chart a machine, and measures nothing for a file that it cannot write', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reproduce-'))
  const file = join(folder, 'page.html')
  try {
    expect((await reproduce('1996', '--quick', '--out', file)).out).toContain(`Report  ${file}\n`)
    const html = readFileSync(file, 'utf8')
    const { out } = await reproduce('1996', '--quick', '--json')
    const { wins } = JSON.parse(out) as ReproduceDocument
    expect(html.match(/class="chart wide"/g)).toHaveLength(wins.length)
    for (const { title } of wins) expect(html).toContain(`<caption>Cheapest on ${title}</caption>`)
    expect(html.match(/class="answer"/g)).toHaveLength(3)
    expect(html.indexOf('class="answer"')).toBeLessThan(html.indexOf('<table'))
    expect(html).toContain('In 1996 a verification cost 100 hashes and a signature 10,000, as published.')
    expect(html).not.toMatch(/<script|https?:(?!\/\/www\.w3\.org\/2000\/svg)|url\(/)
    for (const out of [join(folder, 'none', 'page.html'), join(folder, 'page.csv')]) {
      await expect(reproduce('1996', '--out', out)).rejects.toThrow(`--out ${out}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('knows no other year', async () => {
  await expect(reproduce('1995')).rejects.toThrow('give 1996')
})
