// From a conversation's values to those that a declared layout encodes. The field says how its text is read.

import { concat } from '../../bytes/bytes.ts'
import { DecodeError } from '../../bytes/decode-error.ts'
import { parseHex } from '../../bytes/hex.ts'
import type { AnyLayout, Form } from '../../bytes/layout.ts'
import type { Value } from './conversation.ts'
import { CHECKS, FUNCTIONS, type Arguments, type Computed } from './functions.ts'
import { entriesOf, resolved, type Context } from './scope.ts'

const BYTES: Form = { kind: 'bytes' }

/** The structure's bytes. Throws `DecodeError` with the place. */
export function encodeValue(value: Value, layout: AnyLayout, context: Context): Uint8Array {
  const structure = structureOf(value, layout, context)
  try {
    return layout.encode(structure as never)
  } catch (error) {
    if (error instanceof RangeError) throw new DecodeError(context.place, error.message, { cause: error })
    throw error
  }
}

export function bytesOf(value: Value, context: Context): Uint8Array {
  return evaluate(value, BYTES, context) as Uint8Array
}

/** Bytes given one after the other, as in a command of hex. */
export function joined(parts: readonly Value[], context: Context): Uint8Array {
  return concat(...parts.map((part) => bytesOf(part, context)))
}

/** Throws `DecodeError` with the place. */
export function evaluate(value: Value, form: Form, context: Context): unknown {
  if (form.kind === 'nested') return structureOf(value, form.of, context)
  const plain = resolved(value, context)
  if (form.kind === 'optional') {
    return plain.kind === 'token' && plain.text === 'none' ? undefined : evaluate(plain, form.of, context)
  }
  if (plain.kind === 'constant') return plain.value
  if (plain.kind === 'token') return readToken(plain.text, form, context)
  if (plain.kind === 'sibling') return encodedSibling(plain.name, context)
  if (plain.kind === 'call') return called(FUNCTIONS, plain, context)
  if (plain.kind === 'list' && form.kind === 'list') return plain.values.map((each) => evaluate(each, form.of, context))
  throw new DecodeError(context.place, `a ${plain.kind} where ${form.kind} belongs`)
}

type Call = Extract<Value, { kind: 'call' }>

export function isCheck(value: Value): value is Call {
  return value.kind === 'call' && CHECKS.has(value.name)
}

/** The check with its arguments, to be put to an answered field. Throws `DecodeError` with the place. */
export function checkOf(call: Call, context: Context): (answered: Uint8Array) => boolean {
  return called(CHECKS, call, context)
}

function called<Result>(known: ReadonlyMap<string, Computed<Result>>, { name, given }: Call, context: Context): Result {
  const { place, scope } = context
  const found = known.get(name)
  if (found === undefined) throw new DecodeError(place, `${name} is none of ${[...known.keys()].join(', ')}`)
  if (given.length !== found.takes) {
    throw new DecodeError(place, `${name} takes ${found.takes} values, not ${given.length}`)
  }
  try {
    return found.run(argumentsOf(given, context), scope.crypto)
  } catch (error) {
    if (error instanceof RangeError) throw new DecodeError(place, error.message, { cause: error })
    throw error
  }
}

function argumentsOf(given: readonly Value[], context: Context): Arguments {
  let at = 0
  const next = (): Value => {
    const value = given[at]
    at += 1
    if (value === undefined) throw new DecodeError(context.place, 'one value more belongs here')
    return value
  }
  return {
    bytes: () => bytesOf(next(), context),
    number: () => evaluate(next(), { kind: 'number' }, context) as number,
    word: () => evaluate(next(), { kind: 'text' }, context) as string,
    encoded: (layout) => encodeValue(next(), layout, context),
  }
}

function structureOf(value: Value, layout: AnyLayout, context: Context): object {
  const entries = entriesOf(value, context)
  const unknown = [...entries.keys()].find((name) => !layout.rows.some((row) => row.name === name && row.form))
  if (unknown !== undefined) throw new DecodeError(context.place, `${layout.name} has no field ${unknown}`)
  const inside = { ...context, around: { layout, entries } }
  const fields: [string, unknown][] = []
  for (const { name, form } of layout.rows) {
    if (form === undefined) continue
    const entry = entries.get(name)
    if (entry === undefined && form.kind !== 'optional') {
      throw new DecodeError(context.place, `${layout.name} without its field ${name}`)
    }
    fields.push([name, entry === undefined ? undefined : evaluate(entry, form, inside)])
  }
  return Object.fromEntries(fields)
}

/** `.name`: the bytes of the structure beside the present field. */
function encodedSibling(name: string, context: Context): Uint8Array {
  const { around, place } = context
  const entry = around?.entries.get(name)
  const form = around?.layout.rows.find((row) => row.name === name)?.form
  if (entry === undefined || form === undefined) throw new DecodeError(place, `there is no .${name} here`)
  return form.kind === 'nested' ? encodeValue(entry, form.of, context) : bytesOf(entry, context)
}

function readToken(text: string, form: Form, { place }: Context): unknown {
  switch (form.kind) {
    case 'bytes':
      return readBytes(text, place)
    case 'number':
    case 'bigint':
      if (!/^\d{1,20}$/.test(text)) throw new DecodeError(place, `"${text}" is not a number`)
      return form.kind === 'number' ? Number(text) : BigInt(text)
    case 'text':
      return text
    case 'flag':
      if (text !== 'yes' && text !== 'no') throw new DecodeError(place, `"${text}" is neither yes nor no`)
      return text === 'yes'
    default:
      throw new DecodeError(place, `"${text}" where a ${form.kind} belongs`)
  }
}

const MOST_TIMES = 65_536

/** Hex, or hex repeated as in `00*16`. */
function readBytes(text: string, place: string): Uint8Array {
  const repeated = /^([0-9A-Fa-f]+)\*(\d{1,5})$/.exec(text)
  const [, hex = text, times = '1'] = repeated ?? []
  if (Number(times) > MOST_TIMES) throw new DecodeError(place, `${text} is longer than any command`)
  return parseHex(hex.repeat(Number(times)), place)
}
