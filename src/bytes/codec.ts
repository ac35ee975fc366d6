// What fields write to and read from. A field of fixed size does not look whether its bytes fit or are there: who calls
// it has looked, which is its structure, `write` or `read`. Every other field looks itself.

import { part } from './bytes.ts'
import { counted } from './counted.ts'
import { DecodeError } from './decode-error.ts'

/** Writes a value. Throws `DecodeError` with the reason, and no path, where it does not fit. */
export type Put<T> = (out: ByteWriter, value: T) => void

/** Reads a value. Throws `DecodeError` with the reason, and no path, where the bytes are none. */
export type Take<T> = (from: ByteReader) => T

export interface Coding<T> {
  readonly put: Put<T>
  readonly take: Take<T>
  /** Bytes on the wire where that is fixed. */
  readonly size?: number | undefined
}

export class ByteWriter {
  bytes: Uint8Array = new Uint8Array(4096)
  view: DataView = new DataView(this.bytes.buffer)
  at = 0

  write<T>({ put, size = 0 }: Coding<T>, value: T): void {
    if (size > this.bytes.length - this.at) this.grow(size)
    put(this, value)
  }

  append(bytes: Uint8Array): void {
    if (bytes.length > this.bytes.length - this.at) this.grow(bytes.length)
    this.bytes.set(bytes, this.at)
    this.at += bytes.length
  }

  /** Makes room for `length` more bytes. What may be secret does not stay behind. */
  grow(length: number): void {
    const old = this.bytes
    this.bytes = new Uint8Array(2 * (this.at + length))
    this.bytes.set(old)
    this.view = new DataView(this.bytes.buffer)
    old.fill(0)
  }
}

export interface ByteReader {
  readonly bytes: Uint8Array
  at: number
}

export function read<T>(from: ByteReader, { take, size = 0 }: Coding<T>): T {
  if (size > left(from)) throw tooShort(from, size)
  return take(from)
}

/** The next `length` bytes. */
export function slice(from: ByteReader, length: number): Uint8Array {
  if (length > left(from)) throw tooShort(from, length)
  return part(from.bytes, from.at, (from.at += length))
}

export function left({ bytes, at }: ByteReader): number {
  return bytes.length - at
}

export function tooShort(from: ByteReader, length: number): DecodeError {
  return new DecodeError('', `${counted(left(from), 'byte')} left where ${length} belong`)
}
