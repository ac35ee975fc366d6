// What `npm start` and others print at a real terminal of 80 columns, which `script` of util-linux gives: no line is
// longer, not even a progress line, and colours come and go as they are wanted. Needs `script` and `stty`.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { widthOf } from '../words/width.ts'
import { SCRIPT } from './testing/keyboard.ts'
import { MAIN } from './testing/served-card.ts'

const COLUMNS = 80
const folder = mkdtempSync(join(tmpdir(), 'columns-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What comes out of the terminal, standard error included. */
function atTerminal(words: readonly string[], wanted: NodeJS.ProcessEnv = {}): string {
  const program = [process.execPath, MAIN, ...words].map((word) => `'${word}'`).join(' ')
  const command = `stty cols ${COLUMNS} rows 24; exec ${program}`
  const { NO_COLOR: _refused, FORCE_COLOR: _forced, ...rest } = process.env
  const { stdout, status } = spawnSync(SCRIPT ?? 'script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    encoding: 'utf8',
    env: { ...rest, TERM: 'xterm', ...wanted },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  expect({ words, status }).toMatchObject({ status: expect.toBeOneOf([0, 4]) })
  return stdout
}

/** A line that is drawn again is as many lines as it was drawn. */
function tooWide(text: string): string[] {
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
  const seen = text.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, '')
  return seen.split(/[\r\n]+/).filter((line) => widthOf(line) > COLUMNS)
}

const COLOUR = '\u001b[3'

describe.skipIf(SCRIPT === undefined)('a terminal of 80 columns (skipped without script)', () => {
  it.each([
    ['npm start', ['compare', '--report', join(folder, 'tickbench-report.html')]],
    ['a longer run', ['compare', '--payments', '8000']],
    ['a benchmark', ['bench', 'signature', '--quick', '--rounds', '1']],
    ['attack', ['attack']],
    ['a tear', ['card', 'tear']],
    ['doctor', ['doctor']],
    ['readers', ['readers']],
    ['help', ['bench', '--help']],
  ])('%s: no line is longer', (_what, words) => {
    const text = atTerminal(words)
    expect(text).not.toBe('')
    expect(tooWide(text)).toEqual([])
  })

  it('is coloured unless somebody says otherwise', () => {
    expect(atTerminal(['attack', 'disagreement'])).toContain(COLOUR)
    expect(atTerminal(['attack', 'disagreement'], { NO_COLOR: '1' })).not.toContain(COLOUR)
    expect(atTerminal(['attack', 'disagreement', '--color', 'never'])).not.toContain(COLOUR)
    expect(atTerminal(['attack', 'disagreement'], { NO_COLOR: '' })).toContain(COLOUR)
  })
})

function piped(...words: readonly string[]): string {
  return spawnSync(process.execPath, [MAIN, 'attack', 'forged-clear', ...words], { encoding: 'utf8' }).stdout
}

it('a pipe is neither folded nor coloured, unless colours are wanted', () => {
  expect(
    piped()
      .split('\n')
      .some((line) => line.length > COLUMNS),
  ).toBe(true)
  expect(piped()).not.toContain(COLOUR)
  expect(piped('--color', 'always')).toContain(COLOUR)
})
