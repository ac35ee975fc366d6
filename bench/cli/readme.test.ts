// README and GUIDE show what the program prints. Counted figures and texts must be the program's own; measured ones only
// have to stand in rows that the program has.

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseBenchDocument } from '../measure/result.ts'
import { benchText } from '../report/bench-text.ts'
import { EXIT_CODE_HELP } from './exit.ts'
import { tickbench, tickbenchAt } from './testing/captured.ts'

const shownTo = ['README.md', 'GUIDE.md']
  .map((name) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'))
  .join('\n')

/** The lines of the fenced block that holds `words`. */
function blockWith(words: string): string[] {
  const blocks = Array.from(shownTo.matchAll(/```\w*\n([^`]+)```/g), ([, block]) => block ?? '')
  const found = blocks.filter((block) => block.includes(words))
  expect(found).toHaveLength(1)
  return (found[0] ?? '').trimEnd().split('\n')
}

it('shows the counted figures of the built-in workload as they are', async () => {
  const { out } = await tickbenchAt({ columns: 80 }, 'compare', '--reader', 'emulated:', '--quiet')
  const printed = out.split('\n')
  const shown = blockWith('counted, per payment')
  const measured = shown.indexOf('measured on this host, a payment')
  expect(measured).toBeGreaterThan(0)
  for (const line of shown.filter((shownLine, at) => at <= measured || shownLine.startsWith('ok '))) {
    expect(printed).toContain(line)
  }
  const labels = shown.slice(measured + 1, shown.indexOf('...')).map((line) => line.slice(0, 12))
  expect(labels.length).toBeGreaterThan(0)
  for (const label of labels) expect(printed.some((line) => line.startsWith(label))).toBe(true)
  for (const [opening] of shown.join('\n').matchAll(/^(?:answer|a payment costs|Costs are|With the|One hash)/gm)) {
    expect(printed.some((line) => line.startsWith(opening))).toBe(true)
  }
})

it('shows figures of a run of bench chain that is kept, line by line as it is printed, with its machine', () => {
  const file = new URL('../suites/published/chain.json', import.meta.url)
  const printed = benchText(parseBenchDocument(readFileSync(file, 'utf8'))).split('\n')
  const shown = blockWith('one-chain · ')
  expect(shown.filter((line) => /^(processor|node|commit) /.test(line))).toHaveLength(3)
  let next = 0
  for (const line of shown.filter((one) => one !== '')) {
    const at = printed.indexOf(line, next)
    expect({ line, isPrinted: at >= next }).toEqual({ line, isPrinted: true })
    next = at + 1
  }
})

it('shows an attack as it is printed', async () => {
  const { out } = await tickbench('attack', 'forged-clear')
  expect(blockWith('forged-clear: ')).toEqual(out.trimEnd().split('\n'))
})

it('lists the exit codes as --help does', () => {
  const rows = Array.from(shownTo.matchAll(/^\| (\d+) +\| (.+?) +\|$/gm), ([, code = '', meaning = '']) => [
    code,
    meaning,
  ])
  const helped = Array.from(EXIT_CODE_HELP.matchAll(/^ {2}(\d+) +(.+)$/gm), ([, code = '', meaning = '']) => [
    code,
    meaning,
  ])
  expect(rows).toEqual(helped)
})

it('names verbs and options that exist', async () => {
  const commands = Array.from(shownTo.matchAll(/npx tickbench ([a-z]+)([^#\n|&]*)/g), ([, verb = '', rest = '']) => ({
    verb,
    rest,
  }))
  expect(commands.length).toBeGreaterThan(8)
  for (const { verb, rest } of commands) {
    const { out, exitCode } = await tickbench(verb, '--help')
    expect({ verb, exitCode }).toEqual({ verb, exitCode: 0 })
    for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(`${verb}: ${out}`).toContain(option)
  }
})
