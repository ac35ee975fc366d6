// For lab tests: the compiled program at a real pseudo-terminal, which `script` of util-linux gives it, and somebody who
// types and reads. Nothing here depends on speed: every key waits for what was to be seen before it.

import { spawn } from 'node:child_process'
import { findProgram } from '../../../reader/testing/programs.ts'
import { within } from '../../../reader/time-limit.ts'
import { MAIN } from './served-card.ts'

export interface Keyboard {
  /** Keys as a terminal sends them, in one piece. */
  readonly type: (keys: string) => void
  /** What has come since the last call, up to and with `text`. Rejects when the program ends first, or after a minute. */
  readonly sees: (text: string) => Promise<string>
  /** The program's exit code. Rejects after a minute. */
  readonly ended: () => Promise<number | undefined>
}

/** Undefined where it is not installed. */
export const SCRIPT: string | undefined = findProgram('script')

export const KEY = {
  enter: '\r',
  tab: '\t',
  up: '\u001b[A',
  ctrlC: '\u0003',
  ctrlD: '\u0004',
  ctrlU: '\u0015',
} as const

const LIMIT_MS = 60_000

export function atTerminal(words: readonly string[], env: NodeJS.ProcessEnv = process.env): Keyboard {
  const command = [process.execPath, MAIN, ...words].map((word) => `'${word}'`).join(' ')
  const args = ['--quiet', '--return', '--command', command, '/dev/null']
  const child = spawn(SCRIPT ?? 'script', args, { env: { ...env, TERM: 'xterm' }, stdio: ['pipe', 'pipe', 'inherit'] })
  let written = ''
  let read = 0
  let look: (() => void) | undefined
  child.stdin.on('error', () => undefined)
  child.stdout.on('data', (chunk: Buffer) => {
    written += chunk.toString()
    look?.()
  })
  const closed = new Promise<number | undefined>((resolve) => {
    child.once('close', (code) => resolve(code ?? undefined))
  })
  const found = (text: string): Promise<string> =>
    new Promise((resolve) => {
      look = () => {
        const unread = plain(written).slice(read)
        const end = unread.indexOf(text) + text.length
        if (end < text.length) return
        read += end
        look = undefined
        resolve(unread.slice(0, end))
      }
      look()
    })
  const tooEarly = closed.then((): never => {
    throw new Error(`it ended: ${plain(written).slice(read)}`)
  })
  tooEarly.catch(() => undefined)
  /** The terminal goes with `script`, and what hangs at it is hung up on. */
  const limited = async <T>(what: string, work: Promise<T>): Promise<T> => {
    try {
      return await within(LIMIT_MS, what, work)
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
  }
  return {
    type: (keys) => void child.stdin.write(keys),
    sees: (text) => limited(`to see ${JSON.stringify(text)}`, Promise.race([found(text), tooEarly])),
    ended: () => limited('to end', closed),
  }
}

/** Without the cursor's movements. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
  return text.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
}
