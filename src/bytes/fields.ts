// The kinds of field that a layout can declare. Every variable field carries its length; every length has a limit.

import { utf8ToBytes } from '@noble/hashes/utils.js'
import { decodeUtf8, part, utf8 } from './bytes.ts'
import { left, read, slice, type Coding, type Put, type Take } from './codec.ts'
import { counted } from './counted.ts'
import { DecodeError } from './decode-error.ts'
import type { AnyLayout, Field, FieldRow, Form, Layout } from './layout.ts'
import { misfit, numberField, type NumberField } from './numbers.ts'

const BYTES: Form = { kind: 'bytes' }
const TEXT: Form = { kind: 'text' }

/** One byte. */
export const u8: NumberField = numberField('u8', 1)
/** Two bytes, big-endian. */
export const u16: NumberField = numberField('u16', 2)
/** Four bytes, big-endian. */
export const u32: NumberField = numberField('u32', 4)

const U8 = u8('a length or a code')
const U16 = u16('a length')
const U32 = u32('half a number')

/** For reading a number: a view of where it lies would cost more. */
const EIGHT = new DataView(new ArrayBuffer(8))

/** Whole numbers up to `most`, where that is less than eight bytes hold. */
export function u64(meaning: string, most: bigint = 2n ** 64n - 1n): Field<bigint> {
  const put: Put<bigint> = (out, value) => {
    if (!(typeof value === 'bigint' && value >= 0n && value <= most)) throw misfit(value, 0, most)
    out.view.setBigUint64(out.at, value)
    out.at += 8
  }
  const take: Take<bigint> = (from) => {
    for (let byte = 0; byte < 8; byte += 1) EIGHT.setUint8(byte, from.bytes[from.at + byte] ?? 0)
    const value = EIGHT.getBigUint64(0)
    if (value > most) throw misfit(value, 0, most)
    from.at += 8
    return value
  }
  return { put, take, wire: 'u64', size: 8, meaning, form: { kind: 'bigint' } }
}

/** Milliseconds since 1970-01-01T00:00Z as a whole number below 2^53. */
export function unixMs(meaning: string): Field<number> {
  const put: Put<number> = (out, value) => {
    if (!(Number.isSafeInteger(value) && value >= 0)) throw misfit(value, 0, Number.MAX_SAFE_INTEGER)
    U32.put(out, Math.floor(value / 2 ** 32))
    U32.put(out, value % 2 ** 32)
  }
  const take: Take<number> = (from) => {
    const value = U32.take(from) * 2 ** 32 + U32.take(from)
    if (!Number.isSafeInteger(value)) throw new DecodeError('', 'a time beyond 2^53 ms')
    return value
  }
  return { ...U32, put, take, wire: 'u64', size: 8, meaning: `${meaning}, ms since 1970` }
}

/** Exactly `length` bytes, without a length prefix. */
export function fixed(length: number, meaning: string): Field<Uint8Array> {
  const put: Put<Uint8Array> = (out, value) => {
    if (!(value instanceof Uint8Array) || value.length !== length) {
      throw new DecodeError('', `${counted(lengthOf(value), 'byte')} where ${length} belong`)
    }
    out.bytes.set(value, out.at)
    out.at += length
  }
  const take: Take<Uint8Array> = (from) => part(from.bytes, from.at, (from.at += length))
  return { put, take, wire: `${length} B`, size: length, meaning, form: BYTES }
}

/** Up to `most` bytes behind a 16-bit length. */
export function bytes(most: number, meaning: string): Field<Uint8Array> {
  return { ...lengthed(U16, most), wire: `u16 length + up to ${most} B`, size: undefined, meaning, most, form: BYTES }
}

/** Up to 255 bytes behind an 8-bit length. */
export function shortBytes(meaning: string): Field<Uint8Array> {
  return { ...lengthed(U8, 255), wire: 'u8 length + up to 255 B', size: undefined, meaning, form: BYTES }
}

/** Up to `most` bytes to the end of the structure: only as its last field. */
export function rest(most: number, meaning: string): Field<Uint8Array> {
  const put: Put<Uint8Array> = (out, value) => {
    atMost(lengthOf(value), most)
    out.append(value)
  }
  const take: Take<Uint8Array> = (from) => slice(from, atMost(left(from), most))
  return { put, take, wire: `up to ${most} B to the end`, size: undefined, meaning, form: BYTES }
}

function lengthed(length: Coding<number>, most: number): Coding<Uint8Array> {
  const put: Put<Uint8Array> = (out, value) => {
    out.write(length, atMost(lengthOf(value), most))
    out.append(value)
  }
  return { put, take: (from) => slice(from, atMost(read(from, length), most)) }
}

/** Text of up to `most` UTF-8 bytes behind a 16-bit length, in Unicode normal form C. */
export function text(most: number, meaning: string): Field<string> {
  const { put, take: takeBytes } = lengthed(U16, most)
  const take: Take<string> = (from) => {
    const decoded = decodeUtf8(takeBytes(from))
    if (decoded !== decoded.normalize('NFC')) throw new DecodeError('', 'text that is not in normal form C')
    return decoded
  }
  const wire = `u16 length + up to ${most} B UTF-8`
  return { put: (out, value) => put(out, utf8(value)), take, wire, size: undefined, meaning, most, form: TEXT }
}

/**
 * A C string in an array of `size` bytes: UTF-8, ended by NUL, the bytes behind NUL ignored. Not for signed structures:
 * other bytes can decode to the same text.
 */
export function cString(size: number, meaning: string): Field<string> {
  const put: Put<string> = (out, value) => {
    const encoded = utf8ToBytes(value)
    const length = counted(encoded.length, 'byte')
    if (encoded.length >= size) throw new DecodeError('', `${length} of text and a NUL do not fit ${size}`)
    out.bytes.fill(0, out.at, out.at + size).set(encoded, out.at)
    out.at += size
  }
  const take: Take<string> = (from) => {
    const found = slice(from, size)
    const end = found.indexOf(0)
    if (end < 0) throw new DecodeError('', 'text without its NUL')
    return decodeUtf8(found.subarray(0, end))
  }
  return { put, take, wire: `${size} B C string`, size, meaning, form: TEXT }
}

/** One byte, 00 or 01. */
export function flag(meaning: string): Field<boolean> {
  return { ...FLAG, wire: 'u8 0/1', size: 1, meaning, form: { kind: 'flag' } }
}

const FLAG: Coding<boolean> = {
  put: (out, value) => {
    if (typeof value !== 'boolean') throw new DecodeError('', `${String(value)} is neither true nor false`)
    U8.put(out, Number(value))
  },
  take: (from) => {
    const byte = U8.take(from)
    if (byte > 1) throw new DecodeError('', `${byte} where 0 or 1 belongs`)
    return byte === 1
  },
  size: 1,
}

/** One of a closed list of words, sent as its position. */
export function oneOf<const Word extends string>(words: readonly Word[], meaning: string): Field<Word> {
  const put: Put<Word> = (out, value) => {
    const code = words.indexOf(value)
    if (code < 0) throw new DecodeError('', `${value} is not one of ${words.join(', ')}`)
    out.bytes[out.at++] = code
  }
  const take: Take<Word> = (from) => {
    const code = U8.take(from)
    const word = words[code]
    if (word === undefined) throw new DecodeError('', `code ${code} is not one of ${words.join(', ')}`)
    return word
  }
  const codes = words.map((word, at) => `${at} ${word}`).join(', ')
  return { put, take, wire: 'u8', size: 1, meaning: `${meaning}: ${codes}`, words, form: TEXT }
}

/** A field that may be absent, behind a byte 00 or 01. */
export function optional<T>(inner: Field<T>): Field<T | undefined> {
  const put: Put<T | undefined> = (out, value) => {
    out.write(FLAG, value !== undefined)
    if (value !== undefined) out.write(inner, value)
  }
  const take: Take<T | undefined> = (from) => (read(from, FLAG) ? read(from, inner) : undefined)
  const form = { kind: 'optional', of: inner.form } as const
  const wire = `u8 0/1, then ${inner.wire}`
  return { put, take, wire, size: undefined, meaning: inner.meaning, form, inner: rowOf(inner) }
}

/** Another layout in place. */
export function nested<T>(inner: Layout<T>, meaning: string): Field<T> {
  const { put, take, name: wire } = inner
  return { put, take, wire, size: inner.size, meaning, form: { kind: 'nested', of: inner } }
}

/** Up to `most` values behind a 16-bit count. */
export function list<T>(inner: Field<T>, most: number, meaning: string): Field<readonly T[]> {
  const put: Put<readonly T[]> = (out, values) => {
    out.write(U16, atMost(values.length, most))
    for (const value of values) out.write(inner, value)
  }
  const take: Take<readonly T[]> = (from) => {
    const values: T[] = []
    for (let more = atMost(read(from, U16), most); more > 0; more -= 1) values.push(read(from, inner))
    return values
  }
  const wire = `u16 count + up to ${most} × ${inner.wire}`
  return {
    put,
    take,
    wire,
    size: undefined,
    meaning,
    most,
    form: { kind: 'list', of: inner.form },
    inner: rowOf(inner),
  }
}

/** A field that is never shown: keys, PINs, values of a chain that are not out yet. */
export function secret<T>(field: Field<T>): Field<T> {
  return { ...field, secret: true }
}

/** Bytes that are a structure by themselves, kept as they came because they are signed. */
export function holding(field: Field<Uint8Array>, holds: AnyLayout): Field<Uint8Array> {
  return { ...field, holds }
}

function rowOf<T>(inner: Field<T>): FieldRow {
  return { ...(inner as Field<unknown>), name: '' }
}

function atMost(length: number, most: number): number {
  if (length > most) throw new DecodeError('', `length ${length} is over the limit of ${most}`)
  return length
}

function lengthOf(value: Uint8Array): number {
  if (!(value instanceof Uint8Array)) throw new DecodeError('', 'no Uint8Array')
  return value.length
}
