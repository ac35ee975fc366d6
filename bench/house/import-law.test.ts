// The import law of the house is a lint rule; a lint rule is trusted only after a planted violation made it fail.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const oxlint = join(root, 'node_modules/oxlint/bin/oxlint')
let house: string

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'house-'))
  cpSync(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'))
})
afterAll(() => rmSync(house, { recursive: true }))

/** Writes a file that imports `target`, lints it, and gives the lint's words, empty where the import is allowed. */
function lintImport(from: string, target: string): string {
  const file = join(house, from)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `import { thing } from '${target}'\n\nexport const used: unknown = thing\n`)
  try {
    execFileSync(process.execPath, [oxlint, from], { cwd: house, stdio: 'pipe' })
    return ''
  } catch (error) {
    return String((error as { stdout: Buffer }).stdout)
  } finally {
    rmSync(file)
  }
}

describe('a planted violation is found', () => {
  it.each([
    ['src/bytes/planted.ts', '../iso7816/aid.ts'],
    ['src/iso7816/planted.ts', '../crypto/crypto.ts'],
    ['src/crypto/planted.ts', '../money/amount.ts'],
    ['src/money/planted.ts', '../chain/chain.ts'],
    ['src/chain/planted.ts', '../payment/outcome.ts'],
    ['src/chain/kernel/planted.ts', '../../payment/outcome.ts'],
    ['src/payment/ikp/planted.ts', '../../card/channel.ts'],
    ['src/payment/ikp/planted.ts', '../../../bench/cli/exit.ts'],
    ['src/card/planted.ts', '../../reader/reader.ts'],
    ['src/card/planted.ts', '../../card-applets/applet.ts'],
    ['card-applets/purse/planted.ts', '../../reader/reader.ts'],
    ['card-applets/planted.ts', '../bench/cli/exit.ts'],
    ['reader/drivers/planted.ts', '../../card-applets/applet.ts'],
    ['reader/planted.ts', '../bench/cli/exit.ts'],
  ])('%s imports %s', (from, target) => {
    expect(lintImport(from, target)).toContain('import law')
  })
})

describe('what the law allows passes', () => {
  it.each([
    ['src/card/allowed.ts', '../payment/outcome.ts'],
    ['src/payment/ikp/allowed.ts', '../../chain/chain.ts'],
    ['src/chain/allowed.ts', '../crypto/crypto.ts'],
    ['card-applets/purse/allowed.ts', '../../src/card/channel.ts'],
    ['reader/allowed.ts', '../src/card/channel.ts'],
    ['bench/allowed.ts', '../reader/reader.ts'],
    ['bench/allowed.ts', '../card-applets/applet.ts'],
  ])('%s imports %s', (from, target) => {
    expect(lintImport(from, target)).toBe('')
  })
})

it('a planted import circle is found', () => {
  writeFileSync(join(house, 'one.ts'), `import { two } from './two.ts'\n\nexport const one: unknown = () => two\n`)
  writeFileSync(join(house, 'two.ts'), `import { one } from './one.ts'\n\nexport const two: unknown = () => one\n`)
  let words = ''
  try {
    execFileSync(process.execPath, [oxlint, 'one.ts', 'two.ts'], { cwd: house, stdio: 'pipe' })
  } catch (error) {
    words = String((error as { stdout: Buffer }).stdout)
  }
  expect(words).toContain('no-cycle')
})

it('a file past 300 lines is found', () => {
  writeFileSync(
    join(house, 'long.ts'),
    Array.from({ length: 301 }, (_, at) => `export const n${at}: number = ${at}`).join('\n'),
  )
  let words = ''
  try {
    execFileSync(process.execPath, [oxlint, 'long.ts'], { cwd: house, stdio: 'pipe' })
  } catch (error) {
    words = String((error as { stdout: Buffer }).stdout)
  }
  expect(words).toContain('max-lines')
})
