// Who holds a lock, as the name of its entry says: process, its start, a word of its own, machine. Whether a process still
// runs can only be told on its own machine; its start tells it from a later one with the same number (proc(5), field 22).

import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'

export interface Holder {
  readonly pid: number
  /** In the units of the system; empty where it does not say. */
  readonly started: string
  readonly host: string
}

const HOST = hostname().replaceAll(/[^\w.-]/g, '_')

/** The entry of this process; `word` tells its locks from each other. */
export function nameHolder(word: string): string {
  const started = startIn(process.platform === 'linux' ? readFileSync('/proc/self/stat', 'utf8') : '') ?? ''
  return [process.pid, started, word, HOST].join('~')
}

/** An entry that nobody of us has made counts as one of another machine: it is waited for, never taken. */
export function parseHolder(entry: string): Holder {
  const [, pid = '0', started = '', host = entry] = /^(\d+)~(\d*)~\w*~(.*)$/.exec(entry) ?? []
  return { pid: Number(pid), started, host }
}

export async function isGone({ pid, started, host }: Holder): Promise<boolean> {
  if (host !== HOST || pid === 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ESRCH') return true // else it is another user's
  }
  if (started === '') return false
  try {
    return startIn(await readFile(`/proc/${pid}/stat`, 'utf8')) !== started
  } catch {
    return false
  }
}

/** Undefined for a process that has ended and waits for its parent. */
function startIn(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}
