// The package as another project sees it: packed, unpacked beside its dependencies, and used as README says.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { entryPoints, exampleOf } from '../house/testing/public-surface.ts'

const root = resolve(import.meta.dirname, '../..')
const LIMIT_MS = 300_000
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly dependencies: object
  readonly exports: Readonly<Record<string, unknown>>
}
let project: string
let packed: readonly string[]

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'package-'))
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', project]
  const [told] = JSON.parse(ran('npm', pack, root)) as [{ filename: string; files: { path: string }[] }]
  packed = told.files.map(({ path }) => path)
  mkdirSync(join(project, 'node_modules/tickbench'), { recursive: true })
  ran('tar', ['xzf', told.filename, '--strip-components=1', '-C', 'node_modules/tickbench'])
  for (const name of [...Object.keys(packageJson.dependencies), '@types/node', 'undici-types']) {
    const link = join(project, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link)
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }))
}, LIMIT_MS)
afterAll(() => rmSync(project, { recursive: true }))

/** README points at the others. */
const DOCUMENTS = ['API.md', 'README.md', 'GUIDE.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md']

function ran(program: string, words: readonly string[], folder: string = project): string {
  return execFileSync(program, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

it('holds the program, its declarations and what it reads, no sources, no tests and nothing that a user left', () => {
  expect(packed).toContain('dist/bench/cli/main.js')
  expect(packed).toContain('card-applets/PROTOCOL.md')
  expect(packed).toContain('src/card/conversations/echo.conversation')
  expect(packed.filter((path) => NOT_SHIPPED.test(path))).toEqual([])
  const top = new Set(packed.map((path) => path.replace(/\/.*/, '')))
  expect([...top].toSorted()).toEqual(
    [...DOCUMENTS, 'LICENSE', 'bench', 'card-applets', 'dist', 'package.json', 'src'].toSorted(),
  )
})

const NOT_SHIPPED =
  /(?<!\.d)\.ts$|\.(test|lab)\.d\.ts$|\.card$|\.issuer$|(^|\/)(testing|house|golden|test|node_modules)\//

it('brings the command', () => {
  expect(ran(process.execPath, [MAIN, 'conform', 'echo'])).toContain('echo')
})

it('loads less than 60 modules to say its version', () => {
  const hooks =
    "export async function load(url, context, next) { process._rawDebug('loaded', url); return next(url, context) }"
  writeFileSync(join(project, 'hooks.mjs'), hooks)
  writeFileSync(
    join(project, 'hook.mjs'),
    "import { register } from 'node:module'\nregister('./hooks.mjs', import.meta.url)",
  )
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', './hook.mjs', MAIN, '--version'], {
    cwd: project,
    encoding: 'utf8',
  })
  expect(stdout).toMatch(/^\d+\.\d+\.\d+$/m)
  const loaded = stderr.match(/^loaded file:.*$/gm) ?? []
  expect(loaded.length).toBeGreaterThan(10)
  expect(loaded.length).toBeLessThan(60)
})

const MAIN = 'node_modules/tickbench/dist/bench/cli/main.js'

it.each(['node16', 'nodenext', 'bundler'])('is found with its types under %s', { timeout: LIMIT_MS }, (resolution) => {
  const module = resolution === 'bundler' ? 'esnext' : resolution
  writeFileSync(
    join(project, 'all.ts'),
    specifiers.map((name) => `export * as ${nameOf(name)} from '${name}'\n`).join(''),
  )
  ran(process.execPath, [TSC, ...STRICT, '--module', module, '--moduleResolution', resolution, '--noEmit', 'all.ts'])
})

it('lets nothing else be imported', () => {
  for (const path of ['dist/bench/cli/program.js', 'src/card/select', 'reader/drivers/emulated']) {
    const asked = `import('tickbench/${path}').catch(({ code }) => console.log(code))`
    expect(ran(process.execPath, ['--input-type=module', '-e', asked])).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED\n')
  }
})

it('compares, attacks and reports from code, as README shows and as comments do', { timeout: LIMIT_MS }, () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const shown = [...readme.matchAll(/```ts\n([^`]+)```/g)].map(([, code = '']) => code)
  expect(shown.join('')).toContain("from 'tickbench/")
  const declarations = join(project, 'node_modules/tickbench/dist')
  const examples = entryPoints(declarations).flatMap(({ names }) => names.flatMap(exampleOf))
  expect(['compareSchemes(', 'ATTACKS.', 'reportPage('].filter((use) => !examples.join('').includes(use))).toEqual([])
  for (const [at, code] of [...shown, ...examples].entries()) writeFileSync(join(project, `shown-${at}.ts`), code)
  const files = [...shown, ...examples].map((_, at) => `shown-${at}`)
  ran(process.execPath, [TSC, ...STRICT, '--module', 'nodenext', ...files.map((file) => `${file}.ts`)])
  writeFileSync(join(project, 'access.log'), 'a - - [10/Oct/2025:13:55:36 +0000] "GET /b/c HTTP/1.1" 200 7\n')
  for (const file of files) ran(process.execPath, [`${file}.js`])
})

const TSC = join(root, 'node_modules/typescript/bin/tsc')
const STRICT = ['--strict', '--target', 'es2023', '--types', 'node']
const specifiers = Object.entries(packageJson.exports).flatMap(([path, target]) =>
  typeof target === 'string' ? [] : [join('tickbench', path)],
)

function nameOf(specifier: string): string {
  return specifier.replace('/', '_')
}
