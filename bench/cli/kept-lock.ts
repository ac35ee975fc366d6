// The lock on the files that a verb reads and replaces: whoever comes second waits, and is told in one line when that
// takes too long.

import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import { FileInUse, lockFiles, realPath } from '../party/file-lock.ts'
import { EXIT, UserError } from './exit.ts'

export interface KeptNames {
  readonly cardImage?: string | undefined
  readonly issuer?: string | undefined
  /** Of the sellers' module. */
  readonly module?: string | undefined
}

export interface KeptLock {
  /** The files themselves, where symbolic links lead. */
  readonly paths: KeptNames
  release(): void
}

/** For how long a second process waits for the first. */
const LOCK_WAIT_MS = 10_000

/** `say`: a line for standard error. Throws `UserError`. */
export async function lockKept(
  names: KeptNames,
  say: (line: string) => void,
  limitMs: number = LOCK_WAIT_MS,
): Promise<KeptLock> {
  const given = (['cardImage', 'issuer', 'module'] as const).flatMap((key) => {
    const file = names[key]
    return file === undefined ? [] : [{ key, file, option: OPTIONS[key] }]
  })
  try {
    const paths = await Promise.all(given.map(({ file }) => realPath(file)))
    if (new Set(paths).size < paths.length) {
      throw new UserError('--card-image and --issuer are the same file: each needs one of its own')
    }
    const locks = await lockFiles(
      given.map(({ file }) => file),
      {
        limitMs,
        waiting: (file, { pid }) =>
          say(`waiting for ${file}: process ${pid} works with it (for ${limitMs / 1000} s at most)`),
      },
    )
    return {
      paths: Object.fromEntries(given.map(({ key }, at) => [key, locks[at]?.path])),
      release() {
        for (const lock of locks) lock.release()
      },
    }
  } catch (cause) {
    throw explained(cause, given)
  }
}

const OPTIONS = { cardImage: '--card-image', issuer: '--issuer', module: 'the file' } as const

interface Given {
  readonly file: string
  readonly option: string
}

function explained(cause: unknown, given: readonly Given[]): unknown {
  if (cause instanceof UserError) return cause
  if (cause instanceof FileInUse) return inUse(cause)
  const refused = given.find(({ file }) => !isInOwnFolder(file)) ?? given[0]
  return new UserError(
    `${refused?.option} ${refused?.file} cannot be written: give a file in a folder that exists and is yours`,
    EXIT.usage,
    { cause },
  )
}

function inUse(cause: FileInUse): UserError {
  const { file, lock, holder } = cause
  const who = `another program still works with it (process ${holder.pid} on ${holder.host})`
  const line = `${file}: ${who}; nothing was changed; try again later, or remove ${lock} if that no longer runs`
  return new UserError(line, EXIT.wire, { cause })
}

function isInOwnFolder(file: string): boolean {
  try {
    accessSync(dirname(file), constants.W_OK)
    return true
  } catch {
    return false
  }
}
