// Declared formats: one declaration gives encoder, decoder, field table and the path in every error.
// The value's interface stands beside its layout and the compiler holds the two together, field by field.
// Leaves out: bit fields and pointers, which no format of this project needs.

import { ByteWriter, left, slice, tooShort, type Coding, type Put, type Take } from './codec.ts'
import { counted } from './counted.ts'
import { DecodeError } from './decode-error.ts'

/** One field: how it is written and read, its form on the wire and its meaning, kept for the generated tables. */
export interface Field<T> extends Coding<T> {
  readonly size: number | undefined
  /** The form on the wire, e.g. `u32`, `16 B`, `u16 length + up to 64 B`. */
  readonly wire: string
  readonly meaning: string
  readonly form: Form
  /** The most bytes or values of a field that varies. */
  readonly most?: number
  /** The words of a closed list, each sent as its position. */
  readonly words?: readonly string[]
  /** Never to be shown to anybody: a key, a PIN, a value of a chain that is not out yet. */
  readonly secret?: true
  /** What the bytes of this field are, where they are a structure by themselves. */
  readonly holds?: AnyLayout
  /** Of each value of a list, or of the value that may be absent. */
  readonly inner?: FieldRow
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
  readonly size: number | undefined
  encode(value: never): Uint8Array
  decode(bytes: Uint8Array): unknown
}

export type Fields<T> = { readonly [Key in keyof T]-?: Field<T[Key]> }

/** A field's description with its name. */
export interface FieldRow extends Omit<Field<unknown>, 'put' | 'take' | 'form'> {
  readonly name: string
  /** Absent for the preamble, which is no part of the value. */
  readonly form?: Form
  /** Absent for the preamble, and in structures in a form of somebody else's. */
  readonly take?: Take<unknown>
}

export interface Layout<T> extends Coding<T> {
  readonly name: string
  /** The type byte of the preamble, where there is one. */
  readonly type?: number
  /** The fields in wire order, for tables and generated constants. */
  readonly rows: readonly FieldRow[]
  /** In bytes, or undefined when a field varies. */
  readonly size: number | undefined
  /** Throws `RangeError` when a value does not fit its field: a fault of the caller. */
  encode(value: T): Uint8Array
  /** Throws `DecodeError` naming the field's path; bytes left over are an error. */
  decode(bytes: Uint8Array): T
}

/** Declares a structure; the order of `fields` is the order on the wire. */
export function layout<T extends object>(name: string, fields: Fields<T>): Layout<T> {
  return layoutOf(name, rowsOf(fields), structure(fields))
}

/**
 * Declares a structure that is signed, MACed or hashed: six bytes `tick`, type, version come first, so that
 * no two structures share an encoding (PITFALLS.md, "Binding").
 */
export function taggedLayout<T extends object>(name: string, type: number, fields: Fields<T>): Layout<T> {
  const preamble = Uint8Array.of(0x74, 0x69, 0x63, 0x6b, type, TAGGED_VERSION)
  const row = { name: 'preamble', wire: '6 B', size: 6, meaning: `"tick", type ${type}, version ${TAGGED_VERSION}` }
  const body = structure(fields)
  const put: Put<T> = (out, value) => {
    out.append(preamble)
    body.put(out, value)
  }
  const take: Take<T> = (from) => {
    const isIt = preamble.every((byte, at) => byte === from.bytes[from.at + at])
    if (!isIt) throw new DecodeError('preamble', `not a ${name} of version ${TAGGED_VERSION}`)
    from.at += preamble.length
    return body.take(from)
  }
  return { ...layoutOf(name, [row, ...rowsOf(fields)], { put, take }), type }
}

const TAGGED_VERSION = 1

/** Where a field begins that only fields of fixed size stand before. Throws `TypeError` for any other. */
export function offsetOf<T>({ name, rows }: Layout<T>, field: keyof T & string): number {
  let offset = 0
  for (const row of rows) {
    if (row.name === field) return offset
    if (row.size === undefined) break
    offset += row.size
  }
  throw new TypeError(`${name}.${field} has no fixed place`)
}

/**
 * Declares a structure in a form of somebody else's, such as BER-TLV, that fills its place to the end. `rows` tell of it;
 * `decode` throws `DecodeError`.
 */
export function foreignLayout<T>(
  name: string,
  rows: readonly FieldRow[],
  form: { readonly encode: (value: T) => Uint8Array; readonly decode: (bytes: Uint8Array) => T },
): Layout<T> {
  return layoutOf(name, rows, {
    put: (out, value) => out.append(form.encode(value)),
    take: (from) => form.decode(slice(from, left(from))),
  })
}

/** One for all, as making it is dear. What is encoded while something else is, is written behind that. */
const writer = new ByteWriter()

function layoutOf<T>(name: string, rows: readonly FieldRow[], { put, take }: Coding<T>): Layout<T> {
  return {
    name,
    rows,
    size: rows.reduce<number | undefined>(
      (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
      0,
    ),
    put,
    take,
    encode(value) {
      const start = writer.at
      try {
        put(writer, value)
        return writer.bytes.slice(start, writer.at)
      } catch (error) {
        throw error instanceof DecodeError ? new RangeError(error.within(name).message, { cause: error }) : error
      } finally {
        writer.bytes.fill(0, start, writer.at) // what may be secret does not stay behind
        writer.at = start
      }
    },
    decode(bytes) {
      const from = { bytes, at: 0 }
      try {
        const value = take(from)
        if (from.at < bytes.length) throw new DecodeError('', `${counted(left(from), 'byte')} left over`)
        return value
      } catch (error) {
        throw within(name, error)
      }
    },
  }
}

/** One field after the other. */
function structure<T extends object>(fields: Fields<T>): Coding<T> {
  const keyed = entriesOf(fields).map(([key, { put, take, form, size = 0 }]) => {
    return { key, put, take, need: form.kind === 'nested' ? 0 : size } // a nested structure looks itself
  })
  return {
    put(out, value) {
      let at = ''
      try {
        for (const field of keyed) {
          at = field.key
          if (field.need > out.bytes.length - out.at) out.grow(field.need)
          field.put(out, value[field.key])
        }
      } catch (error) {
        throw within(at, error)
      }
    },
    take(from) {
      const taken: Partial<Record<keyof T, T[keyof T]>> = {}
      let at = ''
      try {
        for (const field of keyed) {
          at = field.key
          if (field.need > from.bytes.length - from.at) throw tooShort(from, field.need)
          taken[field.key] = field.take(from)
        }
      } catch (error) {
        throw within(at, error)
      }
      return taken as T
    },
  }
}

/** What is no matter of the bytes, such as a fault of ours, remains what it is. */
function within(outer: string, error: unknown): unknown {
  return error instanceof DecodeError ? error.within(outer) : error
}

function rowsOf<T extends object>(fields: Fields<T>): FieldRow[] {
  return entriesOf(fields).map(([name, field]) => ({ name, ...(field as Field<unknown>) }))
}

function entriesOf<T extends object>(fields: Fields<T>): [keyof T & string, Field<T[keyof T]>][] {
  return Object.entries(fields) as [keyof T & string, Field<T[keyof T]>][]
}
