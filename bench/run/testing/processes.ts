// For tests: which processes run, by what Linux says in /proc.

import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

export const HAS_PROC: boolean = process.platform === 'linux'

/** Those that run, have `word` in their command, and were started by `parent`, directly or by others in between. */
export function descendantsOf(parent: number, word = ''): readonly number[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []))
  const below = (pid: number): readonly number[] =>
    all.flatMap((one) => (one.parent === pid ? [one.pid, ...below(one.pid)] : []))
  return below(parent).filter((pid) => isRunning(pid) && commandOf(pid).includes(word))
}

/** Who has ended and was not asked for its exit code does not run. */
export function isRunning(pid: number): boolean {
  const state = statOf(pid)?.state
  return state !== undefined && state !== 'Z' && state !== 'X'
}

/** What it has computed so far. */
export function processorSeconds(pid: number): number {
  return statOf(pid)?.seconds ?? 0
}

/** Resolves when it holds; a test that waits for ever is ended by its runner. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(10)
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

interface Stat {
  readonly pid: number
  readonly state: string
  readonly parent: number
  readonly seconds: number
}

/** USER_HZ, on every machine that Linux runs Node on. */
const TICKS_A_SECOND = 100

/** proc(5): the name, which may hold anything, stands in parentheses. Undefined where it has just ended. */
function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [state = '', parent] = fields
    const [user, system] = fields.slice(11)
    return { pid, state, parent: Number(parent), seconds: (Number(user) + Number(system)) / TICKS_A_SECOND }
  } catch {
    return undefined
  }
}
