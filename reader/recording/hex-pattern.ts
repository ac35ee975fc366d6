// Bytes of a recording, some of which may be hidden: lower-case hex in which `**` stands for one byte that nobody is to
// know. Lengths stay visible, so that a conversation can be repeated without its secrets.

import { DecodeError } from '../../src/bytes/decode-error.ts'
import { printHex } from '../../src/bytes/hex.ts'

export type HexPattern = string

/** A half-open range of byte positions. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** Ranges may reach beyond the end. */
export function hide(bytes: Uint8Array, ranges: readonly ByteRange[]): HexPattern {
  let pattern = printHex(bytes)
  for (const range of ranges) {
    const from = Math.min(range.from, bytes.length)
    const to = Math.max(from, Math.min(range.to, bytes.length))
    pattern = pattern.slice(0, from * 2) + '**'.repeat(to - from) + pattern.slice(to * 2)
  }
  return pattern
}

/** Throws `DecodeError` for anything but whole bytes. */
export function parsePattern(text: string, title: string): HexPattern {
  if (!/^(?:[0-9a-fA-F]{2}|\*\*)*$/.test(text)) throw new DecodeError(title, 'neither hex digits in pairs nor **')
  return text.toLowerCase()
}

export function matches(pattern: HexPattern, bytes: Uint8Array): boolean {
  if (pattern.length !== bytes.length * 2) return false
  if (!pattern.includes('*')) return pattern === printHex(bytes)
  return bytes.every((byte, at) => {
    const pair = pattern.slice(at * 2, at * 2 + 2)
    return pair === '**' || Number.parseInt(pair, 16) === byte
  })
}

/** The bytes with zeros where they are hidden. */
export function patternBytes(pattern: HexPattern): Uint8Array {
  return Uint8Array.from({ length: pattern.length / 2 }, (_, at) => {
    const pair = pattern.slice(at * 2, at * 2 + 2)
    return pair === '**' ? 0 : Number.parseInt(pair, 16)
  })
}
