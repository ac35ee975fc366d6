// An access log as a workload: the buyer is the client, the seller the document subtree, the item the path.
// Reads a file or standard input, plain or gzip, in one pass.

import { createReadStream } from 'node:fs'
import { sellerOf } from './document-path.ts'
import { linesOf, unpacked, type Line } from './lines.ts'
import { parseLogLine, type LogLine } from './log-line.ts'
import type { MicroTransaction, SkippedLine, SkipReason, Workload } from './micro-transaction.ts'
import { unitPerRequest, type PriceRule } from './price.ts'
import { WorkloadError, type WorkloadErrorCode } from './workload-error.ts'

export interface AccessLogSource {
  /** A file's path, or `-` for standard input. */
  readonly path: string
  /** Default: one unit per request. */
  readonly price?: PriceRule
  /** What `-` reads; default: the standard input of this process. */
  readonly standardInput?: AsyncIterable<Uint8Array>
}

/**
 * Every line that is not blank becomes a transaction or is skipped for a reason. Throws `WorkloadError` when the input
 * cannot be read to its end or holds no line to pay for: half a log would make a comparison that looks whole.
 */
export async function readAccessLog(source: AccessLogSource): Promise<Workload> {
  const price = source.price ?? unitPerRequest
  const name = source.path === '-' ? 'standard input' : printable(source.path)
  const tally: Tally = {
    lines: 0,
    transactions: [],
    skipped: { malformed: 0, status: 0, noPath: 0, tooLarge: 0 },
    firstSkipped: [],
  }
  try {
    for await (const line of linesOf(unpacked(open(source)), LONGEST_LINE)) count(tally, line, price)
  } catch (cause) {
    throw readingError(name, tally.lines, cause)
  }
  if (tally.transactions.length === 0) throw nothingUsable(name, tally)
  const { transactions, skipped, firstSkipped } = tally
  return { name, transactions, requests: requestsOf(tally), skipped, firstSkipped, priceRule: price.text }
}

/** The workload while it is being read. */
interface Tally {
  lines: number
  readonly transactions: MicroTransaction[]
  readonly skipped: Record<SkipReason, number>
  readonly firstSkipped: SkippedLine[]
}

function open(source: AccessLogSource): AsyncIterable<Uint8Array> {
  if (source.path !== '-') return createReadStream(source.path)
  return source.standardInput ?? process.stdin
}

function count(tally: Tally, line: Line, price: PriceRule): void {
  tally.lines++
  if (!line.isCut && line.text.trim() === '') return
  const parsed: LogLine = line.isCut ? { kind: 'skipped', reason: 'malformed' } : parseLogLine(line.text)
  const isTooLarge = parsed.kind === 'delivered' && parsed.sizeBytes > price.largestBytes
  const read: LogLine = isTooLarge ? { kind: 'skipped', reason: 'tooLarge' } : parsed
  if (read.kind === 'delivered') {
    const { host, path, atMs, sizeBytes } = read
    tally.transactions.push({ buyer: host, seller: sellerOf(path), item: path, price: price.priceOf(sizeBytes), atMs })
    return
  }
  tally.skipped[read.reason]++
  if (read.reason === 'status' || tally.firstSkipped.length === SKIPPED_KEPT) return
  tally.firstSkipped.push({ line: tally.lines, reason: read.reason, text: excerpt(line.text) })
}

function requestsOf({ transactions, skipped }: Tally): number {
  return transactions.length + skipped.malformed + skipped.status + skipped.noPath + skipped.tooLarge
}

function nothingUsable(name: string, tally: Tally): WorkloadError {
  const requests = requestsOf(tally)
  if (requests === 0) return new WorkloadError('empty', `${name}: nothing in it; ${WHAT_TO_GIVE}`)
  const { status, malformed, noPath, tooLarge } = tally.skipped
  const first = tally.firstSkipped[0]
  const example = first === undefined ? '' : `, line ${first.line} reads "${first.text}"`
  const reasons = `${malformed} not a log line, ${noPath} without a path, ${status} not answered 200 or 206, ${tooLarge} too large to be sold by the KiB`
  const message = `${name}: none of ${requests} lines can be paid for: ${reasons}${example}; ${WHAT_TO_GIVE}`
  return new WorkloadError('nothingUsable', message)
}

/** What the system or zlib says of the input, as a WorkloadError; anything else is a fault of ours and stays. */
function readingError(name: string, lines: number, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') return cause
  const code = READING_ERRORS[cause.code] ?? (cause.code.startsWith('Z_') ? 'brokenGzip' : 'unreadable')
  const what: Record<ReadingErrorCode, string> = {
    missing: `no such file; ${WHAT_TO_GIVE}`,
    directory: 'a directory; give one log file in it',
    noRights: 'may not be read by you; ask for the right, or pipe the log in and give -',
    truncatedGzip: `the gzip data ends too early, after line ${lines}; fetch the whole file`,
    brokenGzip: `the gzip data is damaged, after line ${lines}; fetch the file again`,
    unreadable: `cannot be read (${cause.code}), after line ${lines}; ${WHAT_TO_GIVE}`,
  }
  return new WorkloadError(code, `${name}: ${what[code]}`, { cause })
}

/** Free of what steers a terminal, breaks the line or hides in it. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\ufffd')
}

function excerpt(line: string): string {
  return printable(line.length > EXCERPT ? `${line.slice(0, EXCERPT)}…` : line)
}

type ReadingErrorCode = Exclude<WorkloadErrorCode, 'empty' | 'nothingUsable'>

const READING_ERRORS: Readonly<Record<string, ReadingErrorCode>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EISDIR: 'directory',
  EACCES: 'noRights',
  EPERM: 'noRights',
  Z_BUF_ERROR: 'truncatedGzip',
}

const WHAT_TO_GIVE = 'give an access log in Common or Combined Log Format, plain or gzip'

/**
 * Characters. Apache takes 8190 bytes for each of request, referer and agent (LimitRequestLine, LimitRequestFieldSize)
 * and may log each byte as `\xhh`; that fits.
 */
const LONGEST_LINE = 131_072

const SKIPPED_KEPT = 5

const EXCERPT = 120
