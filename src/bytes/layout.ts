// Declared formats on micro-packed: one declaration gives encoder, decoder, field table and the path in every error.
// The value's interface stands beside its layout and the compiler holds the two together, field by field.
// Leaves out: bit fields and pointers, which no format of this project needs.

import * as P from 'micro-packed'
import { DecodeError } from './decode-error.ts'
import { encodeDirectly, putBytes, putEach, type Put } from './direct.ts'

/** One field: its coder, its form on the wire and its meaning, kept for the generated tables. */
export interface Field<T> {
  readonly coder: P.CoderType<T>
  /** The same encoding, directly; without it the coder does it. */
  readonly put?: Put<T> | undefined
  /** The form on the wire, e.g. `u32`, `16 B`, `u16 length + up to 64 B`. */
  readonly wire: string
  /** Bytes on the wire where that is fixed. */
  readonly size: number | undefined
  readonly meaning: string
  readonly form: Form
  /** The most bytes or values of a field that varies. */
  readonly most?: number
  /** The words of a closed list, each sent as its position. */
  readonly words?: readonly string[]
}

/** What a field's value is, for those who write it as text, as conformance conversations do. */
export type Form =
  | { readonly kind: 'number' | 'bigint' | 'bytes' | 'text' | 'flag' }
  | { readonly kind: 'optional' | 'list'; readonly of: Form }
  | { readonly kind: 'nested'; readonly of: AnyLayout }

/** A layout of which nobody asks what type its values have. */
export interface AnyLayout {
  readonly name: string
  readonly rows: readonly FieldRow[]
  encode(value: never): Uint8Array
  decode(bytes: Uint8Array): unknown
}

export type Fields<T> = { readonly [Key in keyof T]-?: Field<T[Key]> }

/** A field's description with its name. */
export interface FieldRow extends Omit<Field<unknown>, 'coder' | 'put' | 'form'> {
  readonly name: string
  /** Absent for the preamble, which is no part of the value. */
  readonly form?: Form
}

export interface Layout<T> {
  readonly name: string
  /** The type byte of the preamble, where there is one. */
  readonly type?: number
  /** The fields in wire order, for tables and generated constants. */
  readonly rows: readonly FieldRow[]
  readonly coder: P.CoderType<T>
  readonly put?: Put<T> | undefined
  /** Throws `RangeError` when a value does not fit its field: a fault of the caller. */
  encode(value: T): Uint8Array
  /** Throws `DecodeError` naming the field's path; bytes left over are an error. */
  decode(bytes: Uint8Array): T
}

/** Declares a structure; the order of `fields` is the order on the wire. */
export function layout<T extends object>(name: string, fields: Fields<T>): Layout<T> {
  return fromCoder(name, rowsOf(fields), structCoder(fields), putOf(fields))
}

/**
 * Declares a structure that is signed, MACed or hashed: six bytes `tick`, type, version come first, so that
 * no two structures share an encoding (protocols.md 7, "signature domain mixing").
 */
export function taggedLayout<T extends object>(name: string, type: number, fields: Fields<T>): Layout<T> {
  const preamble = Uint8Array.of(0x74, 0x69, 0x63, 0x6b, type, TAGGED_VERSION)
  const body = structCoder(fields)
  const coder = P.wrap<T>({
    encodeStream(writer, value) {
      writer.bytes(preamble)
      body.encodeStream(writer, value)
    },
    decodeStream(reader) {
      const found = reader.bytes(preamble.length)
      if (!preamble.every((byte, at) => byte === found[at])) {
        throw new DecodeError('preamble', `not a ${name} of version ${TAGGED_VERSION}`)
      }
      return body.decodeStream(reader)
    },
  })
  const row = { name: 'preamble', wire: '6 B', size: 6, meaning: `"tick", type ${type}, version ${TAGGED_VERSION}` }
  const putBody = putOf(fields)
  const put: Put<T> | undefined = putBody && ((at, value) => putBody(putBytes(at, preamble), value))
  return { ...fromCoder(name, [row, ...rowsOf(fields)], coder, put), type }
}

const TAGGED_VERSION = 1

/**
 * Declares a structure in a form of somebody else's, such as BER-TLV, that fills its place to the end. `rows` tell of it;
 * `decode` throws `DecodeError`.
 */
export function foreignLayout<T>(
  name: string,
  rows: readonly FieldRow[],
  form: { readonly encode: (value: T) => Uint8Array; readonly decode: (bytes: Uint8Array) => T },
): Layout<T> {
  const coder = P.wrap<T>({
    encodeStream: (writer, value) => writer.bytes(form.encode(value)),
    decodeStream: (reader) => form.decode(reader.bytes(reader.leftBytes)),
  })
  return fromCoder(name, rows, coder)
}

/** A layout's size in bytes, or undefined when a field varies. */
export function fixedSize(layoutOrRows: { readonly rows: readonly FieldRow[] }): number | undefined {
  let total = 0
  for (const row of layoutOrRows.rows) {
    if (row.size === undefined) return undefined
    total += row.size
  }
  return total
}

function fromCoder<T>(name: string, rows: readonly FieldRow[], coder: P.CoderType<T>, put?: Put<T>): Layout<T> {
  return {
    name,
    rows,
    coder,
    put,
    encode(value) {
      const encoded = put && encodeDirectly(put, value)
      if (encoded !== undefined) return encoded
      try {
        return coder.encode(value)
      } catch (error) {
        throw new RangeError(`${name}.${pathOf(error)}`, { cause: error })
      }
    },
    decode(bytes) {
      try {
        return coder.decode(bytes)
      } catch (error) {
        if (error instanceof DecodeError) throw error.within(name)
        throw new DecodeError(name, plainReason(error), { cause: error })
      }
    },
  }
}

function putOf<T extends object>(fields: Fields<T>): Put<T> | undefined {
  return putEach(Object.entries(fields) as [keyof T & string, Field<T[keyof T]>][])
}

function structCoder<T extends object>(fields: Fields<T>): P.CoderType<T> {
  const entries = Object.entries(fields) as [keyof T & string, Field<T[keyof T]>][]
  return P.wrap<T>({
    encodeStream(writer, value) {
      let at = ''
      try {
        for (const [key, field] of entries) {
          at = key
          field.coder.encodeStream(writer, value[key])
        }
      } catch (error) {
        throw inField(at, error)
      }
    },
    decodeStream(reader) {
      const decoded: Partial<Record<keyof T, T[keyof T]>> = {}
      let at = ''
      try {
        for (const [key, field] of entries) {
          at = key
          decoded[key] = field.coder.decodeStream(reader)
        }
      } catch (error) {
        throw inField(at, error)
      }
      return decoded as T
    },
  })
}

function inField(key: string, error: unknown): DecodeError {
  return error instanceof DecodeError ? error.within(key) : new DecodeError(key, plainReason(error), { cause: error })
}

function pathOf(error: unknown): string {
  return error instanceof DecodeError ? error.message : plainReason(error)
}

/** micro-packed prefixes its own path; ours is complete, so only the reason is kept. */
function plainReason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^(Reader|Writer)\([^)]*\): /, '') : String(error)
}

function rowsOf<T extends object>(fields: Fields<T>): FieldRow[] {
  const entries = Object.entries(fields) as [string, Field<unknown>][]
  return entries.map(([name, field]) => ({ name, ...field }))
}
