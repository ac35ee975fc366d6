// The other end of pcsc-child.ts: steps go out, their results come in.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ordinaryUser, plainEnvironment } from './programs.ts'

export interface PcscChild {
  /** What the step gave. Rejects with the failure's code as its message. */
  step(line: string): Promise<unknown>
  /** Ends standard input; gives the exit code or the signal. The process is killed (SIGKILL) after 30 s. */
  end(): Promise<number | string>
}

export function pcscChild(binding: string, env: NodeJS.ProcessEnv): PcscChild {
  const child = spawn(process.execPath, ['--import', TSX, PROGRAM, binding], {
    env: { ...plainEnvironment(), ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
    ...ordinaryUser(),
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'none'))
  })
  return {
    async step(line) {
      child.stdin.write(`${line}\n`)
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`the child died at: ${line}`)
      const told: { readonly ok?: unknown; readonly failed?: string; readonly why?: string } = JSON.parse(value)
      if (told.failed !== undefined) throw new Error(told.failed, { cause: told.why })
      return told.ok
    },
    async end() {
      child.stdin.end()
      const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
      const code = await ended
      clearTimeout(timer)
      return code
    },
  }
}

const PROGRAM = fileURLToPath(new URL('pcsc-child.ts', import.meta.url))
const TSX = import.meta.resolve('tsx')
