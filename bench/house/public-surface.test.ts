// What the package shows to others: every change of it shows in API.md, every function says what it does, and the
// examples in the comments are compiled and run. `npx vitest run bench/house -u` writes API.md anew.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { emitDeclarations, entryPoints, exampleOf, ROOT, unnamed, type Declared } from './testing/public-surface.ts'

const folder = mkdtempSync(join(tmpdir(), 'surface-'))
const declarations = join(folder, 'declarations')
emitDeclarations(declarations)
const points = entryPoints(declarations)
afterAll(() => rmSync(folder, { recursive: true }))

it('is as API.md says', async () => {
  await expect(report()).toMatchFileSnapshot(join(ROOT, 'API.md'))
})

function report(): string {
  const sections = points.map(({ specifier, names }) => section(`\`${specifier}\``, names))
  const further = section('Types that these use', unnamed(points, declarations))
  return `${[TITLE, ...sections, further].join('\n\n')}\n`
}

const TITLE = `# The public surface

Written by \`npx vitest run bench/house -u\` from the declarations of the entry points; do not edit. A change here is a change
for everybody who uses the package.`

function section(title: string, names: readonly Declared[]): string {
  const sorted = names.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return [`## ${title}`, '```ts', ...sorted.map(({ text }) => text), '```'].join('\n')
}

it.each(points)('$specifier says of every function, class and constant what it is', ({ names }) => {
  const values = names.filter(({ text }) => /^(function|class|const)/.test(text))
  expect(values.filter(({ comment }) => comment === '').map(({ name }) => name)).toEqual([])
})

it.each(points)('$specifier has an example', ({ names }) => {
  expect(names.flatMap(examplesOf)).not.toEqual([])
})

it('the examples compile as another project would compile them', () => {
  const own = join(folder, 'node_modules')
  mkdirSync(own)
  for (const name of ['@types', 'undici-types', 'valibot']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(own, name))
  }
  const paths = Object.fromEntries(points.map(({ specifier, source }) => [specifier, [declared(source)]]))
  const compilerOptions = { ...STRICT, paths }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  expect(failureOf(() => execFileSync(process.execPath, [tsc, '-p', folder], { stdio: 'pipe' }))).toBe('')
})

const STRICT = {
  strict: true,
  module: 'nodenext',
  target: 'es2023',
  lib: ['es2023'],
  types: ['node'],
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
}

function declared(source: string): string {
  return join(declarations, source.replace(/\.ts$/, '.d.ts'))
}

function failureOf(run: () => unknown): string {
  try {
    run()
    return ''
  } catch (error) {
    return String((error as { stdout: unknown }).stdout)
  }
}

const examples = points.flatMap(({ names }) => names.flatMap(examplesOf))

it.each(examples)('the example of $name runs', async ({ file }) => {
  await import(file)
})

interface Example {
  readonly name: string
  readonly file: string
}

function examplesOf(declared: Declared): readonly Example[] {
  const file = join(folder, `${declared.name}.ts`)
  return exampleOf(declared).map((code) => {
    writeFileSync(file, code)
    return { name: declared.name, file }
  })
}
