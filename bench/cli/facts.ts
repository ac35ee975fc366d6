// What was understood of the input, said on standard error before the work begins, each fact on a line.

import { factLines } from '../words/prose.ts'
import type { Terminal } from './terminal.ts'

export type Fact = readonly [label: string, value: string]

export function sayFacts(terminal: Terminal, facts: readonly Fact[]): void {
  const lines = factLines(facts, terminal.errLook.width)
  terminal.err(lines.map((line) => `${line}\n`).join(''))
}
