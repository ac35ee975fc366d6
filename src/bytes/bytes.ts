// Small operations on byte strings that every layer needs.

import { equalBytes } from '@noble/ciphers/utils.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { DecodeError } from './decode-error.ts'

/** Joins byte strings. For hashed or signed data use a tagged layout instead: concatenation is ambiguous. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...parts)
}

/**
 * The bytes from `start` to `end`: a view, or a copy where that is cheaper. V8 keeps short arrays inside their object and
 * moves them out as soon as anybody wants a view of them, which takes several times as long as copying.
 */
export function part(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (bytes.length > KEPT_INSIDE) return bytes.subarray(start, end)
  if (end - start > FEW) return bytes.slice(start, end)
  const few = new Uint8Array(end - start)
  for (let at = 0; at < few.length; at += 1) few[at] = bytes[start + at] ?? 0
  return few
}

const KEPT_INSIDE = 64
/** So few bytes are copied sooner than the builtin function has looked what it was given. */
const FEW = 8

/** Four bytes, big-endian, which the caller knows to be there: as the field `u32` reads them. */
export function u32At(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16)
  return (high | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
}

/** UTF-8 bytes of the text in Unicode normal form C, so that equal text has equal bytes. ASCII is both as it is. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code > LAST_ASCII) return utf8ToBytes(text.normalize('NFC'))
    bytes[at] = code
  }
  return bytes
}

const LAST_ASCII = 0x7f

/** The text of UTF-8 bytes. Throws `DecodeError`. */
export function decodeUtf8(bytes: Uint8Array): string {
  if (bytes.length <= SHORT && bytes.every((byte) => byte <= LAST_ASCII)) return byteKey(bytes)
  try {
    return DECODER.decode(bytes)
  } catch (cause) {
    throw new DecodeError('', 'text that is not UTF-8', { cause })
  }
}

/** Beyond this the decoder is the faster way. */
const SHORT = 64
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The bytes as a key of a map: a character each, in one flat string, where hex text would be a tree of pieces. */
export function byteKey(bytes: Uint8Array): string {
  return String.fromCharCode.apply(undefined, bytes as unknown as number[]) // a spread takes five times as long
}

/** Equality in time that depends on the lengths only: for digests, tags and coupons. */
export function equalConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && equalBytes(a, b)
}
