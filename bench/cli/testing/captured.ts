// Runs the command line in this process and keeps what a user would see.

import { run } from '../program.ts'
import type { ExitCode } from '../exit.ts'

export interface Captured {
  readonly exitCode: ExitCode
  readonly out: string
  readonly err: string
}

export async function tickbench(...args: readonly string[]): Promise<Captured> {
  let out = ''
  let err = ''
  const exitCode = await run(args, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    canRedraw: false,
    columns: 80,
    inputIsTerminal: true,
  })
  return { exitCode, out, err }
}
