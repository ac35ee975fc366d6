// The times that logs hold, in milliseconds since 1970: that of Common Log Format (Apache HTTP Server, mod_log_config,
// "%t"), ISO 8601 and a number of seconds or parts of them. `undefined` for a time that does not exist or has no zone.

/** "%t" without its brackets, e.g. `17/May/2015:10:05:03 +0000`; a fraction of the second may follow it. */
export function parseLogDate(text: string): number | undefined {
  const [, seconds = text, fraction = '', zone = ''] = FRACTION.exec(text) ?? []
  return parseWholeDate(`${seconds}${zone}`, fraction)
}

/** RFC 3339, with a blank for the T as well, and without the colon in its zone. */
export function parseIsoDate(text: string): number | undefined {
  const [, year = '', month = '', day = '', time = '', fraction = '', zone = ''] = ISO_DATE.exec(text) ?? []
  const name = MONTHS.slice(3 * (Number(month) - 1), 3 * Number(month))
  const offset = zone.toUpperCase() === 'Z' ? '+0000' : zone.replace(':', '')
  return parseWholeDate(`${day}/${name}/${year}:${time} ${offset}`, fraction)
}

/** Since 1970, in seconds, milliseconds, microseconds or nanoseconds: which, its size tells up to the year 5138. */
export function parseEpoch(number: number): number | undefined {
  const unit = EPOCH_UNITS.find(({ least }) => number >= least)
  const atMs = Math.floor(number * (unit?.ms ?? 1000))
  return number >= 0 && atMs <= LATEST_MS ? atMs : undefined
}

function parseWholeDate(text: string, fraction: string): number | undefined {
  if (!LOG_DATE.test(text)) return undefined
  const number = (from: number, to: number) => Number(text.slice(from, to))
  const [day, month, year] = [number(0, 2), MONTHS.indexOf(text.slice(3, 6)) / 3, number(7, 11)]
  const isDay = Number.isInteger(month) && new Date(Date.UTC(year, month, day)).getUTCDate() === day
  const zoneMinutes = (text[21] === '-' ? -1 : 1) * (number(22, 24) * 60 + number(24, 26))
  const wholeMs = Date.UTC(year, month, day, number(12, 14), number(15, 17) - zoneMinutes, number(18, 20))
  const atMs = wholeMs + Math.floor(Number(`0.${fraction}0`) * 1000)
  return isDay && atMs >= 0 ? atMs : undefined
}

const FRACTION = /^(.{20})[.,](\d{1,9})( .{5})$/

const ISO_DATE = /^(\d{4})-(0[1-9]|1[0-2])-(\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)$/i

/** Seconds run to 60, as leap seconds do. No year begins with 0: Date would take 0070 for 1970. */
const LOG_DATE = /^\d\d\/[A-Z][a-z]{2}\/[1-9]\d{3}:(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60) [+-](?:0\d|1[0-4])[0-5]\d$/

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

const EPOCH_UNITS = [
  { least: 1e17, ms: 1e-6 },
  { least: 1e14, ms: 1e-3 },
  { least: 1e11, ms: 1 },
] as const

const LATEST_MS = Date.UTC(10_000, 0, 1) - 1
