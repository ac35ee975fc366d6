// Small operations on byte strings that every layer needs.

import { equalBytes } from '@noble/ciphers/utils.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'

/** Joins byte strings. For hashed or signed data use a tagged layout instead: concatenation is ambiguous. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...parts)
}

/** UTF-8 bytes of the text in Unicode normal form C, so that equal text has equal bytes. */
export function utf8(text: string): Uint8Array {
  return utf8ToBytes(text.normalize('NFC'))
}

/** Equality in time that depends on the lengths only: for digests, tags and coupons. */
export function equalConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && equalBytes(a, b)
}
