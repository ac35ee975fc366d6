// One line of an access log in Common or Combined Log Format (Apache HTTP Server, mod_log_config):
// "%h %l %u %t \"%r\" %>s %b", then referer and agent. What stands behind the size decides no payment and is not looked
// at: real logs hold agents that were cut short. Leaves out a virtual host in front ("%v:%p") and formats of one's own.

import { documentPath } from './document-path.ts'
import type { SkipReason } from './micro-transaction.ts'

/** A document that was asked for and delivered. */
interface DeliveredLine {
  readonly kind: 'delivered'
  /** "%h": an address of either IP version or a name; `-` where the log hides it. */
  readonly host: string
  readonly path: string
  /** Milliseconds since 1970, never negative. */
  readonly atMs: number
  /** Bytes of the answer, 0 for `-`. */
  readonly sizeBytes: number
}

export type LogLine = DeliveredLine | { readonly kind: 'skipped'; readonly reason: SkipReason }

/** Parses a line without its line end. Never throws: what cannot be read is skipped with a reason. */
export function parseLogLine(line: string): LogLine {
  const [, host = '', date = '', request = '', status = '', size = ''] = LOG_LINE.exec(line) ?? []
  const atMs = parseLogDate(date)
  // Servers escape control characters; a raw one would reach the terminal of whoever reads the results.
  if (atMs === undefined || CONTROL.test(host) || CONTROL.test(request)) return skipped('malformed')
  if (!DELIVERED.has(status)) return skipped('status')
  const path = documentPath(request)
  if (path === undefined) return skipped('noPath')
  return { kind: 'delivered', host: host.normalize('NFC'), path, atMs, sizeBytes: size === '-' ? 0 : Number(size) }
}

/** "%t" without its brackets, e.g. `17/May/2015:10:05:03 +0000`, in ms since 1970; `undefined` for no such time. */
export function parseLogDate(text: string): number | undefined {
  if (!LOG_DATE.test(text)) return undefined
  const number = (from: number, to: number) => Number(text.slice(from, to))
  const [day, month, year] = [number(0, 2), MONTHS.indexOf(text.slice(3, 6)) / 3, number(7, 11)]
  const isDay = Number.isInteger(month) && new Date(Date.UTC(year, month, day)).getUTCDate() === day
  const zoneMinutes = (text[21] === '-' ? -1 : 1) * (number(22, 24) * 60 + number(24, 26))
  const atMs = Date.UTC(year, month, day, number(12, 14), number(15, 17) - zoneMinutes, number(18, 20))
  return isDay && atMs >= 0 ? atMs : undefined
}

function skipped(reason: SkipReason): LogLine {
  return { kind: 'skipped', reason }
}

// The user ("%u") may hold spaces. Sizes of more than 15 digits would not be exact in a number.
const LOG_LINE = /^(\S+) [^[]*\[([^\]]*)\] "([^"\\]*(?:\\.[^"\\]*)*)" (\d{3}) (\d{1,15}|-)(?!\S)/

/** Seconds run to 60, as leap seconds do. No year begins with 0: Date would take 0070 for 1970. */
const LOG_DATE = /^\d\d\/[A-Z][a-z]{2}\/[1-9]\d{3}:(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60) [+-](?:0\d|1[0-4])[0-5]\d$/

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

const DELIVERED: ReadonlySet<string> = new Set(['200', '206'])

const CONTROL = /\p{Cc}/u
