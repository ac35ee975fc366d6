import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { SCHEME_NAMES } from '../scenario/scheme.ts'
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

it('end all and quietly when one of them has failed: one line for the user and its exit code', async () => {
  // No profile of a card has a figure for Ed25519: ticks fail when they are done, long before the dearest scheme is.
  const schemes = ['--scheme', 'ikp-macro', '--scheme', 'cafe-tick', '--jobs', '2', '--payments', '300']
  const ran = await tickbenchAlone('compare', ...schemes, '--card-profile', 'jcop4-j3r180', '--suite', 'ed25519')
  expect(ran).toEqual({
    code: 2,
    said: 'tickbench: --card-profile jcop4-j3r180: this card was never measured doing sign; leave out --suite, or try --suite p256\n',
  })
})

/** What the program and the processes that it starts say in all; it is over when the last of them has ended. */
async function tickbenchAlone(...args: readonly string[]) {
  const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, ...args])
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, said }
}
