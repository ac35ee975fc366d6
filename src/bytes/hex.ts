// Hexadecimal text for people, logs and recordings. Never part of a signed or hashed structure.

import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { DecodeError } from './decode-error.ts'

/** Lower-case hex without separators. */
export function printHex(bytes: Uint8Array): string {
  return bytesToHex(bytes)
}

/**
 * Parses hex of either case; spaces, tabs and colons between bytes are ignored. Throws `DecodeError`.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { DecodeError, parseHex, printHex } from 'tickbench/bytes'
 *
 * assert.equal(printHex(parseHex('A0:00 00')), 'a00000')
 * assert.throws(() => parseHex('A'), DecodeError)
 */
export function parseHex(text: string, title = 'hex'): Uint8Array {
  const digits = text.replace(/[\s:]+/g, '')
  if (/[^0-9a-fA-F]/.test(digits)) throw new DecodeError(title, 'a character that is not a hex digit')
  if (digits.length % 2 !== 0) throw new DecodeError(title, `${digits.length} hex digits do not make whole bytes`)
  return hexToBytes(digits)
}
