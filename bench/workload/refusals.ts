// Why a log cannot be used, in one line each: what is wrong, an example, and what to do about it.

import { unpackCommand, type Again } from './advice.ts'
import { printable } from './excerpt.ts'
import { GzipError } from './input/gunzip.ts'
import { BROTLI } from './input/marks.ts'
import { PackedOtherwise } from './input/unpack.ts'
import type { SkippedKind, SkipReason } from './micro-transaction.ts'
import type { SkippedLines } from './skipped-lines.ts'
import { WorkloadError, type WorkloadErrorCode } from './workload-error.ts'

export interface Refused {
  /** As it was given. */
  readonly path: string
  readonly name: string
  readonly again: Again
}

export function nothingUsable({ path, name, again }: Refused, skipped: SkippedLines): WorkloadError {
  const { total, counts } = skipped
  if (total === 0) return new WorkloadError('empty', `${name}: nothing in it; ${WHAT_TO_GIVE}`)
  const reasons = SKIP_REASONS.filter((reason) => counts[reason] > 0)
  const [most = 'malformed'] = reasons.toSorted((a, b) => counts[b] - counts[a])
  const [first] = skipped.all().filter(({ reason }) => reason === most)
  const listed = reasons.map((reason) => `${counts[reason]} ${REASON[reason]}`).join(', ')
  const advice = most === 'malformed' ? adviceFor(first, path, again) : ADVICE[most]
  const example = first === undefined ? '' : `; line ${first.firstLine} reads "${first.text}"`
  const message = `${name}: none of ${total} ${total === 1 ? 'line' : 'lines'} can be paid for: ${listed}${example}; ${advice}`
  return new WorkloadError('nothingUsable', message)
}

export function noSizes({ name }: Refused, form: string): WorkloadError {
  return new WorkloadError(
    'noSizes',
    `${name}: ${form} without a size cannot be sold by the KiB; leave out --price-per-kib`,
  )
}

/** What the system, gzip or a mark says of the input, as a WorkloadError; anything else is a fault of ours and stays. */
export function readingError({ path, name, again }: Refused, lines: number, cause: unknown): unknown {
  if (cause instanceof PackedOtherwise) {
    const { packing, isInGzip } = cause
    const what = isInGzip ? `${packing.name} in gzip` : packing.name
    const message = `${name}: ${what}, not a log as text; unpack it: ${unpackCommand(packing, isInGzip, path, again)}`
    return new WorkloadError('packedOtherwise', message, { cause })
  }
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') return cause
  const code = cause instanceof GzipError ? cause.code : (READING_ERRORS[cause.code] ?? 'unreadable')
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

export function nameOf(path: string): string {
  return path === '-' ? 'standard input' : printable(path)
}

function adviceFor(first: SkippedKind | undefined, path: string, again: Again): string {
  if (first?.cure !== undefined && first.cure !== null) return `${first.kind}; try: ${first.cure}`
  if (path.endsWith('.br')) return `unpack it: ${unpackCommand(BROTLI, false, path, again)}`
  return first === undefined ? WHAT_TO_GIVE : `${first.kind}; ${WHAT_TO_GIVE}`
}

type ReadingErrorCode = Exclude<WorkloadErrorCode, 'empty' | 'nothingUsable' | 'noSizes' | 'packedOtherwise'>

const READING_ERRORS: Readonly<Record<string, ReadingErrorCode>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EISDIR: 'directory',
  EACCES: 'noRights',
  EPERM: 'noRights',
}

const WHAT_TO_GIVE = 'give an access log: Common or Combined Log Format, JSON lines or W3C extended, plain or gzip'

const SKIP_REASONS: readonly SkipReason[] = ['malformed', 'status', 'noProduct', 'noPath', 'tooLarge']

const REASON: Readonly<Record<SkipReason, string>> = {
  malformed: 'not understood',
  status: 'not answered 200 or 206',
  noProduct: 'of HEAD, OPTIONS, TRACE or CONNECT',
  noPath: 'without a path',
  tooLarge: 'too large to be sold by the KiB',
}

const ADVICE: Readonly<Record<Exclude<SkipReason, 'malformed'>, string>> = {
  status: 'give a log in which documents were delivered',
  noProduct: 'give a log in which documents were asked for',
  noPath: 'give the log of a server that was asked for documents',
  tooLarge: 'leave out --price-per-kib',
}
