// Fields of formats that are not ours and have the byte order of their machine: the PC/SC daemon's messages, pcap.
// Everything that this project defines itself is big-endian.

import { counted } from './counted.ts'
import * as P from 'micro-packed'
import { DecodeError } from './decode-error.ts'
import type { Field } from './layout.ts'

export function u16le(meaning: string): Field<number> {
  return { coder: P.U16LE, wire: 'u16 little-endian', size: 2, meaning, form: { kind: 'number' } }
}

export function u32le(meaning: string): Field<number> {
  return { coder: P.U32LE, wire: 'u32 little-endian', size: 4, meaning, form: { kind: 'number' } }
}

export function i32le(meaning: string): Field<number> {
  return { coder: P.I32LE, wire: 'i32 little-endian', size: 4, meaning, form: { kind: 'number' } }
}

/**
 * A C string in an array of `size` bytes: UTF-8, ended by NUL, the bytes behind NUL ignored. Not for signed structures:
 * other bytes can decode to the same text.
 */
export function cString(size: number, meaning: string): Field<string> {
  const coder = P.wrap<string>({
    size,
    encodeStream: (writer, value) => {
      const bytes = new TextEncoder().encode(value)
      if (bytes.length >= size)
        throw new DecodeError('', `${counted(bytes.length, 'byte')} of text and a NUL do not fit ${size}`)
      const padded = new Uint8Array(size)
      padded.set(bytes)
      writer.bytes(padded)
    },
    decodeStream: (reader) => {
      const bytes = reader.bytes(size)
      const end = bytes.indexOf(0)
      if (end < 0) throw new DecodeError('', 'text without its NUL')
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end))
      } catch (cause) {
        throw new DecodeError('', 'text that is not UTF-8', { cause })
      }
    },
  })
  return { coder, wire: `${size} B C string`, size, meaning, form: { kind: 'text' } }
}
