import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FileInUse, holderOf, lockFiles } from './file-lock.ts'
import { nameHolder } from './lock-holder.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const AT_ONCE = { limitMs: 0 }

/** The number of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

/** A lock as a process that was killed leaves it. */
function staleLock(file: string, entry = `${deadPid()}~1~0123~${hostname()}`): void {
  mkdirSync(`${file}.lock`)
  writeFileSync(join(`${file}.lock`, entry), '')
}

describe('a lock of files', () => {
  it('is held by one, and free again when it is given back', async () => {
    const file = join(folder, 'one')
    const [first] = await lockFiles([file], AT_ONCE)
    await expect(lockFiles([file], AT_ONCE)).rejects.toThrow(FileInUse)
    expect(await holderOf(file)).toMatchObject({ pid: process.pid })
    first?.release()
    expect(await holderOf(file)).toBeUndefined()
    const [second] = await lockFiles([file], AT_ONCE)
    second?.release()
    expect(readdirSync(folder).filter((name) => name.startsWith('one'))).toEqual([])
  })

  it('is the same for every name of the file, and one where two names lead to it', async () => {
    const [file, link] = [join(folder, 'real'), join(folder, 'link')]
    writeFileSync(file, '')
    symlinkSync(file, link)
    const locks = await lockFiles([link, join(folder, '.', 'real')], AT_ONCE)
    expect(locks.map(({ path }) => path)).toEqual([file, file])
    await expect(lockFiles([file], AT_ONCE)).rejects.toThrow(FileInUse)
    for (const lock of locks) lock.release()
  })

  it('gives back the first file where the second is in use', async () => {
    const [a, b] = [join(folder, 'a'), join(folder, 'b')]
    const [held] = await lockFiles([b], AT_ONCE)
    await expect(lockFiles([b, a], AT_ONCE)).rejects.toThrow(`${b} is in use by process ${process.pid}`)
    expect(await holderOf(a)).toBeUndefined()
    held?.release()
  })

  it('says once whom it waits for, and goes on as soon as it can', async () => {
    const file = join(folder, 'waited')
    const [held] = await lockFiles([file], AT_ONCE)
    const told: number[] = []
    const waiting = (_file: string, { pid }: { readonly pid: number }): void => {
      told.push(pid)
      held?.release()
    }
    const [next] = await lockFiles([file], { limitMs: 600_000, waiting })
    next?.release()
    expect(told).toEqual([process.pid])
  })

  it('of a process that was killed is taken over, with what that process left behind', async () => {
    const file = join(folder, 'killed')
    staleLock(file)
    const dead = `${deadPid()}~1~4567~${hostname()}`
    mkdirSync(`${file}.lock.${dead}`)
    writeFileSync(join(`${file}.lock.${dead}`, dead), '')
    writeFileSync(`${file}.${deadPid()}.tmp`, 'a key')
    const [lock] = await lockFiles([file], AT_ONCE)
    expect(readdirSync(folder).filter((name) => name.startsWith('killed'))).toEqual(['killed.lock'])
    lock?.release()
    expect(existsSync(`${file}.lock`)).toBe(false)
  })

  it.runIf(process.platform === 'linux')('knows a later process with the number of the dead one', async () => {
    const file = join(folder, 'again')
    staleLock(file, nameHolder('0123').replace(/^(\d+)~\d+/, '$1~1'))
    const [lock] = await lockFiles([file], AT_ONCE)
    lock?.release()
  })

  it('of another machine is not taken: nobody can know here whether its process runs', async () => {
    const file = join(folder, 'elsewhere')
    staleLock(file, `${deadPid()}~1~0123~another-machine`)
    await expect(lockFiles([file], AT_ONCE)).rejects.toThrow('on another-machine')
  })

  it('is taken over by one of many that find it stale at once, each time', async () => {
    for (let round = 0; round < 50; round += 1) {
      const file = join(folder, `stale-${round}`)
      staleLock(file)
      const tried = await Promise.allSettled(Array.from({ length: 8 }, () => lockFiles([file], AT_ONCE)))
      const won = tried.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
      expect(won).toHaveLength(1)
      won[0]?.release()
    }
  })

  it('lets all who wait work one after the other', async () => {
    const file = join(folder, 'queue')
    staleLock(file)
    let inside = 0
    let most = 0
    const work = async (): Promise<void> => {
      const [lock] = await lockFiles([file], { limitMs: 600_000 })
      most = Math.max(most, (inside += 1))
      await new Promise(setImmediate)
      inside -= 1
      lock?.release()
    }
    await Promise.all(Array.from({ length: 12 }, work))
    expect(most).toBe(1)
  })
})
