// Runs the command line in this process and keeps what a user would see.

import type { Look } from '../../words/look.ts'
import { COLOURS, NO_PAINT } from '../../words/paint.ts'
import { run } from '../program.ts'
import type { ExitCode } from '../exit.ts'
import { terminalOf, type Terminal } from '../terminal.ts'

export interface Captured {
  readonly exitCode: ExitCode
  readonly out: string
  readonly err: string
}

/** As with output that is piped: nothing is folded or painted. */
export async function tickbench(...args: readonly string[]): Promise<Captured> {
  const { terminal, written } = recordingTerminal()
  const exitCode = await run(args, terminal)
  return { exitCode, ...written() }
}

/** The same at a terminal of so many columns. */
export async function tickbenchAt(
  { columns, coloured = false }: { readonly columns: number; readonly coloured?: boolean },
  ...args: readonly string[]
): Promise<Captured> {
  const { terminal, written } = recordingTerminal({ width: columns, paint: coloured ? COLOURS : NO_PAINT })
  const exitCode = await run(args, terminal)
  return { exitCode, ...written() }
}

export interface RecordingTerminal {
  readonly terminal: Terminal
  readonly written: () => { readonly out: string; readonly err: string }
}

export function recordingTerminal(look: Look = { width: Infinity, paint: NO_PAINT }): RecordingTerminal {
  let out = ''
  let err = ''
  const terminal = terminalOf({
    out: { write: (text) => (out += text), look },
    err: { write: (text) => (err += text), look },
    canRedraw: false,
    inputIsTerminal: true,
  })
  return { terminal, written: () => ({ out, err }) }
}
