// What every verb is given: the terminal, the words it was called with, and the way to end.

import type { ExitCode } from './exit.ts'
import type { Terminal } from './terminal.ts'

export interface Shell {
  readonly terminal: Terminal
  /** As the user typed them, the verb first. */
  readonly args: readonly string[]
  /** Sets the exit code of the program. */
  readonly end: (code: ExitCode) => void
}

/** The command that repeats a run: as it was given, less what only concerns its output, with the seed in force. */
export function repeatCommand(args: readonly string[], seed: number): string {
  const words: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? ''
    if (/^--(html|report|out|samples|baseline)$/.test(word)) at += 1
    else if (!/^--(json|quiet|verbose|(html|report|out|samples|baseline)=.*)$/.test(word)) words.push(quoted(word))
  }
  const hasSeed = args.some((word) => /^--seed(=|$)/.test(word))
  return ['tickbench', ...words, ...(hasSeed ? [] : ['--seed', String(seed)])].join(' ')
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
