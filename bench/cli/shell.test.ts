import { Command, Help } from 'commander'
import { expect, it } from 'vitest'
import { repeatCommand } from './shell.ts'
import { recordingTerminal } from './testing/captured.ts'
import { nameOf, VERBS } from './verbs.ts'
import { VERBS as KNOWN } from '../words/started-as.ts'

it.each([
  [['compare', 'a.log'], 'tickbench compare a.log --seed 7'],
  [['compare', '--seed', '3', '--json', '--report', 'x.html'], 'tickbench compare --seed 3'],
  [['bench', 'chain', '--baseline', 'a.json', '--strict', '--different-machine'], 'tickbench bench chain --seed 7'],
  [['compare', '--trace', 'apdus', 'checks,money', 'a.log'], 'tickbench compare a.log --seed 7'],
  [['compare', '--trace=all', '--trace-file', 't.jsonl', 'a.log'], 'tickbench compare a.log --seed 7'],
  [['compare', '--quiet', '--', '-dash.log'], 'tickbench compare --seed 7 -- -dash.log'],
  [['compare', '--', '--json'], 'tickbench compare --seed 7 -- --json'],
  [['compare', '--', '--seed'], 'tickbench compare --seed 7 -- --seed'],
  [['compare', `it's $HOME\n.log`], String.raw`tickbench compare 'it'\''s $HOME` + `\n.log' --seed 7`],
])('%j is repeated by a command that can be pasted', (args, command) => {
  expect(repeatCommand(args, 7)).toBe(command)
})

it('every verb is known as one where commands are printed', () => {
  expect(VERBS.map(nameOf).toSorted()).toEqual([...KNOWN])
})

it.each(VERBS)('the list of verbs has $usage as the verb declares itself', async (verb) => {
  const command = new Command(nameOf(verb))
  const declare = await verb.load()
  declare(command, { terminal: recordingTerminal().terminal, args: [], end: () => undefined })
  expect(new Help().subcommandTerm(command)).toBe(verb.usage)
})
