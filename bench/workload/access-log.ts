// An access log as a workload: the buyer is the client, the seller the document subtree, the item the path; where the log
// names the site, it stands in front of both. Reads a file or standard input, plain or gzip, in one pass.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { cureCommand, plainAgain, type Again } from './advice.ts'
import { FormReader, SNIFFED_LINES } from './forms/reader.ts'
import { unknownLine } from './forms/unknown.ts'
import { encodedHead } from './input/decode.ts'
import { linesOf } from './input/lines.ts'
import { packingOf } from './input/marks.ts'
import { PackedOtherwise, unpacked, type Unpacking } from './input/unpack.ts'
import type { LogReading, MicroTransaction, Workload } from './micro-transaction.ts'
import { unitPerRequest, type PriceRule } from './price.ts'
import { nameOf, noSizes, nothingUsable, readingError, type Refused } from './refusals.ts'
import { SALE_RULE, saleOf } from './sale.ts'
import { SkippedLines } from './skipped-lines.ts'

export interface AccessLogSource {
  /** A file's path, or `-` for standard input. */
  readonly path: string
  /** Default: one unit per request. */
  readonly price?: PriceRule
  /** The client's field, where the log is of no known form: its number, or its name in JSON and W3C extended. */
  readonly clientField?: string
  /** How to give the same command with another trace, for advice. */
  readonly again?: Again
  /** What `-` reads; default: the standard input of this process. */
  readonly standardInput?: AsyncIterable<Uint8Array>
}

/**
 * Every line that is not blank and no directive becomes a transaction or is skipped for a reason. Throws `WorkloadError`
 * when the input cannot be read to its end or holds no line to pay for: half a log would make a comparison that looks
 * whole.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { Readable } from 'node:stream'
 * import { readAccessLog, unitsPerKib } from 'tickbench'
 *
 * const line = 'client.example - - [10/Oct/2025:13:55:36 +0000] "GET /maps/one.png HTTP/1.1" 200 2326\n'
 * const log = { path: '-', standardInput: Readable.from([Buffer.from(line)]), price: unitsPerKib(2n) }
 * const { transactions } = await readAccessLog(log)
 * assert.deepEqual(transactions.map(({ seller, price }) => [seller, price]), [['/maps', 6n]])
 */
export async function readAccessLog(source: AccessLogSource): Promise<Workload> {
  const { path, price = unitPerRequest, again = plainAgain } = source
  const refused: Refused = { path, name: nameOf(path), again }
  const input = { bytes: 0, hash: createHash('sha256') }
  const unpacking: Unpacking = { packing: 'plain', trailingBytes: 0 }
  const log = new LogBeingRead(source, unpacking)
  try {
    const bytes = observed(open(source), input)
    for await (const lines of linesOf(unpacked(bytes, unpacking), LONGEST_LINE)) log.add(lines)
    log.end()
  } catch (cause) {
    throw readingError(refused, log.lines, cause)
  }
  const { transactions, skipped } = log
  if (transactions.length === 0) throw nothingUsable(refused, skipped)
  const facts = { name: refused.name, bytes: input.bytes, sha256: input.hash.digest('hex'), ...unpacking }
  const reading = { ...log.forms(), input: facts, rule: SALE_RULE }
  const unsized = log.unsizedForm()
  if (price.isBySize && unsized !== undefined) throw noSizes(refused, unsized)
  return {
    name: refused.name,
    transactions,
    requests: transactions.length + skipped.total,
    skipped: skipped.counts,
    skippedKinds: skipped.kinds(),
    priceRule: price.text,
    reading,
  }
}

function open(source: AccessLogSource): AsyncIterable<Uint8Array> {
  if (source.path !== '-') return createReadStream(source.path, { highWaterMark: READ_BYTES })
  return source.standardInput ?? process.stdin
}

/** Looks at the first lines before it takes any. */
class LogBeingRead {
  readonly transactions: MicroTransaction[] = []
  readonly skipped = new SkippedLines()
  lines = 0
  readonly #source: AccessLogSource
  readonly #unpacking: Unpacking
  #waiting: string[] = []
  #reader: FormReader | undefined

  constructor(source: AccessLogSource, unpacking: Unpacking) {
    this.#source = source
    this.#unpacking = unpacking
  }

  add(lines: readonly string[]): void {
    if (this.#reader !== undefined) {
      for (const line of lines) this.#take(line, this.#reader)
      return
    }
    this.#waiting = this.#waiting.length === 0 ? [...lines] : this.#waiting.concat(lines)
    if (this.#waiting.length >= SNIFFED_LINES) this.end()
  }

  end(): void {
    const lines = this.#waiting
    this.#waiting = []
    this.#reader ??= new FormReader(lines.slice(0, SNIFFED_LINES), this.#source.clientField ?? '')
    for (const line of lines) this.#take(line, this.#reader)
  }

  forms(): Pick<LogReading, 'form' | 'client' | 'forms'> {
    const counts = this.#reader?.counts() ?? []
    const forms = counts.map(({ name: form, client, lines }) => ({ form, client, lines }))
    return { form: forms[0]?.form ?? '', client: forms[0]?.client ?? '', forms }
  }

  unsizedForm(): string | undefined {
    return this.#reader?.counts().find(({ hasSizes }) => !hasSizes)?.name
  }

  #take(text: string, reader: FormReader): void {
    this.lines += 1
    const line = this.lines
    if (text.length > LONGEST_LINE) {
      const kind = `longer than ${LONGEST_LINE.toLocaleString('en')} characters`
      this.skipped.add({ reason: 'malformed', line, text, kind })
      return
    }
    const entry = reader.read(text)
    if (entry === 'directive') return
    if (entry === undefined) {
      if (text.trim() !== '') this.#unknown(text, line)
      return
    }
    const sale = saleOf(entry, this.#source.price ?? unitPerRequest)
    if (typeof sale !== 'string') this.transactions.push(sale)
    else this.skipped.add({ reason: sale, line, text, kind: UNSOLD[sale] })
  }

  #unknown(text: string, line: number): void {
    // Behind a log that is text, something packed would be half of it.
    const packing = packingOf(encodedHead(text))
    if (packing !== undefined) throw new PackedOtherwise(packing, false)
    const { path, clientField: field, again = plainAgain } = this.#source
    const unknown =
      field === undefined ? unknownLine(text) : { kind: `no client in field ${field}, or no line of a log` }
    const { kind, cure } = { cure: undefined, ...unknown }
    const isGzip = this.#unpacking.packing === 'gzip'
    const command = () => (cure === undefined ? null : cureCommand(cure, path, isGzip, again))
    this.skipped.add({ reason: 'malformed', line, text, kind, cure: command })
  }
}

async function* observed(
  chunks: AsyncIterable<Uint8Array>,
  input: { bytes: number; readonly hash: ReturnType<typeof createHash> },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    input.bytes += chunk.length
    input.hash.update(chunk)
    yield chunk
  }
}

const UNSOLD = {
  malformed: 'a control character, or half a character, in a name',
  status: 'not answered 200 or 206',
  noProduct: 'a method that delivers no document',
  noPath: 'a request that names no document',
  tooLarge: 'larger than what is sold by the KiB',
} as const

/**
 * Characters. Apache takes 8190 bytes for each of request, referer and agent (LimitRequestLine, LimitRequestFieldSize)
 * and may log each byte as `\xhh`; that fits.
 */
const LONGEST_LINE = 131_072

const READ_BYTES = 1_048_576
