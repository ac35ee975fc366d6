// Help and usage errors of every verb.

import { describe, expect, it } from 'vitest'
import { tickbench } from './testing/captured.ts'

const VERBS = [
  [],
  ...['compare', 'attack', 'bench', 'report', 'reproduce', 'card', 'profiles', 'readers', 'doctor', 'serve'].map(one),
  ...['apdu', 'record', 'replay', 'conform'].map(one),
  ...['new', 'info', 'load', 'pay', 'tear', 'log'].map((word) => ['card', word]),
  ['profiles', 'add'],
]

function one(verb: string): readonly string[] {
  return [verb]
}

it.each(VERBS)('%s %s has a help', async (...words) => {
  const { exitCode, out, err } = await tickbench(...words, '--help')
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
  expect(out).toContain(['Usage: tickbench', ...words].join(' '))
  if (words.length > 0) expect(await tickbench('help', ...words)).toEqual({ exitCode, out, err })
})

describe('one line says what was wrong and what to do next', () => {
  it.each([
    [['compar'], "tickbench: unknown command 'compar' (Did you mean compare?)"],
    [['nothing-like-it'], "tickbench: unknown command 'nothing-like-it' (see: tickbench --help)"],
    [['compare', '--sheme', 'x'], "tickbench: unknown option '--sheme' (Did you mean --scheme?)"],
    [['compare', '--nothing-like-it'], "tickbench: unknown option '--nothing-like-it' (see: tickbench compare --help)"],
    [['--verbose', 'compare', 'a', 'b'], /^tickbench: too many arguments .+ \(see: tickbench compare --help\)$/],
    [['bench'], "tickbench: missing required argument 'SUITE' (see: tickbench bench --help)"],
    [
      ['compare', '--scheme'],
      /^tickbench: option '--scheme <name>' argument missing \(see: tickbench compare --help\)$/,
    ],
    [
      ['compare', '--seed', '-1'],
      /^tickbench: option '--seed <n>' argument '-1' is invalid. give a whole number .+\.$/,
    ],
  ])('%j', async (words, line) => {
    const { exitCode, out, err } = await tickbench(...words)
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' })
    expect(err.split('\n')).toEqual([typeof line === 'string' ? line : expect.stringMatching(line), ''])
  })
})
