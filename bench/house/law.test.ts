// Each rule of the law finds the violation that is planted for it, and the house as it stands breaks none.

import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judge, type Exception, type Rule } from './law.ts'
import { readHouse } from './read-house.ts'

type Planted = Readonly<Record<string, string>>

const SCHEMES = ['one-purse', 'two-coupon']
/** Two schemes with a folder each. */
const FOLDERS: Planted = {
  'src/payment/one-purse/seller.ts': '',
  'src/payment/two/seller.ts': '',
  'bench/scheme/one-purse/run.ts': '',
  'bench/scheme/two/run.ts': '',
}

function found(planted: Planted, exceptions: readonly Exception[] = []): readonly string[] {
  const files = new Map(Object.entries(planted))
  return judge({ files, schemes: SCHEMES, native: ['node-hid', 'node:sqlite'], exceptions }).map(
    ({ rule, file, what }) => `${rule}: ${file}: ${what}`,
  )
}

/** A house of one arrow, between two files that are there. */
function arrow(from: string, to: string): readonly string[] {
  const up = '../'.repeat(from.split('/').length - 1)
  return found({ [from]: `import type { thing } from '${up}${to}'\n`, [to]: '' })
}

describe('floors', () => {
  it.each([
    ['src/bytes/planted.ts', 'src/iso7816/aid.ts'],
    ['src/iso7816/planted.ts', 'src/crypto/crypto.ts'],
    ['src/crypto/planted.ts', 'src/money/amount.ts'],
    ['src/money/planted.ts', 'src/chain/chain.ts'],
    ['src/chain/kernel/deep/down/planted.ts', 'src/payment/outcome.ts'],
    ['src/payment/ikp/planted.ts', 'src/card/channel.ts'],
    ['src/payment/ikp/planted.ts', 'bench/cli/exit.ts'],
    ['src/card/planted.ts', 'reader/reader.ts'],
    ['card-applets/echo/planted.ts', 'reader/reader.ts'],
    ['card-applets/planted.ts', 'bench/cli/exit.ts'],
    ['reader/drivers/planted.ts', 'card-applets/applet.ts'],
    ['bench/words/planted.ts', 'src/bytes/counted.ts'],
    ['bench/measure/planted.ts', 'bench/run/plan.ts'],
    ['bench/run/planted.ts', 'bench/workload/sale.ts'],
    ['bench/witness/planted.ts', 'bench/measure/result.ts'],
    ['bench/party/planted.ts', 'bench/scheme/scheme.ts'],
    ['bench/scheme/planted.ts', 'bench/compare/compare.ts'],
    ['bench/attack/planted.ts', 'bench/conform/report.ts'],
    ['bench/report/planted.ts', 'bench/reproduce/text.ts'],
    ['bench/lab/planted.ts', 'bench/cli/exit.ts'],
    ['bench/cli/planted.ts', 'bench/examples/prepaid.ts'],
  ])('%s may not see %s', (from, to) => {
    expect(arrow(from, to)).toEqual([`floor: ${from}: ${to}`])
  })

  it.each([
    ['src/card/allowed.ts', 'src/payment/outcome.ts'],
    ['card-applets/echo/allowed.ts', 'src/card/channel.ts'],
    ['reader/allowed.ts', 'src/card/channel.ts'],
    ['bench/witness/allowed.ts', 'reader/reader.ts'],
    ['bench/cli/allowed.ts', 'bench/words/table.ts'],
    ['bench/examples/allowed.ts', 'bench/cli/exit.ts'],
  ])('%s may see %s', (from, to) => {
    expect(arrow(from, to)).toEqual([])
  })

  it('each folder of bench is a known room', () => {
    expect(found({ 'bench/shed/planted.ts': '' })).toEqual(['floor: bench/shed/planted.ts: no such room: bench/shed'])
  })

  it.each(['src/bytes/testing/hex.ts', 'src/bytes/hex.js'])('no product file needs a file that is none: %s', (to) => {
    expect(found({ 'src/card/planted.ts': `import '../../${to}'\n` })).toEqual([
      `missing file: src/card/planted.ts: ${to}`,
    ])
  })
})

describe('circles', () => {
  it.each([
    ['a type', `import type { A } from './a.ts'`],
    ['a type inside a type', `type A = import('./a.ts').A`],
    ['an export of types', `export type { A } from './a.ts'`],
    ['an export of all', `export * from './a.ts'`],
    ['an import at need', `export const a: unknown = await import('./a.ts')`],
    ['a thread', `new Worker(new URL('a.js', import.meta.url))`],
    ['a child, compiled or not', 'start(new URL(`a.${ending}`, import.meta.url))'],
  ])('of files through %s', (_, back) => {
    expect(found({ 'src/card/a.ts': `import './b.ts'\n`, 'src/card/b.ts': `${back}\n` })).toEqual([
      'circle of files: src/card/a.ts: src/card/b.ts',
    ])
  })

  it('of folders whose files have none', () => {
    const planted = {
      'reader/one/a.ts': `import '../two/a.ts'\n`,
      'reader/two/b.ts': `import '../three/deep/a.ts'\n`,
      'reader/three/b.ts': `import '../one/b.ts'\n`,
      'reader/one/b.ts': '',
      'reader/two/a.ts': '',
      'reader/three/deep/a.ts': '',
    }
    expect(found(planted)).toEqual(['circle of folders: reader/one/: reader/three/ reader/two/'])
  })

  it('of a folder and a file beside it', () => {
    const planted = {
      'reader/a.ts': `import './in/a.ts'\n`,
      'reader/in/b.ts': `import '../a.ts'\n`,
      'reader/in/a.ts': '',
    }
    expect(found(planted)).toEqual(['circle of folders: reader/a.ts: reader/in/'])
  })

  it('a list of children and what they share may stand beside them', () => {
    const planted = {
      'reader/list.ts': `import './in/a.ts'\n`,
      'reader/in/a.ts': `import '../port.ts'\n`,
      'reader/port.ts': '',
    }
    expect(found(planted)).toEqual([])
  })
})

describe('schemes', () => {
  it.each([
    ['src/payment/one-purse/planted.ts', 'src/payment/two/seller.ts'],
    ['bench/scheme/two/planted.ts', 'bench/scheme/one-purse/run.ts'],
    ['bench/scheme/two/planted.ts', 'src/payment/one-purse/seller.ts'],
  ])('%s does not see %s', (from, to) => {
    const up = '../'.repeat(from.split('/').length - 1)
    expect(found({ ...FOLDERS, [from]: `import '${up}${to}'\n` })).toEqual([`scheme sees scheme: ${from}: ${to}`])
  })

  it.each(['bench/cli/planted.ts', 'bench/scheme/planted.ts', 'bench/scheme/two/planted.ts', 'src/payment/planted.ts'])(
    'none is named in %s',
    (path) => {
      const planted = { ...FOLDERS, [path]: `export const name = 'one-purse'\n` }
      expect(found(planted)).toEqual([`scheme by name: ${path}: one-purse`])
    },
  )

  it('nor inside a longer text', () => {
    const planted = { ...FOLDERS, 'bench/cli/planted.ts': 'export const help = `compare --scheme one-purse`\n' }
    expect(found(planted)).toEqual(['scheme by name: bench/cli/planted.ts: one-purse'])
  })

  it('a name stands in its own folder, in the command tables and in comments', () => {
    const planted = {
      ...FOLDERS,
      'bench/scheme/two/run.ts': `export const name = 'two-coupon'\n`,
      'src/card/applets.ts': `export const name = 'one-purse'\n`,
      'bench/cli/comment.ts': `// one is 'one-purse'\n`,
    }
    expect(found(planted)).toEqual([])
  })
})

describe('src is pure', () => {
  it.each([
    ['node:fs', `import { readFileSync } from 'node:fs'`],
    ['node:fs', `import { readFileSync } from 'fs'`],
    ['node:fs', 'export const files: unknown = import(`node:fs`)'],
    ['node:crypto', `import { randomBytes } from 'node:crypto'`],
    ['Date.now', 'export const now = (): number => Date.now()'],
    ['new Date()', 'export const now = (): Date => new Date()'],
    ['performance', 'export const now = (): number => performance.now()'],
    ['Math.random', 'export const dice = (): number => Math.random()'],
    ['setTimeout', 'export const wait = (): unknown => setTimeout(() => 0, 1)'],
    ['process', 'export const here = (): string => process.cwd()'],
    ['fetch', `export const page = (): unknown => fetch('x')`],
  ])('of %s', (what, text) => {
    expect(found({ 'src/chain/planted.ts': `${text}\n` })).toEqual([`src is pure: src/chain/planted.ts: ${what}`])
  })

  it('what bears such a name as a member, and a date that is handed in, pass', () => {
    const text = `interface Card { process(): void }\nexport const use = (card: Card): Date => (card.process(), new Date(0))\n`
    expect(found({ 'src/card/allowed.ts': text, 'reader/allowed.ts': 'Date.now()\n' })).toEqual([])
  })

  it('node:crypto is an engine in src/crypto', () => {
    expect(found({ 'src/crypto/engine.ts': `import 'node:crypto'\n` })).toEqual([])
  })
})

describe('money passes one gate', () => {
  it.each([
    ['> LARGEST_MINOR_UNITS', 'export const full = (sum: bigint): boolean => sum > LARGEST_MINOR_UNITS'],
    ['price', "const fields = { price: u64('PRICE') }"],
  ])('and not %s', (what, text) => {
    expect(found({ 'src/payment/planted.ts': `${text}\n`, 'src/money/allowed.ts': `${text}\n` })).toEqual([
      `money past the gate: src/payment/planted.ts: ${what}`,
    ])
  })

  it('what is no money may have eight bytes', () => {
    expect(found({ 'src/payment/allowed.ts': "const fields = { serial: u64('of the certificate') }\n" })).toEqual([])
  })
})

describe('the page of the lab', () => {
  const page = 'bench/lab/page/view/planted.tsx'

  it.each([
    ['bench/lab/engine.ts', `import '../../engine.ts'`],
    ['bench/model/break-even.ts', `import type { Zone } from '../../../model/break-even.ts'`],
    ['bench/witness/witness.ts', `import { createWitness } from '../../../witness/witness.ts'`],
    ['node:fs', `import { readFileSync } from 'node:fs'`],
    ['d3-scale', `import { scaleLog } from 'd3-scale'`],
  ])('does not see %s', (what, text) => {
    const target = what.startsWith('bench/') ? { [what]: '' } : {}
    expect(found({ [page]: `${text}\n`, ...target })).toEqual([`page apart: ${page}: ${what}`])
  })

  it('sees what a browser can run', () => {
    const text = `import 'preact/hooks'\nimport '../../contract.ts'\nimport '../../../report/chart/theme.ts'\n`
    const seen = { 'bench/lab/contract.ts': '', 'bench/report/chart/theme.ts': '' }
    expect(found({ [page]: `${text}export const shown = <b>shown</b>\n`, ...seen })).toEqual([])
  })

  it('is seen by nothing', () => {
    expect(found({ 'bench/lab/planted.ts': `import './page/main.tsx'\n`, 'bench/lab/page/main.tsx': '' })).toEqual([
      'page apart: bench/lab/planted.ts: bench/lab/page/main.tsx',
    ])
  })
})

it.each([
  ['a type', `type H = import('node-hid').HID`],
  ['a file of it', `await import('node-hid/nodehid.js')`],
  ['require', `const require = createRequire(import.meta.url)\nrequire('node-hid')`],
])('a native library is imported in one file: %s', (_, text) => {
  const planted = { 'reader/hid.ts': `await import('node-hid')\n`, 'reader/other.ts': `${text}\n` }
  expect(found(planted)).toEqual(['native library: reader/other.ts: node-hid'])
})

describe('exceptions', () => {
  const planted = { 'src/chain/planted.ts': 'Date.now()\nMath.random()\n' }
  const exception = { rule: 'src is pure' as Rule, file: 'src/chain/planted.ts', because: 'planted' }

  it('spare what they name and no more', () => {
    expect(found(planted, [{ ...exception, what: 'Date.now' }])).toEqual([
      'src is pure: src/chain/planted.ts: Math.random',
    ])
    expect(found(planted, [exception])).toEqual([])
  })

  it('are found when nothing needs them any more', () => {
    expect(found({ 'src/chain/planted.ts': '' }, [exception])).toEqual([
      'stale exception: src/chain/planted.ts: src is pure: all',
    ])
  })
})

it('the house breaks no rule', () => {
  expect(judge(readHouse(resolve(import.meta.dirname, '../..')))).toEqual([])
})
