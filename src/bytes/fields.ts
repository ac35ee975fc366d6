// The kinds of field that a layout can declare. Every variable field carries its length; every length has a limit.

import { counted } from './counted.ts'
import * as P from 'micro-packed'
import { DecodeError } from './decode-error.ts'
import { putBytes, putFlag, putU16, putU32, putU64, putU8, putWhen, putWhole, type Put } from './direct.ts'
import { fixedSize, type Field, type Form, type Layout } from './layout.ts'

const NUMBER: Form = { kind: 'number' }
const BYTES: Form = { kind: 'bytes' }

export function u8(meaning: string): Field<number> {
  return { coder: P.U8, put: putU8, wire: 'u8', size: 1, meaning, form: NUMBER }
}

export function u16(meaning: string): Field<number> {
  return { coder: P.U16BE, put: putU16, wire: 'u16', size: 2, meaning, form: NUMBER }
}

export function u32(meaning: string): Field<number> {
  return { coder: P.U32BE, put: putU32, wire: 'u32', size: 4, meaning, form: NUMBER }
}

export function u64(meaning: string): Field<bigint> {
  return { coder: P.U64BE, put: putU64, wire: 'u64', size: 8, meaning, form: { kind: 'bigint' } }
}

/** Milliseconds since 1970-01-01T00:00Z as a whole number below 2^53. */
export function unixMs(meaning: string): Field<number> {
  const coder = P.wrap<number>({
    encodeStream: (writer, value) => P.U64BE.encodeStream(writer, BigInt(value)),
    decodeStream: (reader) => {
      const value = P.U64BE.decodeStream(reader)
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new DecodeError('', 'a time beyond 2^53 ms')
      return Number(value)
    },
  })
  return { coder, put: putWhole, wire: 'u64', size: 8, meaning: `${meaning}, ms since 1970`, form: NUMBER }
}

/** Exactly `length` bytes, without a length prefix. */
export function fixed(length: number, meaning: string): Field<Uint8Array> {
  const coder = P.validate(P.bytes(length), (value) => {
    if (value.length !== length) throw new DecodeError('', `${counted(value.length, 'byte')} where ${length} belong`)
    return value
  })
  const put = putWhen((value: Uint8Array) => value.length === length, putBytes)
  return { coder, put, wire: `${length} B`, size: length, meaning, form: BYTES }
}

/** Up to `most` bytes behind a 16-bit length. */
export function bytes(most: number, meaning: string): Field<Uint8Array> {
  const wire = `u16 length + up to ${most} B`
  const put = putWhen(
    (value: Uint8Array) => value.length <= most,
    (at, value) => putBytes(putU16(at, value.length), value),
  )
  return { coder: limited(P.bytes(P.U16BE), most), put, wire, size: undefined, meaning, most, form: BYTES }
}

/** Up to 255 bytes behind an 8-bit length. */
export function shortBytes(meaning: string): Field<Uint8Array> {
  return { coder: P.bytes(P.U8), wire: 'u8 length + up to 255 B', size: undefined, meaning, form: BYTES }
}

/** Up to `most` bytes to the end of the structure: only as its last field. */
export function rest(most: number, meaning: string): Field<Uint8Array> {
  const wire = `up to ${most} B to the end`
  return { coder: limited(P.bytes(null), most), wire, size: undefined, meaning, form: BYTES }
}

/** Text of up to `most` UTF-8 bytes behind a 16-bit length, in Unicode normal form C. */
export function text(most: number, meaning: string): Field<string> {
  const inner = limited(P.bytes(P.U16BE), most)
  const coder = P.wrap<string>({
    encodeStream: (writer, value) => inner.encodeStream(writer, new TextEncoder().encode(value.normalize('NFC'))),
    decodeStream: (reader) => {
      const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(inner.decodeStream(reader))
      if (decoded !== decoded.normalize('NFC')) throw new DecodeError('', 'text that is not in normal form C')
      return decoded
    },
  })
  return { coder, wire: `u16 length + up to ${most} B UTF-8`, size: undefined, meaning, most, form: { kind: 'text' } }
}

export function flag(meaning: string): Field<boolean> {
  return { coder: P.bool, put: putFlag, wire: 'u8 0/1', size: 1, meaning, form: { kind: 'flag' } }
}

/** One of a closed list of words, sent as its position. */
export function oneOf<const Word extends string>(words: readonly Word[], meaning: string): Field<Word> {
  const coder = P.wrap<Word>({
    encodeStream: (writer, value) => {
      const at = words.indexOf(value)
      if (at < 0) throw new DecodeError('', `${value} is not one of ${words.join(', ')}`)
      P.U8.encodeStream(writer, at)
    },
    decodeStream: (reader) => {
      const at = P.U8.decodeStream(reader)
      const word = words[at]
      if (word === undefined) throw new DecodeError('', `code ${at} is not one of ${words.join(', ')}`)
      return word
    },
  })
  const put: Put<Word> = (at, value) => putU8(at, words.indexOf(value))
  const codes = words.map((word, at) => `${at} ${word}`).join(', ')
  return { coder, put, wire: 'u8', size: 1, meaning: `${meaning}: ${codes}`, words, form: { kind: 'text' } }
}

/** A field that may be absent, behind a byte 00 or 01. */
export function optional<T>(inner: Field<T>): Field<T | undefined> {
  const coder = P.wrap<T | undefined>({
    encodeStream: (writer, value) => {
      P.bool.encodeStream(writer, value !== undefined)
      if (value !== undefined) inner.coder.encodeStream(writer, value)
    },
    decodeStream: (reader) => (P.bool.decodeStream(reader) ? inner.coder.decodeStream(reader) : undefined),
  })
  const form = { kind: 'optional', of: inner.form } as const
  const { put: putInner } = inner
  const put: Put<T | undefined> | undefined =
    putInner && ((at, value) => (value === undefined ? putU8(at, 0) : putInner(putU8(at, 1), value)))
  return { coder, put, wire: `u8 0/1, then ${inner.wire}`, size: undefined, meaning: inner.meaning, form }
}

/** Another layout in place. */
export function nested<T>(inner: Layout<T>, meaning: string): Field<T> {
  const form = { kind: 'nested', of: inner } as const
  return { coder: inner.coder, put: inner.put, wire: inner.name, size: fixedSize(inner), meaning, form }
}

/** Up to `most` values behind a 16-bit count. */
export function list<T>(inner: Field<T>, most: number, meaning: string): Field<readonly T[]> {
  const mutable = limited(P.array(P.U16BE, inner.coder), most)
  const coder = P.wrap<readonly T[]>({
    encodeStream: (writer, value) => mutable.encodeStream(writer, [...value]),
    decodeStream: (reader) => mutable.decodeStream(reader),
  })
  return {
    coder,
    wire: `u16 count + up to ${most} × ${inner.wire}`,
    size: undefined,
    meaning,
    most,
    form: { kind: 'list', of: inner.form },
  }
}

function limited<T extends { readonly length: number }>(coder: P.CoderType<T>, most: number): P.CoderType<T> {
  return P.validate(coder, (value) => {
    if (value.length > most) throw new DecodeError('', `length ${value.length} is over the limit of ${most}`)
    return value
  })
}
