// The part of a line that all forms of text share: the time in brackets, the request in quotes, status and size, as
// Common Log Format has them ("%t \"%r\" %>s %b"). What stands behind the size decides no payment and is not looked at:
// real logs hold agents that were cut short.

import { parseLogDate } from './log-date.ts'

export interface TextLine {
  /** What stands in front of the time. */
  readonly head: string
  readonly atMs: number
  readonly request: string
  readonly status: string
  readonly sizeBytes: number
}

/** Several forms look at one line, one after another. */
export function textLine(line: string): TextLine | undefined {
  if (line !== lastLine.line) lastLine = { line, read: read(line) }
  return lastLine.read
}

/** Does something stand in quotes behind the size: referer and agent, as in Combined Log Format? */
export function isCombined(line: string): boolean {
  return /" \d{3} (?:\d{1,15}|-) "/.test(line)
}

function read(line: string): TextLine | undefined {
  const [, head, date = '', request = '', status = '', size = ''] = LINE.exec(line) ?? []
  if (head === undefined) return undefined
  const atMs = dateOf(date)
  return atMs === undefined ? undefined : { head, atMs, request, status, sizeBytes: size === '-' ? 0 : Number(size) }
}

/** Neighbours are of the same second. */
function dateOf(text: string): number | undefined {
  if (text !== lastDate.text) lastDate = { text, atMs: parseLogDate(text) }
  return lastDate.atMs
}

let lastLine: { readonly line: string; readonly read: TextLine | undefined } = { line: '', read: undefined }

let lastDate: { readonly text: string; readonly atMs: number | undefined } = { text: '', atMs: undefined }

// A user may have brackets in its name, but servers escape quotes: the first time with a quote behind it is the time.
// Sizes of more than 15 digits would not be exact in a number.
const LINE =
  /^(.*?) \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:[^\]"]{8,30})\] "([^"\\]*(?:\\.[^"\\]*)*)" (\d{3}) (\d{1,15}|-)(?!\S)/s
