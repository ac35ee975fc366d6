import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { inventedDocument, inventedEnvironment, inventedResult } from '../measure/testing/documents.ts'
import { openSampleLog } from '../run/sample-log.ts'
import { tickbench } from './testing/captured.ts'

let folder: string
let run: string
let bench: string

function line(item: string): string {
  return `10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET ${item} HTTP/1.0" 200 100\n`
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'report-'))
  const log = join(folder, 'x<script>.log')
  writeFileSync(log, line('/a/1') + line('/a/2') + line('/a|b/3'))
  run = join(folder, 'run.json')
  const { out } = await tickbench('compare', log, '--reader', 'emulated:', '--json')
  writeFileSync(run, out)
  bench = join(folder, 'bench.json')
  writeFileSync(bench, JSON.stringify(inventedDocument([inventedResult({ name: 'a <b>' })])))
})
afterAll(() => rmSync(folder, { recursive: true }))

const only = ['--figure', 'tick-time']

describe('formats', () => {
  it('a page that asks for nothing, runs nothing and escapes everything', async () => {
    const out = join(folder, 'page.html')
    const { out: said, exitCode } = await tickbench('report', run, bench, ...only, '--out', out)
    const html = readFileSync(out, 'utf8')
    expect([said, exitCode]).toEqual([`Report  ${out}\n`, 0])
    expect(html).not.toMatch(/<script|https?:(?!\/\/www\.w3\.org\/2000\/svg)|url\(|@import/)
    expect(html).not.toMatch(/(src|href)="(?!#|data:,")/)
    for (const part of ['agrees with the log', 'Suite invented', 'a &#60;b&#62;', '<svg', 'JCOP4', 'Repeat']) {
      expect(html).toContain(part)
    }
  })

  it('JSON holds the runs and raw values with their units', async () => {
    const { out } = await tickbench('report', run, ...only, '--json')
    const { schema, runs, figures } = JSON.parse(out)
    expect([schema, runs.length, figures.length]).toEqual(['tickbench.report/1', 1, 1])
    expect(figures[0]).toMatchObject({
      id: 'tick-time',
      origins: ['modelled'],
      units: { 'one tick, at least': 'ns', 'one tick, at most': 'ns' },
    })
    const { 'one tick, at least': least, 'one tick, at most': most, ...others } = figures[0].rows[0]
    const { 'dispatch and bytecode, at most': dispatch, ...parts } = others
    const sum = Object.values(parts).reduce<number>((all, part) => all + (typeof part === 'number' ? part : 0), 0)
    expect(sum).toBeCloseTo(least, 3)
    expect(sum + dispatch).toBeCloseTo(most, 3)
    expect(figures[0].doubts.join('\n')).toMatch(/^wire: contacts, T=1, clock 4 MHz, Fi\/Di 31 .*: .*J3R180/m)
  })

  it('CSV has one value a line', async () => {
    const { out } = await tickbench('report', ...only, '--format', 'csv')
    const [head, first] = out.split('\r\n')
    expect(head).toBe('figure,origin,row,name,column,unit,value')
    expect(first?.split(',')).toHaveLength(7)
  })

  it('Markdown has the comparison and the table of the figure', async () => {
    const { out } = await tickbench('report', run, ...only, '--format', 'md')
    expect(out).toContain('| payments | 3 | 3 |')
    expect(out).toContain('## Where the time of a tick goes, card by card')
  })
})

it('Markdown holds no markup that came with a run', async () => {
  const name = '<img src=x>|[a](b)\n```\n# h'
  const result = inventedResult({ name, latencyNs: { p50: 1, p95: 1, p99: 1, max: 1 } })
  const odd = join(folder, 'odd.json')
  writeFileSync(odd, JSON.stringify(inventedDocument([result], { suite: 'odd', notes: [name] })))
  const { out } = await tickbench('report', odd, '--figure', 'latency', '--format', 'md')
  const [text = '', printed = ''] = out.split('## Suite odd')
  expect(text).toContain(String.raw`&lt;img src=x>\|\[a](b) `)
  expect(text).not.toMatch(/<img|[^\\]\[a\]|^```/m)
  expect(printed.match(/^````$/gm)).toHaveLength(2)
})

describe('what is no run', () => {
  it.each([
    ['{"schema":"tickbench.compare/1"}', 'tickbench: missing'],
    ['{"schema":"other/1"}', 'schema: not tickbench.compare/1'],
    ['not JSON', 'not JSON'],
    ['[]', 'not an object'],
    [
      '{"schema":"tickbench.bench/1","suite":"x","environment":{},"seed":1,"confidence":1,"results":[]}',
      'environment.platform: missing',
    ],
  ])('%s is refused in one line', async (text, why) => {
    const file = join(folder, 'wrong.json')
    writeFileSync(file, text)
    const { err, exitCode } = await tickbench('report', file, '--format', 'md')
    expect(exitCode).toBe(2)
    expect(err).toContain(why)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  it('every field of a comparison may be wrong without a fault of our own', async () => {
    const document = JSON.parse(readFileSync(run, 'utf8'))
    for (const key of Object.keys(document)) {
      const file = join(folder, 'wrong.json')
      writeFileSync(file, JSON.stringify({ ...document, [key]: { wrong: [null] } }))
      expect({ key, ...(await tickbench('report', file, '--format', 'md', ...only)) }).toMatchObject({
        key,
        exitCode: 2,
      })
    }
  })

  it('a folder that is not there is said before anything is drawn', async () => {
    const file = join(folder, 'none', 'page.html')
    for (const args of [
      ['report', '--out'],
      ['compare', '--reader', 'emulated:', '--report'],
    ]) {
      const { err, exitCode } = await tickbench(...args, file)
      expect(exitCode).toBe(2)
      expect(err).toContain(`tickbench: ${args.at(-1)} ${file} cannot be written`)
    }
  })

  it('a file that is not there, and a terminal', async () => {
    expect(await tickbench('report', join(folder, 'none'))).toMatchObject({ exitCode: 2 })
    expect((await tickbench('report', '-')).err).toContain('standard input is a terminal')
  })
})

it.skipIf(process.platform === 'win32')('reads a pipe whose writer takes its time', () => {
  const program = fileURLToPath(new URL('main.ts', import.meta.url))
  const slowly = '{ head -c 100 "$2"; sleep 2; tail -c +101 "$2"; } | "$0" --import tsx "$1" report - --format csv'
  const { status, stdout, stderr } = spawnSync('sh', ['-c', slowly, process.execPath, program, run], {
    encoding: 'utf8',
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('ikp-coupon')
})

describe('one figure for a paper', () => {
  const cost = ['--figure', 'payment-cost']

  it('is an SVG by the name of its file, as wide as a column', async () => {
    const out = join(folder, 'cost.svg')
    const { out: said, exitCode } = await tickbench('report', run, ...cost, '--width', 'column', '--out', out)
    expect([said, exitCode]).toEqual([`Report  ${out}\n`, 0])
    const svg = readFileSync(out, 'utf8')
    expect(svg).toMatch(/^<svg [^>]*width="3.5in"/)
    expect(svg).toContain('ikp-coupon · ')
    expect(svg).not.toContain('x<script>')
  })

  it.each([
    ['svg without a figure', ['--format', 'svg'], 'svg is of one figure: name it with --figure NAME'],
    ['of two', [...cost, ...only, '--format', 'svg'], 'svg is of one figure'],
    ['a width of text', [...cost, '--format', 'md', '--width', '3'], '--width and --panel are for one --figure'],
    ['a width of nothing', [...cost, '--format', 'svg', '--width', '0.1'], 'give column, page, or inches from 2 to 40'],
    ['no such picture', [...cost, '--format', 'svg', '--panel', '2'], '--panel 2: payment-cost has no such picture'],
    ['a picture to a terminal', [...cost, '--format', 'png'], 'png goes to a file: add --out FILE.png'],
    ['contradictions', [...cost, '--format', 'csv', '--out', 'x.svg'], 'contradict each other'],
  ])('refuses %s in one line', async (_, args, why) => {
    const { err, exitCode } = await tickbench('report', run, ...args)
    expect(exitCode).toBe(2)
    expect(err).toContain(why)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  it('says what a run lacks for it', async () => {
    const { err, exitCode } = await tickbench('report', bench, ...cost, '--format', 'svg')
    expect([err, exitCode]).toEqual(['tickbench: --figure payment-cost: none of the runs given has what it shows\n', 2])
  })

  it('says how to get what prints it, before it draws', async () => {
    vi.stubEnv('TICKBENCH_CHROMIUM', '/none')
    const { err, exitCode } = await tickbench('report', run, ...cost, '--out', join(folder, 'cost.pdf'))
    vi.unstubAllEnvs()
    expect(exitCode).toBe(2)
    expect(err).toMatch(/cost.pdf is printed by Chromium, which is not here: get it with: .*TICKBENCH_CHROMIUM.*\n$/)
  })
})

/** Samples of the invented suite, as an interrupted run leaves them. */
function sampled(seed: number): string {
  const file = join(folder, `samples-${seed}.jsonl`)
  const commit = inventedEnvironment.commit
  rmSync(file, { force: true })
  const cases = [{ name: 'a', scenario: 's', target: 't', parameters: {}, seat: 'a' }]
  const plan = { suite: 'invented', seed, rounds: 8, leastSamples: 1, mostSamples: 1, sampleNs: 1e6, cases }
  openSampleLog(file, { plan, machine: { commit } })
  return file
}

describe('an archive', () => {
  it('holds the runs as they are, their samples, page and values, and the digest of each', async () => {
    const dir = join(folder, 'archive')
    const { out, exitCode } = await tickbench('report', run, bench, ...only, '--archive', dir, '--samples', sampled(7))
    expect([out, exitCode]).toEqual([`Archive  ${dir}\n`, 0])
    const names = [
      'run-1-compare.json',
      'run-2-invented.json',
      'run-2-invented-samples-1.jsonl',
      'report.html',
      'figures.csv',
    ]
    expect(readdirSync(dir).toSorted()).toEqual([...names, 'SHA256SUMS', 'manifest.json'].toSorted())
    expect(readFileSync(join(dir, 'run-1-compare.json'), 'utf8')).toBe(readFileSync(run, 'utf8'))
    const { files } = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'))
    expect(files.map(({ name }: { name: string }) => name)).toEqual(names)
    for (const { name, sha256 } of files) {
      expect(
        createHash('sha256')
          .update(readFileSync(join(dir, name)))
          .digest('hex'),
      ).toBe(sha256)
    }
    const again = await tickbench('report', run, '--archive', dir)
    expect(again).toMatchObject({ exitCode: 2, err: `tickbench: --archive ${dir} is not empty: name a new folder\n` })
  })

  it('takes samples of its runs only, says which are missing, and leaves nothing where it refuses', async () => {
    const dir = join(folder, 'refused')
    const wrong = await tickbench('report', bench, ...only, '--archive', dir, '--samples', sampled(8))
    expect(wrong).toMatchObject({ exitCode: 2 })
    expect(wrong.err).toContain('are of suite invented, seed 8: none of the runs given is that run')
    expect(existsSync(dir)).toBe(false)
    expect((await tickbench('report', bench, '--samples', bench)).err).toContain('add --archive DIR')
    const without = await tickbench('report', bench, ...only, '--archive', join(folder, 'without'))
    expect(without.err).toContain('no samples of bench invented')
  })
})
