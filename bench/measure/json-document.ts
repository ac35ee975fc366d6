// JSON that a stranger may have written. A document is declared once, as a schema; its type is inferred, and the check
// names the path of the first field that is not as declared. Fields that nobody declared are left out of what is read.

import * as v from 'valibot'
import { DecodeError } from '../../src/bytes/decode-error.ts'

/** What a schema lets through, as the program handles it: read, not changed. */
export type Declared<Schema extends v.GenericSchema> = Frozen<v.InferOutput<Schema>>
type Frozen<Value> = Value extends object ? { readonly [Key in keyof Value]: Frozen<Value[Key]> } : Value

/** JSON has no infinity, but text as `1e999` becomes one. */
export const NUMBER = v.pipe(v.number(), v.finite('not a number'))
export const COUNT = v.pipe(v.number(), v.safeInteger('not a whole number'), v.minValue(0, 'below 0'))

/** Throws `DecodeError` for what is no JSON or not as declared. */
export function parseJson<Schema extends v.GenericSchema>(text: string, schema: Schema): v.InferOutput<Schema> {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch (cause) {
    throw new DecodeError('document', 'not JSON', { cause })
  }
  return checkJson(found, schema)
}

/** The same of what JSON text has already become. Throws `DecodeError`. */
export function checkJson<Schema extends v.GenericSchema>(found: unknown, schema: Schema): v.InferOutput<Schema> {
  if (Array.isArray(found)) throw new DecodeError('document', 'not an object')
  const checked = v.safeParse(schema, found, { abortEarly: true })
  if (checked.success) return checked.output
  const [issue] = checked.issues
  throw new DecodeError(pathOf(issue), reasonOf(issue))
}

/** Names in it may be a stranger's: quoted where they are no words, so that an error stays one short line. */
function pathOf({ path }: v.BaseIssue<unknown>): string {
  const steps = (path ?? []).map(({ key }) => {
    if (typeof key === 'number') return `[${key}]`
    const name = String(key).slice(0, 60)
    return /^[\w-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`
  })
  return steps.join('').replace(/^\./, '') || 'document'
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'a boolean',
  Array: 'a list',
  Object: 'an object',
}

/** Without what was received, which may be long and is in the file. */
function reasonOf({ kind, expected, received, message }: v.BaseIssue<unknown>): string {
  if (kind === 'validation') return message
  if (received === 'undefined') return 'missing'
  const wanted = (expected ?? '').replaceAll(/[()"]/g, '').split(' | ')
  return `not ${wanted.length > 1 ? 'one of ' : ''}${wanted.map((word) => WORDS[word] ?? word).join(', ')}`
}
