// What of the house the lint keeps. A lint rule is trusted only after a planted violation made it fail.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
let house: string

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'house-'))
  cpSync(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'))
})
afterAll(() => rmSync(house, { recursive: true }))

const long = Array.from({ length: 301 }, (_, at) => `export const n${at}: number = ${at}`).join('\n')
const circle = (own: string, other: string): string =>
  `import { ${other} } from './${other}.ts'\n\nexport const ${own}: unknown = () => ${other}\n`

it.each([
  ['max-lines', { 'long.ts': long }],
  ['no-cycle', { 'one.ts': circle('one', 'two'), 'two.ts': circle('two', 'one') }],
  ['explicit-module-boundary-types', { 'guessed.ts': 'export function guessed() {\n  return 1\n}\n' }],
  ['no-default-export', { 'default.ts': 'export default 1\n' }],
])('%s is found', (rule, files) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(house, name), text)
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint')
  const { stdout } = spawnSync(process.execPath, [oxlint, ...Object.keys(files)], { cwd: house, encoding: 'utf8' })
  expect(stdout).toContain(rule)
})
