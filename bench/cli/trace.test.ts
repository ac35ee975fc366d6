import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { tickbench, tickbenchAt } from './testing/captured.ts'
import { startTrace } from './trace-sinks.ts'
import { withTraceWords } from './trace-words.ts'

const folder = mkdtempSync(join(tmpdir(), 'tickbench-'))
afterAll(() => rmSync(folder, { recursive: true }))

const RUN = ['compare', '--payments', '10', '--seed', '3', '--suite', 'p256', '--quiet'] as const

describe('the words behind --trace', () => {
  it.each([
    ['a file that follows is the verb’s', ['--trace', 'access.log'], ['--trace=apdus,messages', 'access.log']],
    [
      'words follow with spaces or commas',
      ['--trace', 'writes', 'checks,money', 'x'],
      ['--trace=writes,checks,money', 'x'],
    ],
    ['at the end it is the usual ones', ['--trace'], ['--trace=apdus,messages']],
    ['what another program is given stays', ['--', '--trace'], ['--', '--trace']],
    ['one word stays as it is', ['--trace=all'], ['--trace=all']],
  ])('%s', (_what, given, read) => {
    expect(withTraceWords(['compare', ...given])).toEqual(['compare', ...read])
  })

  it('are refused in one line where they are none', async () => {
    const { exitCode, err } = await tickbench(...RUN, '--trace=apdu')
    expect([exitCode, err]).toEqual([2, expect.stringMatching(/^tickbench: .*give some of apdus, messages, .*\n$/)])
  })
})

describe.skipIf(!existsSync('/dev/full'))('a disk that is full', () => {
  it('ends the file and not the work, and is told of at the end', () => {
    let said = ''
    const tracing = startTrace({ words: undefined, columns: 80, file: '/dev/full' }, (text) => (said += text))
    const lane = tracing.witness.lane('card')
    for (let i = 0; i < 3; i += 1) lane.tell({ kind: 'note', says: 'paid' })
    expect(said).toBe('')
    tracing.close()
    expect(said).toBe('tickbench: --trace-file /dev/full is cut off: the disk took no more\n')
  })
})

describe('compare --trace', () => {
  it('prints a line an event, each as wide as the terminal at most', async () => {
    const { err } = await tickbenchAt({ columns: 80 }, ...RUN, '--trace', 'all')
    const lines = err.trimEnd().split('\n').slice(2) // behind the note, which is folded
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(lines.some((line) => /^ {4}1 cafe-tick {6}> TICK: pays one tick more/.test(line))).toBe(true)
    expect(lines.some((line) => /^ {4}1 ikp-coupon {5}buyer -> seller: Micro-Payment/.test(line))).toBe(true)
  })

  it('prints only what was asked for', async () => {
    const { err } = await tickbench(...RUN, '--trace=money')
    const lines = err.trimEnd().split('\n').slice(1)
    expect(lines.every((line) => /\d+ (?:held|moved|paid|returned): .+ -> .+/.test(line))).toBe(true)
    expect(lines.length).toBeGreaterThan(20)
  })

  it('says that the run is slower, and changes nothing else of it', async () => {
    const [plain, traced] = [await tickbench(...RUN, '--json'), await tickbench(...RUN, '--json', '--trace=money')]
    expect(figures(traced.out)).toEqual(figures(plain.out))
    expect(traced.err).toMatch(/^tickbench: traced: the schemes run in one process/)
  })

  it('writes all of it to a new file, and never over one', async () => {
    const file = join(folder, 'session.jsonl')
    expect((await tickbench(...RUN, '--trace-file', file)).exitCode).toBe(0)
    const [header, ...events] = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(header).toMatchObject({ schema: 'tickbench.lab/1' })
    expect(events.map((event) => Reflect.get(event, 'seq'))).toEqual(events.map((_, at) => at + 1))
    const again = await tickbench(...RUN, '--trace-file', file)
    expect([again.exitCode, again.err]).toEqual([2, expect.stringContaining('give the name of a new file')])
  })
})

function figures(out: string) {
  const { schemes } = JSON.parse(out) as { readonly schemes: readonly Record<string, unknown>[] }
  return schemes.map(({ name, operations, messages, bytes, revenue, apdus }) => {
    return { name, operations, messages, bytes, revenue, apdus }
  })
}
