import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { descendantsOf, HAS_PROC, isRunning, processorSeconds, until } from '../run/testing/processes.ts'
import { SCHEME_NAMES } from '../scheme/named.ts'
import { partition } from './side-by-side.ts'

describe.each([1, 2, 3, 64])('%i processes', (jobs) => {
  it('share the schemes out, each to one', () => {
    const groups = partition(SCHEME_NAMES, jobs)
    expect(groups.flat().toSorted()).toEqual([...SCHEME_NAMES].toSorted())
    expect(groups.length).toBe(Math.min(jobs, SCHEME_NAMES.length))
    expect(groups.every((names) => names.length > 0)).toBe(true)
  })
})

it('are given about as much to do each', () => {
  const [first = [], second = []] = partition(SCHEME_NAMES, 2)
  expect(first).toContain('ikp-macro')
  expect(second.length).toBeGreaterThan(first.length)
})

describe.skipIf(!HAS_PROC)('a long run in two processes', { timeout: 120_000 }, () => {
  it('takes both with it when a signal ends the program alone', async () => {
    const { program, children, ended } = await longRun()
    program.kill('SIGINT')
    expect(await ended).toEqual({ code: null, said: '' })
    await until(() => !children.some(isRunning))
  })

  it('ends with one line when one of the two is ended, and takes the other with it', async () => {
    const { children, ended } = await longRun()
    process.kill(children[0]!, 'SIGKILL')
    expect(await ended).toEqual({
      code: 130,
      said: expect.stringMatching(/^tickbench: the process that ran [a-z-]+ was ended from outside by SIGKILL: .+\n$/),
    })
    expect(children.some(isRunning)).toBe(false)
  })
})

/** Of many minutes. */
async function longRun() {
  const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
  const words = ['compare', '--reader', 'emulated:', '--scheme', 'ikp-macro', '--scheme', 'cafe-tick', '--quiet']
  const more = ['--jobs', '2', '--payments', '20000']
  const program = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...words, ...more])
  let said = ''
  program.stdout.resume() // what was understood, before the work begins
  program.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(program, 'close').then(([code]) => ({ code: code as number | null, said }))
  const children = (): readonly number[] => descendantsOf(program.pid!, 'compare-child')
  await until(() => children().length === 2 && children().every(computes))
  return { program, children: children(), ended }
}

/** For so long that it has surely begun with its work. */
function computes(pid: number): boolean {
  return processorSeconds(pid) > 1
}
