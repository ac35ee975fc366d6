// Bytes to lines of text, one pass, in memory that does not grow with the input: logs are large, and a hostile
// one may be a single endless line or unpack to a thousand times its size.

import { Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { concat } from '../../src/bytes/bytes.ts'

/** One line without its line end (LF or CR LF). */
export interface Line {
  readonly text: string
  /** The line was longer than allowed and `text` is its start. */
  readonly isCut: boolean
}

/**
 * Unpacks gzip (RFC 1952, any number of members), known by its first two bytes; other bytes pass unchanged.
 * Throws zlib's errors, with `code` beginning in `Z_`.
 */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  let head: Uint8Array = new Uint8Array()
  while (head.length < GZIP_MAGIC.length) {
    const next = await iterator.next()
    if (next.done === true) break
    head = concat(head, next.value)
  }
  const all = resumed(head, iterator)
  const isGzip = GZIP_MAGIC.every((byte, at) => byte === head[at])
  // The loop that reads the stream is told of every failure; the callback is only what pipeline wants.
  yield* isGzip ? pipeline(Readable.from(all), createGunzip(), () => {}) : all
}

/**
 * Lines of UTF-8 text, at most `longest` characters each; a byte order mark is dropped and bytes that are not UTF-8
 * become U+FFFD. The last line needs no line end.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<Line> {
  const decoder = new TextDecoder()
  let held: Line = { text: '', isCut: false }
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n')
    held = joined(held, first, longest)
    for (const part of others) {
      yield withoutReturn(held)
      held = joined({ text: '', isCut: false }, part, longest)
    }
  }
  held = joined(held, decoder.decode(), longest)
  if (held.text !== '') yield withoutReturn(held)
}

async function* resumed(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head
  yield* { [Symbol.asyncIterator]: () => iterator }
}

function joined(line: Line, more: string, longest: number): Line {
  if (line.isCut) return line
  const text = line.text + more
  return text.length > longest ? { text: text.slice(0, longest), isCut: true } : { text, isCut: false }
}

function withoutReturn(line: Line): Line {
  return line.text.endsWith('\r') ? { ...line, text: line.text.slice(0, -1) } : line
}

/** RFC 1952, 2.3.1: ID1 and ID2. */
const GZIP_MAGIC: readonly number[] = [0x1f, 0x8b]
