// gzip (RFC 1952) member by member. Node's own Gunzip cannot be asked where a member ended: bytes behind the last one
// are an error for it, and what stood before them is lost.

import { createInflateRaw, crc32, type InflateRaw } from 'node:zlib'
import type { ByteSource } from './byte-source.ts'
import { GZIP_MARK } from './marks.ts'

export class GzipError extends Error {
  readonly code: 'truncatedGzip' | 'brokenGzip'

  constructor(code: GzipError['code'], options?: ErrorOptions) {
    super(code, options)
    this.name = 'GzipError'
    this.code = code
  }
}

/** All members; stops in front of what is none. Throws `GzipError`, and what the source throws. */
export async function* gunzipped(source: ByteSource): AsyncGenerator<Uint8Array> {
  do {
    await skipHeader(source)
    let [check, length] = [0, 0]
    for await (const bytes of inflated(source)) {
      check = crc32(bytes, check)
      length = (length + bytes.length) >>> 0
      yield bytes
    }
    const trailer = await taken(source, 8)
    const view = new DataView(trailer.buffer, trailer.byteOffset, 8)
    if (view.getUint32(0, true) !== check || view.getUint32(4, true) !== length) throw new GzipError('brokenGzip')
  } while (await isGzip(source))
}

export async function isGzip(source: ByteSource): Promise<boolean> {
  const head = await source.peek(GZIP_MARK.length)
  return GZIP_MARK.every((byte, at) => byte === head[at])
}

/** Clause 2.3.1. */
async function skipHeader(source: ByteSource): Promise<void> {
  const flags = (await taken(source, 10))[3] ?? 0
  if ((flags & FLAG.reserved) !== 0) throw new GzipError('brokenGzip')
  if ((flags & FLAG.extra) !== 0) {
    const [low = 0, high = 0] = await taken(source, 2)
    await taken(source, low + 256 * high)
  }
  if ((flags & FLAG.name) !== 0) await skipText(source)
  if ((flags & FLAG.comment) !== 0) await skipText(source)
  if ((flags & FLAG.headerCheck) !== 0) await taken(source, 2)
}

async function skipText(source: ByteSource): Promise<void> {
  for (let wanted = 256; wanted <= LONGEST_TEXT; wanted *= 2) {
    const seen = await source.peek(wanted)
    const end = seen.indexOf(0)
    if (end !== -1) {
      await source.take(end + 1)
      return
    }
    if (seen.length < wanted) throw new GzipError('truncatedGzip')
  }
  throw new GzipError('brokenGzip')
}

async function taken(source: ByteSource, count: number): Promise<Uint8Array> {
  const bytes = await source.take(count)
  if (bytes === undefined) throw new GzipError('truncatedGzip')
  return bytes
}

async function* inflated(source: ByteSource): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES })
  const failure: { cause?: unknown } = {}
  const fed = feed(source, inflate).catch((cause: unknown) => {
    failure.cause = cause
    inflate.destroy()
  })
  try {
    for await (const chunk of inflate) yield chunk as Uint8Array
  } catch (cause) {
    if (failure.cause !== undefined) throw failure.cause
    const isShort = cause instanceof Error && 'code' in cause && cause.code === 'Z_BUF_ERROR'
    throw new GzipError(isShort ? 'truncatedGzip' : 'brokenGzip', { cause })
  }
  await fed
}

/** Until the data ends; what it did not want of the last piece is given back. */
async function feed(source: ByteSource, inflate: InflateRaw): Promise<void> {
  let given = 0
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    given += chunk.length
    if ((await outcomeOf(inflate, chunk)) === 'gone') return
    const unwanted = given - inflate.bytesWritten
    if (unwanted === 0) continue
    source.giveBack(chunk.subarray(chunk.length - unwanted))
    return
  }
  inflate.end()
}

/** A stream that has met the end of its data never calls back: it ends. */
async function outcomeOf(inflate: InflateRaw, chunk: Uint8Array): Promise<'goesOn' | 'gone'> {
  return new Promise((resolve) => {
    const end = () => resolve('goesOn')
    const gone = () => resolve('gone')
    inflate.once('end', end).once('error', gone)
    inflate.write(chunk, () => {
      inflate.off('end', end).off('error', gone)
      resolve('goesOn')
    })
  })
}

const FLAG = { headerCheck: 0x02, extra: 0x04, name: 0x08, comment: 0x10, reserved: 0xe0 } as const

/** Names are short; a hostile one has no end. */
const LONGEST_TEXT = 65_536

const CHUNK_BYTES = 65_536
