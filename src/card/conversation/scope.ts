// What names stand for while a conversation runs: what the text defines, and what it kept of answers.

import { DecodeError } from '../../bytes/decode-error.ts'
import type { AnyLayout } from '../../bytes/layout.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import type { Change, Entries, Place, Value } from './conversation.ts'

export interface Scope {
  readonly names: Map<string, Value>
  /** Of the suite that the conversation needs: HMAC, hash, signature check. */
  readonly crypto: Crypto
}

/** Where a value stands. */
export interface Context {
  readonly scope: Scope
  readonly place: Place
  /** The structure that `.name` looks into. */
  readonly around: { readonly layout: AnyLayout; readonly entries: Entries } | undefined
}

/** The value behind names and changes: anything but `name` and `changed`. Throws `DecodeError`. */
export function resolved(value: Value, context: Context): Value {
  if (value.kind === 'changed') {
    return value.changes.reduce((base, change) => changed(base, change, context), resolved(value.base, context))
  }
  if (value.kind !== 'name') return value
  const found = context.scope.names.get(value.name)
  if (found === undefined) throw new DecodeError(context.place, `$${value.name} is not defined, or was never answered`)
  return value.path.reduce((outer, part) => partOf(outer, part, context), resolved(found, context))
}

function partOf(outer: Value, part: string, context: Context): Value {
  const inner = entriesOf(outer, context).get(part)
  if (inner === undefined) throw new DecodeError(context.place, `there is no ${part} in it`)
  const plain = resolved(inner, context)
  if (plain.kind !== 'call' && plain.kind !== 'sibling') return plain
  throw new DecodeError(context.place, `${part} is computed where it stands: say here what from`)
}

/** The fields of a structure, whether it stands in the text or was kept from an answer. Throws `DecodeError`. */
export function entriesOf(value: Value, context: Context): Entries {
  const plain = resolved(value, context)
  if (plain.kind === 'record') return plain.entries
  if (plain.kind === 'constant' && isStructure(plain.value)) {
    return new Map(Object.entries(plain.value).map(([name, part]) => [name, { kind: 'constant', value: part }]))
  }
  throw new DecodeError(context.place, `a ${plain.kind} where a structure { ... } belongs`)
}

function changed(base: Value, { path, value }: Change, context: Context): Value {
  const [name = '', ...rest] = path
  const entries = new Map(entriesOf(base, context))
  const inner = entries.get(name)
  if (rest.length > 0 && inner === undefined) throw new DecodeError(context.place, `there is no ${name} to change`)
  entries.set(name, rest.length > 0 && inner ? changed(inner, { path: rest, value }, context) : value)
  return { kind: 'record', entries }
}

function isStructure(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array)
}
