// Everything that is printed fits a terminal of 80 columns, and no word is broken for it. Every verb stands here with input
// that is cheap; a verb that does not stand here fails the test. What benchmarks print is tested beside it.

import { beforeAll, expect, it } from 'vitest'
import { widthOf } from '../words/width.ts'
import { tickbench, tickbenchAt, type Captured } from './testing/captured.ts'
import { LOG, testFolder } from './testing/small-log.ts'

const COLUMNS = 80
const file = testFolder()

/** Each verb with the words behind it, run in this order. */
const CASES: readonly (readonly [verb: string, rest: () => readonly string[]])[] = [
  ['compare', () => [file('log', LOG), '--reader', 'emulated:', '--price-per-kib', '2']],
  ['compare', () => [file('of-nothing', 'one line that is no log line but is longer than eighty columns can hold\n')]],
  ['attack', () => []],
  ['attack', () => ['--trace', 'all']],
  ['bench', () => ['list']],
  ['bench', () => ['chain', '--reader', 'pcsc:']],
  ['report', () => ['--figure', 'tick-time', '--out', file('a page with a name that is not short at all.html')]],
  ['reproduce', () => ['1997']],
  ['card new', () => ['--card-image', file('card'), '--issuer', file('issuer'), '--load', '1000']],
  ['card info', () => ['--card-image', file('card'), '--issuer', file('issuer')]],
  ['card load', () => ['500', '--card-image', file('card'), '--issuer', file('issuer')]],
  [
    'card pay',
    () => [
      '5',
      '--card-image',
      file('card'),
      '--issuer',
      file('issuer'),
      '--card-profile',
      'jcop4-j3r180',
      '--trace',
      'all',
    ],
  ],
  ['card log', () => ['--card-image', file('card')]],
  ['card tear', () => ['tick']],
  ['card tear', () => ['load', '--write', '2', '--when', 'during']],
  ['profiles', () => []],
  ['profiles add', () => [file('no-run', '{}')]],
  ['readers', () => []],
  ['doctor', () => []],
  ['serve', () => ['--vpcd', 'a host that has no port but does have a name of more than eighty columns in one line']],
  [
    'apdu',
    () => ['--reader', 'emulated:', 'help', 'select cafe-tick', 'help', 'facts', 'readStatus', 'select isd', 'data 66'],
  ],
  [
    'record',
    () => [file('talk'), '--reader', 'emulated:', 'select hash', `hash.plainSteps ${'00'.repeat(32)}00000003`],
  ],
  ['replay', () => [file('talk')]],
  ['conform', () => ['list']],
  ['conform', () => ['echo']],
]

const helps = new Map<string, Captured>()
beforeAll(async () => {
  const verbs = verbsIn((await helpOf([])).out)
  for (const verb of verbs) {
    const below = verbsIn((await helpOf([verb])).out)
    for (const word of below) await helpOf([verb, word])
  }
})

async function helpOf(words: readonly string[]): Promise<Captured> {
  const help = await tickbenchAt({ columns: COLUMNS }, ...words, '--help')
  helps.set(words.join(' '), help)
  return help
}

function verbsIn(help: string): string[] {
  const [, commands = ''] = /^Commands:\n((?: .*\n)+)/m.exec(help) ?? []
  return Array.from(commands.matchAll(/^ {2}(\w+) /gm), ([, verb = '']) => verb).filter((verb) => verb !== 'help')
}

function tooWide({ out, err }: Captured): string[] {
  return `${out}\n${err}`.split('\n').filter((line) => widthOf(line) > COLUMNS)
}

it('every verb has a case', () => {
  const verbs = [...helps.keys()].filter((verb) => verb !== '' && verb !== 'card')
  expect([...new Set(CASES.map(([verb]) => verb))].toSorted()).toEqual(verbs.toSorted())
})

it('every help fits, with its words whole', async () => {
  for (const [verb, help] of helps) {
    expect({ verb, tooWide: tooWide(help) }).toEqual({ verb, tooWide: [] })
    const wide = await tickbench(...verb.split(' ').filter(Boolean), '--help')
    const whole = new Set(help.out.split(/\s+/))
    expect(wide.out.split(/\s+/).filter((word) => !whole.has(word))).toEqual([])
  }
})

it.each(CASES)('%s fits', async (verb, rest) => {
  const printed = await tickbenchAt({ columns: COLUMNS, coloured: true }, ...verb.split(' '), ...rest())
  expect(`${printed.out}${printed.err}`).not.toBe('')
  expect(printed.exitCode).not.toBe(70)
  expect(tooWide({ ...printed, out: plain(printed.out), err: plain(printed.err) })).toEqual([])
})

/** Without colours. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- colours begin with a control character
  return text.replaceAll(/\u001b\[\d+m/g, '')
}

it('an error is one line where it is piped, and hangs below its beginning at a terminal', async () => {
  const words = ['apdu', '--reader', 'emulated:nothing-of-the-kind', 'select cafe-tick'] as const
  const piped = await tickbench(...words)
  expect(piped.err.split('\n')).toHaveLength(2)
  const { err } = await tickbenchAt({ columns: 40 }, ...words)
  expect(
    err
      .split('\n')
      .slice(1, -1)
      .every((line) => line.startsWith('  ')),
  ).toBe(true)
  expect(err.replaceAll('\n  ', ' ')).toBe(piped.err)
})
