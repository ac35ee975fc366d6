// Bytes to lines of text, one pass, in memory that does not grow with the input: logs are large, and a hostile one may
// be a single endless line. Lines end with LF, CR LF or CR; a byte order mark in front of any of them is dropped, for
// files that have one are joined.

import { concat } from '../../../src/bytes/bytes.ts'
import { decoded } from './decode.ts'

/** Lines as they come, several at a time. One of more than `longest` characters is cut to one more than these. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<readonly string[]> {
  const unfinished = new UnfinishedLine(longest)
  for await (const chunk of chunks) {
    const end = lastLineEnd(chunk)
    if (end > 0) yield split(unfinished.finish(chunk.subarray(0, end)), longest)
    unfinished.add(chunk.subarray(end))
  }
  const last = unfinished.finish(new Uint8Array())
  if (last.length > 0) yield split(last, longest)
}

/** The bytes of a line whose end has not come yet, as many of them as can be wanted. */
class UnfinishedLine {
  readonly #most: number
  #pieces: Uint8Array[] = []
  #length = 0

  constructor(longest: number) {
    this.#most = (longest + 1) * MOST_BYTES_A_CHARACTER
  }

  add(bytes: Uint8Array): void {
    const kept = bytes.subarray(0, this.#most - this.#length)
    if (kept.length > 0) this.#pieces.push(kept)
    this.#length += kept.length
  }

  /** With what follows it, which begins with its end. */
  finish(rest: Uint8Array): Uint8Array {
    const whole = this.#length < this.#most ? rest : rest.subarray(firstLineEnd(rest))
    const bytes = this.#length === 0 ? whole : concat(...this.#pieces, whole)
    this.#pieces = []
    this.#length = 0
    return bytes
  }
}

/** Behind the last line end; a CR that ends the piece may be half of one. */
function lastLineEnd(chunk: Uint8Array): number {
  return Math.max(chunk.lastIndexOf(LF), chunk.length > 1 ? chunk.lastIndexOf(CR, chunk.length - 2) : -1) + 1
}

function firstLineEnd(chunk: Uint8Array): number {
  const at = chunk.findIndex((byte) => byte === LF || byte === CR)
  return at === -1 ? chunk.length : at
}

function split(bytes: Uint8Array, longest: number): readonly string[] {
  const text = decoded(bytes)
  const lines = (text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text).split('\n')
  if (lines.at(-1) === '') lines.pop()
  const hasMark = text.includes(BYTE_ORDER_MARK)
  if (!hasMark && !lines.some((line) => line.length > longest)) return lines
  return lines.map((line) => (line.startsWith(BYTE_ORDER_MARK) ? line.slice(1) : line).slice(0, longest + 1))
}

const LF = 0x0a

const CR = 0x0d

const BYTE_ORDER_MARK = '\ufeff'

/** A byte that is not UTF-8 takes three characters, a character of UTF-8 at most four bytes. */
const MOST_BYTES_A_CHARACTER = 4
