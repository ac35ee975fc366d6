// The public surface, read from the declarations that the compiler makes of it: each entry point of package.json with the
// names that it exports, how each is declared, and what its comment says.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseSync, Visitor, type Statement } from 'oxc-parser'

export const ROOT: string = resolve(import.meta.dirname, '../../..')

export interface EntryPoint {
  /** As it is imported, e.g. `tickbench/card`. */
  readonly specifier: string
  /** From the root of the package. */
  readonly source: string
  readonly names: readonly Declared[]
}

export interface Declared {
  readonly name: string
  /** Without comments. */
  readonly text: string
  /** The comment above it, without its stars; empty where there is none. */
  readonly comment: string
  /** Where it is declared, from the root of the package. */
  readonly file: string
  /** What its declaration uses of other files, or of its own. */
  readonly uses: readonly Place[]
}

export interface Place {
  readonly file: string
  readonly name: string
}

/** Declarations of everything that the entry points reach, without a build: some two seconds. */
export function emitDeclarations(folder: string): void {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const only = ['--emitDeclarationOnly', '--outDir', folder, '--incremental', 'false', '--tsBuildInfoFile', 'null']
  execFileSync(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json'), ...only], { stdio: 'pipe' })
}

/** Of package.json, without those that are no module. */
export function entryPoints(declarations: string): readonly EntryPoint[] {
  const { name, exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly name: string
    readonly exports: Readonly<Record<string, string | { readonly types: string }>>
  }
  const files = new DeclarationFiles(declarations)
  return Object.entries(exports).flatMap(([path, target]) => {
    if (typeof target === 'string') return []
    const source = target.types.replace(/^\.\/dist\//, '').replace(/\.d\.ts$/, '.ts')
    return [{ specifier: join(name, path), source, names: files.exportsOf(source) }]
  })
}

/** What declarations use that no entry point names, found from all of them. */
export function unnamed(points: readonly EntryPoint[], declarations: string): readonly Declared[] {
  const files = new DeclarationFiles(declarations)
  const known = new Map(points.flatMap(({ names }) => names).map((each) => [keyOf(each), each]))
  const found = new Map<string, Declared>()
  const open = [...known.values()]
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    for (const place of each.uses) {
      const declared = files.find(place)
      if (declared === undefined || known.has(keyOf(declared)) || found.has(keyOf(declared))) continue
      found.set(keyOf(declared), declared)
      open.push(declared)
    }
  }
  return [...found.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** The code of the comment's example, if it has one. */
export function exampleOf({ comment }: Declared): readonly string[] {
  return comment.split(/^@example\n/m).slice(1)
}

function keyOf({ file, name }: Place): string {
  return `${file} ${name}`
}

class DeclarationFiles {
  readonly #folder: string
  readonly #files = new Map<string, DeclarationFile>()

  constructor(folder: string) {
    this.#folder = folder
  }

  exportsOf(file: string): readonly Declared[] {
    const { reexported } = this.#at(file)
    return [...reexported].map(([name, place]) => {
      const declared = this.find(place)
      if (declared === undefined) throw new Error(`${file} exports ${name}, which ${place.file} does not declare`)
      return { ...declared, name }
    })
  }

  find({ file, name }: Place): Declared | undefined {
    const { declared, reexported } = this.#at(file)
    const further = reexported.get(name)
    return declared.get(name) ?? (further && this.find(further))
  }

  #at(file: string): DeclarationFile {
    const known = this.#files.get(file) ?? readDeclarations(file, join(this.#folder, file.replace(/\.ts$/, '.d.ts')))
    this.#files.set(file, known)
    return known
  }
}

interface DeclarationFile {
  readonly declared: ReadonlyMap<string, Declared>
  readonly reexported: ReadonlyMap<string, Place>
}

function readDeclarations(file: string, path: string): DeclarationFile {
  const source = readFileSync(path, 'utf8')
  const { program, comments } = parseSync(path, source)
  const imported = new Map<string, Place>()
  const reexported = new Map<string, Place>()
  const declared = new Map<string, Declared>()
  const at = (specifier: string): string => join(dirname(file), specifier)
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration' && statement.source.value.startsWith('.')) {
      for (const { local } of statement.specifiers)
        imported.set(local.name, { file: at(statement.source.value), name: local.name })
    } else if (statement.type === 'ExportNamedDeclaration' && statement.source !== null) {
      for (const { exported, local } of statement.specifiers)
        reexported.set(nameIn(exported), { file: at(statement.source.value), name: nameIn(local) })
    }
  }
  for (const statement of program.body) {
    for (const name of namesOf(statement)) {
      const used = identifiersIn(source.slice(statement.start, statement.end))
      const uses = used.filter((each) => each !== name).map((each) => imported.get(each) ?? { file, name: each })
      const above = comments.findLast(
        ({ end }) => source.slice(end, statement.start).trim() === '' && end <= statement.start,
      )
      const before = declared.get(name)?.text
      const text = bare(source, statement, comments)
      declared.set(name, {
        name,
        file,
        uses,
        text: before === undefined ? text : `${before}\n${text}`,
        comment: above?.type === 'Block' ? unstarred(above.value) : '',
      })
    }
  }
  return { declared, reexported }
}

function nameIn(node: { readonly name: string } | { readonly value: string }): string {
  return 'name' in node ? node.name : node.value
}

function namesOf(statement: Statement): readonly string[] {
  const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  switch (node?.type) {
    case 'VariableDeclaration':
      return node.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return node.id === null ? [] : [node.id.name]
    default:
      return []
  }
}

function identifiersIn(text: string): readonly string[] {
  const found = new Set<string>()
  const { program } = parseSync('part.d.ts', text)
  new Visitor({ Identifier: ({ name }) => void found.add(name) }).visit(program)
  return [...found]
}

interface Span {
  readonly start: number
  readonly end: number
}

function bare(source: string, { start, end }: Span, comments: readonly Span[]): string {
  const kept: string[] = []
  let from = start
  for (const comment of comments.filter((each) => each.start >= start && each.end <= end)) {
    kept.push(source.slice(from, comment.start))
    from = comment.end
  }
  return [...kept, source.slice(from, end)]
    .join('')
    .replaceAll(/^\s*\n/gm, '')
    .replaceAll(/^export (declare )?/gm, '')
}

/** The text of a comment as it was meant. */
function unstarred(value: string): string {
  return value
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim()
}
