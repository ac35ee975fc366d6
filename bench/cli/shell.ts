// What every verb is given: the terminal, the words it was called with, and the way to end.

import { shellWord } from '../words/started-as.ts'
import type { ExitCode } from './exit.ts'
import { isTraceList } from './trace-words.ts'
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
  const end = args.indexOf('--')
  const [options, operands] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end)]
  const words: string[] = []
  for (let at = 0; at < options.length; at += 1) {
    const word = options[at] ?? ''
    if (/^(--(html|report|out|samples|baseline|color|trace-file)|-o)$/.test(word)) at += 1
    else if (word === '--trace') while (isTraceList(options[at + 1])) at += 1
    else if (!OF_OUTPUT.test(word)) words.push(word)
  }
  const hasSeed = options.some((word) => /^--seed(=|$)/.test(word))
  const all = [...words, ...(hasSeed ? [] : ['--seed', String(seed)]), ...operands]
  return ['tickbench', ...all.map(shellWord)].join(' ')
}

/** In one word, their values included. */
const OF_OUTPUT =
  /^(--(json|quiet|verbose|strict|different-machine|(html|report|out|samples|baseline|color|trace|trace-file)=.*)|-[qv]+|-o.+)$/
