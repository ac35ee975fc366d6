// Compares an answer with what a conversation expects of it, field by field, and keeps what the text wants kept.

import { printHex } from '../../bytes/hex.ts'
import type { AnyLayout, Form } from '../../bytes/layout.ts'
import type { Entries, Value } from './conversation.ts'
import { bytesOf, checkOf, evaluate, isCheck } from './evaluate.ts'
import { entriesOf, resolved, type Context } from './scope.ts'

/** One line for each thing that is not as expected. */
export type Findings = readonly string[]

/** Throws `DecodeError` when the expectation itself is none. */
export function matchAnswer(expected: Value, answered: unknown, layout: AnyLayout, context: Context): Findings {
  return matchField(expected, answered, { kind: 'nested', of: layout }, { ...context, path: layout.name })
}

/** Answers of plain bytes; one part may stand for any bytes. Throws `DecodeError`. */
export function matchBytes(expected: readonly Value[], answered: Uint8Array, context: Context): Findings {
  const at = expected.findIndex(({ kind }) => kind === 'any')
  const before = at < 0 ? expected : expected.slice(0, at)
  const after = at < 0 ? [] : expected.slice(at + 1)
  const head = bytesOfAll(before, context)
  const tail = bytesOfAll(after, context)
  const hex = printHex(answered)
  const fits =
    at < 0 ? hex === head : hex.startsWith(head) && hex.endsWith(tail) && hex.length >= head.length + tail.length
  if (!fits) return [`${head}${at < 0 ? '' : '…'}${tail} expected, ${hex} answered`]
  const any = expected[at]
  if (any?.kind === 'any') keep(any.keepAs, answered.slice(head.length / 2, answered.length - tail.length / 2), context)
  return []
}

interface FieldContext extends Context {
  readonly path: string
}

function matchField(expected: Value, answered: unknown, form: Form, context: FieldContext): Findings {
  const plain = resolved(expected, context)
  if (plain.kind === 'any') {
    keep(plain.keepAs, answered, context)
    return []
  }
  if (isCheck(plain)) {
    const holds = answered instanceof Uint8Array && checkOf(plain, context)(answered)
    return holds ? [] : [`${context.path}: ${plain.name} does not hold for ${print(answered)}`]
  }
  if (form.kind === 'nested') return matchStructure(plain, answered, form.of, context)
  if (form.kind === 'optional' && answered !== undefined && !(plain.kind === 'token' && plain.text === 'none')) {
    return matchField(plain, answered, form.of, context)
  }
  const wanted = print(evaluate(plain, form, context))
  return wanted === print(answered) ? [] : [`${context.path}: ${wanted} expected, ${print(answered)} answered`]
}

/** `.name` inside an expectation looks at what was answered. */
function matchStructure(expected: Value, answered: unknown, layout: AnyLayout, context: FieldContext): Findings {
  const wanted = entriesOf(expected, context)
  const found = entriesOf({ kind: 'constant', value: answered }, context)
  const inside = { ...context, around: { layout, entries: found } }
  const unknown = [...wanted.keys()].filter((name) => !layout.rows.some((row) => row.name === name && row.form))
  return [
    ...unknown.map((name) => `${context.path}: has no field ${name}`),
    ...layout.rows.flatMap(({ name, form }) =>
      form === undefined ? [] : matchEntry(wanted, name, form, { ...inside, path: `${context.path}.${name}` }),
    ),
  ]
}

function matchEntry(wanted: Entries, name: string, form: Form, context: FieldContext): Findings {
  const entry = wanted.get(name)
  const answered = context.around?.entries.get(name)
  const value = answered?.kind === 'constant' ? answered.value : undefined
  if (entry !== undefined) return matchField(entry, value, form, context)
  return form.kind === 'optional' && value === undefined ? [] : [`${context.path}: nothing is expected of it`]
}

function keep(name: string | undefined, value: unknown, { scope }: Context): void {
  if (name !== undefined) scope.names.set(name, { kind: 'constant', value })
}

function bytesOfAll(parts: readonly Value[], context: Context): string {
  return parts.map((part) => printHex(bytesOf(part, context))).join('')
}

function print(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part: unknown) => {
      if (part instanceof Uint8Array) return printHex(part)
      return typeof part === 'bigint' ? `${part}` : part
    }) ?? 'nothing'
  )
}
