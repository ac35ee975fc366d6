// What one file says to the law: what it imports, which globals it takes, which texts it holds. Read from the syntax
// tree, types included. Typescript 7 has no programming interface; knip brings oxc-parser along.

import { dirname, join } from 'node:path/posix'
import { isBuiltin } from 'node:module'
import { parseSync, Visitor, type Expression } from 'oxc-parser'

export interface Module {
  readonly path: string
  readonly lines: number
  /** Paths from the root of the package for files, names for packages. */
  readonly imports: ReadonlySet<string>
  /** Identifiers that are no member of anything, such as `process`, and calls such as `Date.now` and `new Date()`. */
  readonly names: ReadonlySet<string>
  readonly strings: ReadonlySet<string>
}

/** Throws `SyntaxError` for text that is not TypeScript. */
export function readModule(path: string, text: string): Module {
  const { program, errors } = parseSync(path, text)
  if (errors[0] !== undefined) throw new SyntaxError(`${path}: ${errors[0].message}`)
  const imports = new Set<string>()
  const names = new Set<string>()
  const strings = new Set<string>()
  const members = new Set<unknown>()
  const take = (source: string | undefined): void => {
    if (source === undefined) return
    if (source.startsWith('.')) imports.add(join(dirname(path), source))
    else imports.add(isBuiltin(source) ? source.replace(/^(?:node:)?/, 'node:') : source)
  }
  new Visitor({
    ImportDeclaration: (node) => take(node.source.value),
    ExportNamedDeclaration: (node) => take(node.source?.value),
    ExportAllDeclaration: (node) => take(node.source.value),
    ImportExpression: (node) => take(textOf(node.source)),
    CallExpression(node) {
      const [source] = node.arguments
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') take(textOf(source as Expression))
    },
    TSImportType: (node) => take(node.source.value),
    NewExpression(node) {
      if (node.callee.type !== 'Identifier') return
      if (node.callee.name === 'Date' && node.arguments.length === 0) names.add('new Date()')
      if (node.callee.name === 'URL' && node.arguments[1]?.type === 'MemberExpression')
        take(programAt(node.arguments[0]))
    },
    MemberExpression(node) {
      if (!node.computed) members.add(node.property)
      if (node.object.type === 'Identifier' && node.property.type === 'Identifier') {
        names.add(`${node.object.name}.${node.property.name}`)
      }
    },
    Property: (node) => void (node.shorthand || members.add(node.key)),
    MethodDefinition: (node) => void members.add(node.key),
    PropertyDefinition: (node) => void members.add(node.key),
    TSPropertySignature: (node) => void members.add(node.key),
    TSMethodSignature: (node) => void members.add(node.key),
    Identifier: (node) => void (members.has(node) || names.add(node.name)),
    Literal: (node) => void (typeof node.value === 'string' && strings.add(node.value)),
    TemplateElement: (node) => void strings.add(node.value.cooked ?? ''),
  }).visit(program)
  return { path, lines: text.split('\n').length - 1, imports, names, strings }
}

function textOf(source: Expression): string | undefined {
  if (source.type === 'TemplateLiteral' && source.expressions.length === 0) return source.quasis[0]?.value.raw
  return source.type === 'Literal' && typeof source.value === 'string' ? source.value : undefined
}

/** The source of a thread or child beside this file: `new URL('turn.js', import.meta.url)`, or with its ending computed. */
function programAt(address: unknown): string | undefined {
  const node = address as Expression
  const text = node.type === 'TemplateLiteral' ? node.quasis[0]?.value.raw : textOf(node)
  const stem = text?.match(/^([\w./-]+\.)(js)?$/)?.[1]
  return stem === undefined ? undefined : `./${stem}ts`
}
