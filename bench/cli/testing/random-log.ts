// Logs as nobody would wish for: of any form, at any times, damaged in any way. A seed decides everything.

import { gzipSync } from 'node:zlib'
import { splitMix64, type SeededNumbers } from '../../measure/statistics/splitmix64.ts'

export interface RandomLog {
  readonly bytes: Uint8Array
  /** What it was made of, for a test that fails. */
  readonly made: string
}

export function randomLog(seed: number): RandomLog {
  const numbers = splitMix64(BigInt(seed))
  const [form, write] = pick(Object.entries(FORMS), numbers)
  const [damage, damaged] = pick(Object.entries(DAMAGE), numbers)
  const [date, timeAt] = pick(Object.entries(DATES), numbers)
  const times = Array.from({ length: 1 + numbers.below(8) }, (_, at) => timeAt(at, numbers))
  const lines = times.map((atMs) => lineOf(write, atMs, numbers))
  const text = `${[...(form === 'w3c' ? [W3C_FIELDS] : []), ...lines].join('\n')}\n`
  return { bytes: damaged(Buffer.from(text), numbers), made: `${form}, ${date}, ${damage}` }
}

interface Request {
  readonly client: string
  readonly atMs: number
  readonly request: string
  readonly status: string
  readonly size: string
}

type Form = (request: Request, numbers: SeededNumbers) => string

function lineOf(form: Form, atMs: number, numbers: SeededNumbers): string {
  const method = pick(['GET', 'GET', 'GET', 'POST', 'HEAD', 'OPTIONS', 'PRI'], numbers)
  const path = pick(
    ['/a/1', '/a/2', '/', '/b/x y', '//c/d', '/\u00e9/1', '/e\u0301/1', '/%2F/1', '/a?b#c', '*', '/\ufffd/1'],
    numbers,
  )
  return form(
    {
      client: pick(['192.0.2.1', '192.0.2.2', '::ffff:192.0.2.1', '2001:db8::1', 'a.example', '-', '4711'], numbers),
      atMs,
      request: `${method} ${path} HTTP/1.1`,
      status: pick(['200', '200', '200', '206', '304', '404', '500'], numbers),
      size: pick(['-', '0', '10', '2500', '99999', '999999999999999'], numbers),
    },
    numbers,
  )
}

const common: Form = ({ client, atMs, request, status, size }, numbers) =>
  `${client} - ${pick(['-', 'ada', 'Ada L [x]', '""'], numbers)} [${commonDate(atMs)}] "${request}" ${status} ${size}`

const behind =
  (...fronts: readonly string[]): Form =>
  (request, numbers) =>
    `${pick(fronts, numbers)}${common(request, numbers)}`

const FORMS: Readonly<Record<string, Form>> = {
  common,
  combined: (request, numbers) => `${common(request, numbers)} "-" "An agent"`,
  vhost: behind('www.example.org:443 ', 'www.example.org ', 'b.example:80 ', '198.51.100.1:80 ', '- '),
  parties: behind('10.0.0.1 ', 'proxy.example ', 'a b ', '10.0.0.1, 10.0.0.2 '),
  prefixes: behind('Dec 16 00:00:00 h nginx: ', '<34>1 2015-05-17T10:05:03Z h a 1 - - ', 'web-1  | ', '[tag] ', '336 '),
  lists: behind('203.0.113.9, ', '"'),
  nginx: ({ client, atMs, request, status, size }) =>
    JSON.stringify({
      remote_addr: client,
      msec: atMs / 1000,
      request,
      status,
      body_bytes_sent: size,
      host: 'h.example',
    }),
  caddy: ({ client, atMs, request, status, size }) => {
    const [method = '', uri = ''] = request.split(' ')
    return JSON.stringify({
      ts: atMs / 1000,
      request: { client_ip: client, method, uri, host: 'h' },
      status: Number(status),
      size,
    })
  },
  w3c: ({ client, atMs, request, status }) => {
    const [method = '', uri = ''] = request.split(' ')
    return `${isoDate(atMs).slice(0, 19).replace('T', ' ')} ${client} ${method} ${uri} ${status}`
  },
  any: (request, numbers) => pick(Object.values(FORMS), numbers)(request, numbers),
}

const W3C_FIELDS = '#Fields: date time c-ip cs-method cs-uri-stem sc-status'

const DAY_MS = 86_400_000

const START_MS = Date.UTC(2015, 4, 17, 10)

const DATES: Readonly<Record<string, (at: number, numbers: SeededNumbers) => number>> = {
  anHour: (at, numbers) => START_MS + at * numbers.below(1000) * 1000,
  years: (at, numbers) => START_MS + at * numbers.below(1000) * DAY_MS,
  backwards: (at) => START_MS - at * 100 * DAY_MS,
  anyTime: (_, numbers) => numbers.below(253_402_300) * 1_000_000,
  borders: (_, numbers) =>
    pick([0, 1000, 2 ** 31 * 1000, 2 ** 32 * 1000, Date.UTC(2098, 0), Date.UTC(9999, 11, 31)], numbers),
  oneWrong: (at, numbers) => START_MS + at * 1000 + (numbers.below(4) === 0 ? Date.UTC(2098, 0) - START_MS : 0),
}

type Damage = (text: Buffer, numbers: SeededNumbers) => Uint8Array

const bytesIn: (...odd: readonly number[]) => Damage =
  (...odd) =>
  (text, numbers) => {
    const at = numbers.below(text.length)
    return Buffer.concat([text.subarray(0, at), Buffer.from(odd), text.subarray(at)])
  }

const flips: Damage = (text, numbers) => {
  const flipped = Buffer.from(text)
  for (let times = 1 + numbers.below(8); times > 0; times -= 1) flipped[numbers.below(text.length)] = numbers.below(256)
  return flipped
}

const DAMAGE: Readonly<Record<string, Damage>> = {
  none: (text) => text,
  cut: (text, numbers) => text.subarray(0, numbers.below(text.length)),
  gap: (text, numbers) => {
    const at = numbers.below(text.length)
    return Buffer.concat([text.subarray(0, at), text.subarray(at + 1 + numbers.below(40))])
  },
  flips,
  nul: bytesIn(0, 0, 0, 0),
  foreign: bytesIn(0xe9, 0x1f, 0x8b),
  control: bytesIn(0x1b, 0x5b, 0x32, 0x4a),
  mark: bytesIn(0xef, 0xbb, 0xbf),
  returns: (text) => Buffer.from(text.toString('latin1').replaceAll('\n', '\r'), 'latin1'),
  packed: (text) => gzipSync(text),
  packedAndMore: (text) => Buffer.concat([gzipSync(text), gzipSync(text), Buffer.from('rest')]),
  packedBehind: (text) => Buffer.concat([text, gzipSync(text)]),
  packedAndCut: (text, numbers) => gzipSync(text).subarray(0, 1 + numbers.below(80)),
  packedAndFlipped: (text, numbers) => flips(gzipSync(text), numbers),
  packedTwice: (text) => gzipSync(gzipSync(text)),
  wide: (text) => Buffer.from(text.toString(), 'utf16le'),
  noise: (text, numbers) => Buffer.from(text.map(() => numbers.below(256))),
}

function pick<Item>(items: readonly Item[], numbers: SeededNumbers): Item {
  const item = items[numbers.below(items.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}

function isoDate(atMs: number): string {
  return new Date(atMs).toISOString()
}

function commonDate(atMs: number): string {
  const date = new Date(atMs).toUTCString()
  const [, day, month, year, time] = /, (\d\d) (\w{3}) (\d{4}) (.*) GMT$/.exec(date) ?? []
  return `${day}/${month}/${year}:${time} +0000`
}
