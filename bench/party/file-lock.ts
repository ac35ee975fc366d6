// One process at a time works with a file, from reading it to writing it. The lock of FILE is a folder FILE.lock with one
// entry in it, whose name says who holds it. A folder that is ready is renamed into place, which succeeds for one process
// only; the entry of a process that has died is renamed to one's own, which succeeds for one of those who wait. So there
// is no moment in which two hold it, and nobody has to tidy up after a crash.

import { randomBytes } from 'node:crypto'
import { rmdirSync, unlinkSync } from 'node:fs'
import { mkdir, readdir, readlink, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { nameHolder, parseHolder, isGone, type Holder } from './lock-holder.ts'

export interface FileLock {
  /** The file itself: where symbolic links lead. */
  readonly path: string
  release(): void
}

export interface LockWait {
  /** After this the lock is given up. */
  readonly limitMs: number
  /** Called once, when the lock was not free for a second. */
  readonly waiting?: (file: string, holder: Holder) => void
}

/** The file is in use for longer than anybody wanted to wait. */
export class FileInUse extends Error {
  readonly file: string
  readonly lock: string
  readonly holder: Holder

  constructor(file: string, lock: string, holder: Holder) {
    super(`${file} is in use by process ${holder.pid} on ${holder.host}`)
    this.name = 'FileInUse'
    this.file = file
    this.lock = lock
    this.holder = holder
  }
}

/**
 * Locks all of them, in the order of their real paths, so that two processes with the same files never wait for each
 * other. Throws `FileInUse`, and what the file system throws where no lock can be made.
 */
export async function lockFiles(files: readonly string[], wait: LockWait): Promise<readonly FileLock[]> {
  const found = await Promise.all(files.map(async (file) => ({ file, path: await realPath(file) })))
  const held = new Map<string, FileLock>()
  try {
    for (const { file, path } of found.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
      if (!held.has(path)) held.set(path, await lockOne(file, path, wait))
    }
  } catch (error) {
    for (const lock of held.values()) lock.release()
    throw error
  }
  return found.flatMap(({ path }) => held.get(path) ?? [])
}

/** Who holds the lock of a file now, if anybody does. */
export async function holderOf(file: string): Promise<Holder | undefined> {
  const [entry] = await entriesOf(lockOf(await realPath(file)))
  const holder = entry === undefined ? undefined : parseHolder(entry)
  return holder === undefined || (await isGone(holder)) ? undefined : holder
}

/** Where the name leads in the end, also when nothing is there yet. */
export async function realPath(file: string): Promise<string> {
  try {
    return await realpath(file)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    const folder = await realpath(dirname(file))
    const target = await readlink(file).catch(() => undefined)
    return target === undefined ? join(folder, basename(file)) : realPath(resolve(folder, target))
  }
}

const TELL_AFTER_MS = 1000
const PAUSE_MS = 25

async function lockOne(file: string, path: string, { limitMs, waiting }: LockWait): Promise<FileLock> {
  const lock = lockOf(path)
  const own = nameHolder(randomBytes(6).toString('hex'))
  const ready = `${lock}.${own}`
  await mkdir(ready, { mode: 0o700 })
  try {
    await writeFile(join(ready, own), '', { mode: 0o600 })
    const start = performance.now()
    let hasTold = false
    for (;;) {
      if (await isFree(ready, lock)) break
      const [entry] = await entriesOf(lock)
      if (entry === undefined) continue // given back meanwhile
      const holder = parseHolder(entry)
      if (await isGone(holder)) {
        if (await takesOver(join(lock, entry), join(lock, own))) break
        continue
      }
      const waitedMs = performance.now() - start
      if (waitedMs >= limitMs) throw new FileInUse(file, lock, holder)
      if (waitedMs >= TELL_AFTER_MS && !hasTold) {
        hasTold = true
        waiting?.(file, holder)
      }
      await pause(PAUSE_MS * (0.5 + Math.random()))
    }
  } finally {
    await rm(ready, { recursive: true, force: true })
  }
  const free = (): void => release(lock, own)
  process.once('exit', free)
  await removeLeftovers(path)
  return {
    path,
    release() {
      process.off('exit', free)
      free()
    },
  }
}

function lockOf(path: string): string {
  return `${path}.lock`
}

/** Puts the ready folder where the lock belongs. An empty one there is free: its holder is about to remove it. */
async function isFree(ready: string, lock: string): Promise<boolean> {
  try {
    await rename(ready, lock)
    return true
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false
    if (process.platform !== 'win32' || code !== 'EPERM') throw error
    await rm(lock, { recursive: false }).catch(() => undefined) // Windows renames onto nothing only
    return false
  }
}

async function takesOver(dead: string, own: string): Promise<boolean> {
  try {
    await rename(dead, own)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

async function entriesOf(lock: string): Promise<readonly string[]> {
  try {
    return await readdir(lock)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

/** The folder may be another's by the time that it shall be removed; it is not empty then. */
function release(lock: string, own: string): void {
  try {
    unlinkSync(join(lock, own))
    rmdirSync(lock)
  } catch (error) {
    const code = codeOf(error)
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error
  }
}

/** What processes that were killed left beside the file: half-written copies of it, and locks that were never used. */
async function removeLeftovers(path: string): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)]
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(`${name}.`)) continue
    const rest = entry.slice(name.length + 1)
    const isLeft = /^\d+\.tmp$/.test(rest) || (rest.startsWith('lock.') && (await isGone(parseHolder(rest.slice(5)))))
    if (isLeft) await rm(join(folder, entry), { recursive: true, force: true })
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, 'code') : undefined
}
