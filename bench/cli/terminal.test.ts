import { fileURLToPath } from 'node:url'
import { spawnSync } from 'node:child_process'
import { existsSync, openSync, closeSync } from 'node:fs'
import { afterEach, expect, it, vi } from 'vitest'
import { COLOURS, NO_PAINT } from '../words/paint.ts'
import { processTerminal, terminalOf } from './terminal.ts'

afterEach(() => vi.restoreAllMocks())

it.each([
  ['out', 'stdout'],
  ['err', 'stderr'],
] as const)('%s lets no text steer the terminal, and erases a line', (way, stream) => {
  const written: unknown[] = []
  const write = vi.spyOn(process[stream], 'write').mockImplementation((text) => written.push(text) > 0)
  const terminal = processTerminal()
  terminal[way]('a\u001b[2J\u001b]0;title\u0007\u009b31m\u0000\u007f b\tc\r\n')
  terminal[way]('\r\u001b[K')
  write.mockRestore()
  const odd = '\u{fffd}'
  expect(written).toEqual([`a${odd}[2J${odd}]0;title${odd}${odd}31m${odd}${odd} b\tc\r\n`, '\r\u001b[K'])
})

it('folds what is for people, never a document', () => {
  const written: string[] = []
  const way = { write: (text: string) => void written.push(text), look: { width: 12, paint: NO_PAINT } }
  const terminal = terminalOf({ out: way, err: way, canRedraw: false, inputIsTerminal: false })
  terminal.out('several words in a line\n')
  terminal.err('several words in a line\n')
  terminal.document('{"of":"several words in a line"}\n')
  const folded = 'several\n  words in a\n  line\n'
  expect(written).toEqual([folded, folded, '{"of":"several words in a line"}\n'])
})

it('shows an error in colour by its beginning', () => {
  let written = ''
  const way = { write: (text: string) => void (written += text), look: { width: 80, paint: COLOURS } }
  terminalOf({ out: way, err: way, canRedraw: false, inputIsTerminal: false }).err('tickbench: no card\n')
  expect(written).toBe('\u001b[31mtickbench:\u001b[39m no card\n')
})

it('a name on a coloured terminal brings no colour of its own', () => {
  let written = ''
  const way = { write: (text: string) => void (written += text), look: { width: 80, paint: COLOURS } }
  const terminal = terminalOf({ out: way, err: way, canRedraw: false, inputIsTerminal: false })
  terminal.out(`${terminal.look.paint.good('ok')} \u001b[31mname\u001b[2J`)
  expect(written).toBe('\u001b[32mok\u001b[39m \u{fffd}[31mname\u{fffd}[2J')
})

it.skipIf(!existsSync('/dev/full'))('a full disk ends in one line and exit code 2, not as a failed self-check', () => {
  const full = openSync('/dev/full', 'w')
  const program = fileURLToPath(new URL('main.ts', import.meta.url))
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program, 'attack', '--list'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  })
  closeSync(full)
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'tickbench: the output cannot be written (ENOSPC): send it where there is room\n',
  })
})
