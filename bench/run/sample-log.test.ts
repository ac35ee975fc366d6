import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Plan } from './plan.ts'
import type { SampleBlock } from './sample-block.ts'
import { openSampleLog, readSampleLog, SampleLogError } from './sample-log.ts'
import { inventedCase, inventedExecutor } from './testing/invented-executor.ts'
import { runInvented } from './testing/invented-seats.ts'

const plan: Plan = {
  suite: 'invented',
  seed: 3,
  cases: ['a', 'b'].map(inventedCase),
  rounds: 3,
  sampleNs: 1_000,
  leastSamples: 2,
  mostSamples: 2,
}
const head = { plan, machine: { cpu: 'invented', node: undefined } }
const executor = () => inventedExecutor(() => ({ operation: () => 10, baseline: () => 1 }))

let directory = ''
let path = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tickbench-'))
  path = join(directory, 'run.jsonl')
})
afterEach(() => rmSync(directory, { recursive: true }))

it('gives back what a run wrote', async () => {
  const { blocks } = await runInvented(plan, executor, { store: openSampleLog(path, head) })
  const read = readSampleLog(path)
  expect(sorted(read.blocks)).toEqual(sorted(blocks))
  expect(read.head.plan).toEqual(plan)
})

it('counts a block once that was kept twice, as by a run that outlived its terminal', async () => {
  const { blocks } = await runInvented(plan, executor, { store: openSampleLog(path, head) })
  const [, first] = readFileSync(path, 'utf8').split('\n')
  appendFileSync(path, `${first}\n`)
  expect(sorted(readSampleLog(path).blocks)).toEqual(sorted(blocks))
})

it('has every block in the file before the next one is measured', async () => {
  const lines: number[] = []
  const progress = () => void lines.push(readFileSync(path, 'utf8').split('\n').length - 2)
  await runInvented(plan, executor, { store: openSampleLog(path, head), progress })
  expect(lines).toEqual([0, 0, 1, 2, 3, 4, 5, 6]) // two pilots first
})

it('goes on after a crash at any byte of the file and ends with the file of an undisturbed run', async () => {
  await runInvented(plan, executor, { store: openSampleLog(path, head) })
  const whole = readFileSync(path)
  for (let length = 0; length < whole.length; length += 13) {
    truncateSync(path, 0)
    appendFileSync(path, whole.subarray(0, length))
    await runInvented(plan, executor, { store: openSampleLog(path, head) })
    expect(linesIn(readFileSync(path))).toEqual(linesIn(whole))
  }
})

describe('refuses', () => {
  it('samples of another plan', () => {
    openSampleLog(path, head)
    expect(codeOf(() => openSampleLog(path, { ...head, plan: { ...plan, seed: 4 } }))).toBe('otherPlan')
  })

  it('samples of another machine', () => {
    openSampleLog(path, head)
    expect(codeOf(() => openSampleLog(path, { ...head, machine: { cpu: 'other' } }))).toBe('otherMachine')
  })

  it.each([
    'a letter to somebody, long enough to be more than a torn head '.repeat(10),
    'a short letter without a line end',
    '{"schema":"other/1"}\n',
    '[1]\n',
  ])('a file that holds no samples, and leaves it alone: %j', (content) => {
    writeFileSync(path, content)
    expect(codeOf(() => openSampleLog(path, head))).toBe('notSamples')
    expect(readFileSync(path, 'utf8')).toBe(content)
  })

  it.each([
    '{',
    '{}',
    '{"name":"a","seat":"a","round":0,"waitedShare":0,"operations":0,"operationNs":[1],"baselineNs":[]}',
    '{"name":"a","seat":"a","round":0,"waitedShare":0,"operations":1,"operationNs":[-1],"baselineNs":[]}',
    '{"name":"a","seat":"a","round":0,"waitedShare":0,"operations":1,"operationNs":[1.5],"baselineNs":[]}',
    '{"name":"a","seat":"a","round":0,"waitedShare":0,"operations":1,"operationNs":[],"baselineNs":[]}',
    '{"name":"a","seat":"a","round":0,"waitedShare":0,"operations":1,"operationNs":[1,2],"baselineNs":[1]}',
    '{"name":"a","seat":"a","round":"0","waitedShare":0,"operations":1,"operationNs":[1],"baselineNs":[]}',
  ])('a broken line in the middle: %s', (line) => {
    openSampleLog(path, head)
    appendFileSync(path, `${line}\n`)
    expect(codeOf(() => openSampleLog(path, head))).toBe('brokenLine')
  })
})

it('names the line and the field that are broken', () => {
  openSampleLog(path, head)
  appendFileSync(path, '{"name":"a"}\n')
  expect(() => readSampleLog(path)).toThrow(`${path}, line 2: seat`)
})

/** What waited, and with it the order within a round that went on, is another each time. */
function linesIn(file: Uint8Array): string[] {
  return new TextDecoder()
    .decode(file)
    .replaceAll(/"waitedShare":[^,]*/g, '')
    .split('\n')
    .toSorted()
}

function sorted(blocks: readonly SampleBlock[]): readonly SampleBlock[] {
  return blocks.toSorted((a, b) => a.round - b.round || a.name.localeCompare(b.name))
}

function codeOf(open: () => unknown) {
  try {
    open()
  } catch (error) {
    return error instanceof SampleLogError ? error.code : error
  }
  return 'nothing'
}
