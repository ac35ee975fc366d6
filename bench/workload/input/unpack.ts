// The bytes of a log as they were written: gzip is read in all its members, also behind plain text (`cat access.log
// access.log.*.gz`); what is packed otherwise is refused by name, because half a log makes a comparison that looks whole.

import { ByteSource } from './byte-source.ts'
import { gunzipped, isGzip } from './gunzip.ts'
import { GZIP_MARK, MARKED_BYTES, packingOf, type Packing } from './marks.ts'

/** Filled while the bytes are read. */
export interface Unpacking {
  packing: 'plain' | 'gzip' | 'plain, then gzip'
  /** Behind the last member, kept out as gzip does; zeros, which fill up tapes and blocks, are not counted. */
  trailingBytes: number
}

/** The log is packed in a way that is not read here. */
export class PackedOtherwise extends Error {
  readonly packing: Packing
  /** The data that unpacks to it is gzip. */
  readonly isInGzip: boolean

  constructor(packing: Packing, isInGzip: boolean) {
    super(packing.name)
    this.name = 'PackedOtherwise'
    this.packing = packing
    this.isInGzip = isInGzip
  }
}

/** Throws `PackedOtherwise`, `GzipError` and what the source throws. */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>, found: Unpacking): AsyncGenerator<Uint8Array> {
  const source = new ByteSource(chunks)
  try {
    refuse(packingOf(await source.peek(MARKED_BYTES)), false)
    found.packing = (await isGzip(source)) ? 'gzip' : 'plain'
    if (found.packing === 'plain') yield* plainUntilGzip(source)
    if (!(await isGzip(source))) return
    if (found.packing === 'plain') found.packing = 'plain, then gzip'
    yield* fromGzip(source, found)
  } finally {
    await source.close()
  }
}

async function* fromGzip(source: ByteSource, found: Unpacking): AsyncGenerator<Uint8Array> {
  const inside = new ByteSource(gunzipped(source))
  const head = await inside.peek(MARKED_BYTES)
  refuse(GZIP_MARK.every((byte, at) => byte === head[at]) ? TWICE : packingOf(head), true)
  yield* inside.rest()
  let [length, zerosOnly] = [0, true]
  for await (const bytes of source.rest()) {
    length += bytes.length
    zerosOnly &&= bytes.every((byte) => byte === 0)
  }
  found.trailingBytes = zerosOnly ? 0 : length
}

/** Puts a line end between the two, where the text has none. */
async function* plainUntilGzip(source: ByteSource): AsyncGenerator<Uint8Array> {
  let last = LF
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    const at = markAt(chunk)
    source.giveBack(chunk.subarray(at))
    const isMember = at < chunk.length && isHeader(await source.peek(HEADER_BYTES))
    const text = at === chunk.length || isMember ? chunk.subarray(0, at) : await withNext(source, chunk.subarray(0, at))
    last = text.at(-1) ?? last
    if (text.length > 0) yield text
    if (!isMember) continue
    if (last !== LF) yield Uint8Array.of(LF)
    return
  }
}

/** Where a member may begin, also one whose mark is cut in two by the end of the piece; its length where none does. */
function markAt(chunk: Uint8Array): number {
  const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
  const whole = buffer.indexOf(MARK)
  if (whole !== -1) return whole
  const cut = [2, 1].find((length) => buffer.subarray(-length).equals(MARK.subarray(0, length)))
  return chunk.length - (cut ?? 0)
}

/** The text and the one byte behind it, which only looked like a mark. */
async function withNext(source: ByteSource, text: Uint8Array): Promise<Uint8Array> {
  const byte = (await source.take(1)) ?? new Uint8Array()
  return Uint8Array.of(...text, ...byte)
}

/** More than the mark, lest a foreign byte in a path be taken for it: RFC 1952, 2.3.1, FLG, XFL and OS. */
function isHeader(head: Uint8Array): boolean {
  const [flags = 255, extra = 255, system = 254] = [head[3], head[8], head[9]]
  const isKnown = flags < 0x20 && (extra === 0 || extra === 2 || extra === 4) && (system <= 13 || system === 255)
  return GZIP_MARK.every((byte, at) => byte === head[at]) && isKnown
}

function refuse(packing: Packing | undefined, isInGzip: boolean): void {
  if (packing !== undefined) throw new PackedOtherwise(packing, isInGzip)
}

const TWICE: Packing = { name: 'gzip', tool: 'zcat', filter: 'zcat' }

const MARK = Buffer.from(GZIP_MARK)

const HEADER_BYTES = 10

const LF = 0x0a
