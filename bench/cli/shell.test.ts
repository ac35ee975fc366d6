import { expect, it } from 'vitest'
import { createProgram } from './program.ts'
import { repeatCommand } from './shell.ts'
import { terminalOf } from './terminal.ts'
import { NO_PAINT } from '../words/paint.ts'
import { VERBS } from '../words/started-as.ts'

it.each([
  [['compare', 'a.log'], 'tickbench compare a.log --seed 7'],
  [['compare', '--seed', '3', '--json', '--report', 'x.html'], 'tickbench compare --seed 3'],
  [['compare', '--quiet', '--', '-dash.log'], 'tickbench compare --seed 7 -- -dash.log'],
  [['compare', '--', '--json'], 'tickbench compare --seed 7 -- --json'],
  [['compare', '--', '--seed'], 'tickbench compare --seed 7 -- --seed'],
  [['compare', `it's $HOME\n.log`], String.raw`tickbench compare 'it'\''s $HOME` + `\n.log' --seed 7`],
])('%j is repeated by a command that can be pasted', (args, command) => {
  expect(repeatCommand(args, 7)).toBe(command)
})

it('every verb is known as one where commands are printed', () => {
  const way = { write: () => undefined, look: { width: 80, paint: NO_PAINT } }
  const terminal = terminalOf({ out: way, err: way, canRedraw: false, inputIsTerminal: false })
  const program = createProgram({ terminal, args: [], end: () => undefined })
  expect(program.commands.map((command) => command.name()).toSorted()).toEqual([...VERBS])
})
