import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { descendantsOf, HAS_PROC, isRunning, until } from './testing/processes.ts'

const PARENT = fileURLToPath(new URL('testing/parent-of-busy.ts', import.meta.url))
const LIMIT_MS = 60_000

/** A process that has started one which computes for ever. */
async function parentOfBusyChild(then = ''): Promise<{ readonly parent: ChildProcess; readonly busy: number }> {
  const words = ['--import', import.meta.resolve('tsx'), PARENT, then]
  const parent = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = (await once(parent.stdout, 'data')) as [Buffer]
  return { parent, busy: Number(said.toString()) }
}

describe.skipIf(!HAS_PROC)('a child that computes for ever', { timeout: LIMIT_MS }, () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends with a parent that %s ends', async (signal) => {
    const { parent, busy } = await parentOfBusyChild()
    expect(descendantsOf(parent.pid!)).toContain(busy)
    parent.kill(signal)
    expect(await once(parent, 'exit')).toEqual([null, signal])
    await until(() => !isRunning(busy))
  })

  it('ends with a parent that leaves', async () => {
    const { parent, busy } = await parentOfBusyChild('leave')
    if (parent.exitCode === null) await once(parent, 'exit')
    expect(parent.exitCode).toBe(7)
    await until(() => !isRunning(busy))
  })

  it('holds nobody who has ended it', async () => {
    const { parent } = await parentOfBusyChild('end')
    if (parent.exitCode === null) await once(parent, 'exit')
    expect(parent.exitCode).toBe(0)
  })
})
