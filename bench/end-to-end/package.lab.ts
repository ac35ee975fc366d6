// The package as another project sees it: packed, unpacked beside its dependencies, and used as README says.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const LIMIT_MS = 300_000
let project: string
let packed: readonly string[]

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'package-'))
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', project]
  const [told] = JSON.parse(ran('npm', pack, root)) as [{ filename: string; files: { path: string }[] }]
  packed = told.files.map(({ path }) => path)
  mkdirSync(join(project, 'node_modules/tickbench'), { recursive: true })
  ran('tar', ['xzf', told.filename, '--strip-components=1', '-C', 'node_modules/tickbench'])
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object }
  for (const name of [...Object.keys(dependencies), '@types/node', 'undici-types']) {
    const link = join(project, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link)
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }))
}, LIMIT_MS)
afterAll(() => rmSync(project, { recursive: true }))

function ran(program: string, words: readonly string[], folder: string = project): string {
  return execFileSync(program, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

it('holds what is built and written, no tests and nothing that a user left in the checkout', () => {
  expect(packed).toContain('dist/bench/cli/main.js')
  expect(packed).toContain('card-applets/PROTOCOL.md')
  expect(packed.filter((path) => /\.(test|lab)\.ts$|\.card$|\.issuer$|node_modules/.test(path))).toEqual([])
  const top = new Set(packed.map((path) => path.replace(/\/.*/, '')))
  expect([...top].toSorted()).toEqual(
    ['LICENSE', 'README.md', 'bench', 'card-applets', 'dist', 'package.json', 'reader', 'src'].toSorted(),
  )
})

it('brings the command', () => {
  const main = join(project, 'node_modules/tickbench/dist/bench/cli/main.js')
  expect(ran(process.execPath, [main, 'conform', 'echo'])).toContain('echo')
})

it('compiles and runs what README shows, with the types that the package declares', { timeout: LIMIT_MS }, () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const shown = /```ts\n([^`]+)```/.exec(readme)?.[1] ?? ''
  expect(shown).toContain("from 'tickbench/")
  writeFileSync(join(project, 'shown.ts'), shown)
  const strict = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node']
  ran(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...strict, 'shown.ts'])
  ran(process.execPath, ['shown.js'])
})
