// Real processes on one card: at once, and killed at any moment. What is on the card afterwards is what the processes said
// that ended well, and nothing lies about beside the two files.

import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/crypto/random.ts'
import { MAIN } from './testing/served-card.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'at-once-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function files(): readonly string[] {
  return ['--card-image', join(folder, 'c'), '--issuer', join(folder, 'i')]
}

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** As whoever runs the test, whose folder it is. */
function tickbench(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => void (said.stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => void (said.stderr += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...said }))
  })
}

async function balance(): Promise<{ readonly units: bigint; readonly ledgers: string }> {
  const { code, stdout, stderr } = await tickbench('card', 'info', ...files(), '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { purse, ledgers } = JSON.parse(stdout) as { purse: { status: { balance: string } }; ledgers: { kind: string } }
  return { units: BigInt(purse.status.balance), ledgers: ledgers.kind }
}

describe('eight loads of 500 at the same time', () => {
  it('are all on the card where they said done, in each of 20 rounds', async () => {
    for (let round = 0; round < 20; round += 1) {
      await tickbench('card', 'new', ...files(), '--load', '1000')
      const loads = await Promise.all(Array.from({ length: 8 }, () => tickbench('card', 'load', '500', ...files())))
      const codes = loads.map(({ code }) => code)
      expect(codes.filter((code) => code !== 0 && code !== 4)).toEqual([])
      const done = codes.filter((code) => code === 0).length
      expect(await balance()).toEqual({ units: 1000n + 500n * BigInt(done), ledgers: 'agree' })
      expect(readdirSync(folder).toSorted()).toEqual(['c', 'i'])
      for (const name of ['c', 'i']) rmSync(join(folder, name))
    }
  }, 1_200_000)
})

describe('a process that holds the card', () => {
  it('lets nobody in for ten seconds, who then ends with 4 in one line', async () => {
    await tickbench('card', 'new', ...files(), '--load', '1000')
    const module = JSON.stringify(join(MAIN, '../../party/file-lock.js'))
    const hold = `import { lockFiles } from ${module}; await lockFiles([${JSON.stringify(join(folder, 'c'))}], { limitMs: 0 }); console.log('held'); setInterval(() => {}, 1000)`
    const holder = spawn(process.execPath, ['--input-type=module', '--eval', hold], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const gone = new Promise((resolve) => holder.once('exit', resolve))
    await new Promise((resolve) => holder.stdout.once('data', resolve))
    const { code, stdout, stderr } = await tickbench('card', 'load', '500', ...files())
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringContaining(`process ${holder.pid} works with it (for 10 s at most)`),
      expect.stringContaining(`another program still works with it (process ${holder.pid} on `),
    ])
    holder.kill('SIGKILL')
    await gone
    expect((await tickbench('card', 'load', '500', ...files())).code).toBe(0)
    expect(await balance()).toEqual({ units: 1500n, ledgers: 'agree' })
  })
})

describe.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('a load that is ended by %s at any moment', (signal) => {
  it('happened or did not, and the next one tidies up', async () => {
    await tickbench('card', 'new', ...files(), '--load', '1000')
    const random = seededRandom(7, signal)
    let least = 1000n
    let most = 1000n
    for (let round = 0; round < 25; round += 1) {
      const loading = spawn(process.execPath, [MAIN, 'card', 'load', '1', ...files()], { stdio: 'ignore' })
      const ended = new Promise<number | null>((resolve) => loading.once('exit', (code) => resolve(code)))
      // Between the start of the program and its end, whenever that is here.
      const [at = 0] = random(1)
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 100 + at * 2))])
      loading.kill(signal)
      most += 1n
      if ((await ended) === 0) least += 1n
    }
    expect((await tickbench('card', 'load', '100', ...files())).code).toBe(0)
    const { units, ledgers } = await balance()
    expect(ledgers).toBe('agree')
    expect(units - 100n >= least && units - 100n <= most).toBe(true)
    expect(readdirSync(folder).toSorted()).toEqual(['c', 'i'])
    for (const name of ['c', 'i']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })
})
