import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLogDate, parseLogLine, type LogLine } from './log-line.ts'

const COMMON = '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET /a/b HTTP/1.1" 200 1025'

const DELIVERED: LogLine = {
  kind: 'delivered',
  host: '192.0.2.7',
  path: '/a/b',
  atMs: Date.parse('2015-05-17T10:05:03Z'),
  sizeBytes: 1025,
}

describe('a line that is read', () => {
  it.each([
    ['Common Log Format', COMMON],
    ['Combined Log Format', `${COMMON} "http://host.example/" "An agent/1.0"`],
    ['escaped quotes in referer and agent', String.raw`${COMMON} "say \"a\"" "An \"agent\" \\"`],
    ['an agent cut short', `${COMMON} "-" "Mozilla/5.0 (compatible; Bot`],
    ['bytes counted behind the agent', `${COMMON} "-" "-" 315 1420`],
    ['a user with spaces', COMMON.replace('- -', '- Ada de la Cruz')],
    ['an empty user', COMMON.replace('- -', '- ""')],
    ['partial content', COMMON.replace(' 200 ', ' 206 ')],
  ])('may have %s', (_, line) => {
    expect(parseLogLine(line)).toEqual({ ...DELIVERED })
  })

  it.each(['2001:db8::1', '::ffff:192.0.2.7', 'dial-in.host.example', '-'])('may come from %s', (host) => {
    expect(parseLogLine(COMMON.replace('192.0.2.7', host))).toEqual({ ...DELIVERED, host })
  })

  it('takes a size of - as 0 bytes', () => {
    expect(parseLogLine(COMMON.replace('1025', '-'))).toEqual({ ...DELIVERED, sizeBytes: 0 })
  })

  it('keeps escaped quotes inside the request', () => {
    expect(parseLogLine(COMMON.replace('/a/b', String.raw`/a/\"b\"`))).toEqual({
      ...DELIVERED,
      path: String.raw`/a/\"b\"`,
    })
  })
})

describe('a line that is skipped', () => {
  it.each([
    ['status', '301'],
    ['status', '304'],
    ['status', '404'],
    ['malformed', '2000'],
    ['malformed', '20'],
    ['malformed', '-'],
  ])('as %s for the status %s', (reason, status) => {
    expect(parseLogLine(COMMON.replace(' 200 ', ` ${status} `))).toEqual({ kind: 'skipped', reason })
  })

  it.each([
    ['no quote at the end of the request', COMMON.replace('HTTP/1.1"', 'HTTP/1.1')],
    ['an unescaped quote in the request', COMMON.replace('/a/b', '/a"b')],
    ['no date', COMMON.replace(/\[.*\]/, '')],
    ['no host', COMMON.replace('192.0.2.7', '')],
    ['no size', COMMON.replace(' 1025', '')],
    ['a negative size', COMMON.replace('1025', '-1025')],
    ['a size past 15 digits', COMMON.replace('1025', '1000000000000000')],
    ['text stuck to the size', `${COMMON}"-"`],
    ['a control character in the host', COMMON.replace('192', '192\u001b[2J')],
    ['a control character in the request', COMMON.replace('/a/b', '/a\u009bb')],
    ['nothing at all', ''],
  ])('as malformed for %s', (_, line) => {
    expect(parseLogLine(line)).toEqual({ kind: 'skipped', reason: 'malformed' })
  })

  it.each(['OPTIONS * HTTP/1.1', '-', String.raw`\x16\x03\x01`, ''])('as noPath for the request %j', (request) => {
    const line = COMMON.replace('GET /a/b HTTP/1.1', () => request)
    expect(parseLogLine(line)).toEqual({ kind: 'skipped', reason: 'noPath' })
  })

  it('as status rather than noPath, as for a connection that timed out', () => {
    const line = COMMON.replace(/".*$/, '"-" 408 -')
    expect(parseLogLine(line)).toEqual({ kind: 'skipped', reason: 'status' })
  })
})

describe('a date', () => {
  it.each([
    ['17/May/2015:10:05:03 +0000', '2015-05-17T10:05:03Z'],
    ['17/May/2015:00:30:00 +0200', '2015-05-16T22:30:00Z'],
    ['31/Dec/1999:23:59:59 -0330', '2000-01-01T03:29:59Z'],
    ['29/Feb/2016:12:00:00 +1345', '2016-02-28T22:15:00Z'],
    ['30/Jun/2015:23:59:60 +0000', '2015-07-01T00:00:00Z'],
    ['01/Jan/1970:00:00:00 +0000', '1970-01-01T00:00:00Z'],
  ])('%s is read with its zone', (text, utc) => {
    expect(parseLogDate(text)).toBe(Date.parse(utc))
  })

  it.each([
    '29/Feb/2015:12:00:00 +0000',
    '00/May/2015:12:00:00 +0000',
    '31/Apr/2015:12:00:00 +0000',
    '17/Mai/2015:12:00:00 +0000',
    '17/Anf/2015:12:00:00 +0000',
    '17/05/2015:12:00:00 +0000',
    '17/May/0070:12:00:00 +0000',
    '17/May/1969:12:00:00 +0000',
    '17/May/2015:24:00:00 +0000',
    '17/May/2015:12:60:00 +0000',
    '17/May/2015:12:00:61 +0000',
    '17/May/2015:12:00:00 +0060',
    '17/May/2015:12:00:00 +1500',
    '17/May/2015:12:00:00',
    '7/May/2015:12:00:00 +0000',
    '2015-05-17T12:00:00Z',
    '',
  ])('%j does not exist', (text) => {
    expect(parseLogDate(text)).toBeUndefined()
  })
})

describe('any line', () => {
  const pieces = [
    '192.0.2.7',
    ' ',
    '- - ',
    '[17/May/2015:10:05:03 +0000]',
    '"',
    'GET /a ',
    '\\',
    '[',
    ']',
    '200',
    '-',
    '\n',
  ]
  const shuffled = fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })))
    .map((all) => all.join(''))
  const damaged = fc
    .tuple(fc.nat(COMMON.length), fc.nat(10), fc.string({ unit: 'binary', maxLength: 10 }))
    .map(([at, gone, put]) => COMMON.slice(0, at) + put + COMMON.slice(at + gone))

  it('is either a document that can be paid for or skipped', () => {
    fc.assert(
      fc.property(fc.oneof(shuffled, damaged, fc.string({ unit: 'binary' })), (line) => {
        const read = parseLogLine(line)
        if (read.kind === 'skipped') return
        expect(read.path).toMatch(/^\/(?!\/)[^?#]*$/)
        expect(read.host).not.toBe('')
        expect(read.atMs).toBeGreaterThanOrEqual(0)
        expect(Number.isSafeInteger(read.atMs) && Number.isSafeInteger(read.sizeBytes)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

it('reads back every entry that the format can print', () => {
  const seconds = fc.integer({ min: 0, max: Date.parse('2999-12-30') / 1000 })
  const path = fc.webPath().map((path) => path.replace(/^\/*/, '/'))
  fc.assert(
    fc.property(fc.ipV6(), seconds, path, fc.nat(), (host, seconds, path, sizeBytes) => {
      const line = `${host} - - [${printDate(seconds)}] "GET ${path} HTTP/1.1" 200 ${sizeBytes}`
      expect(parseLogLine(line)).toEqual({ kind: 'delivered', host, path, atMs: seconds * 1000, sizeBytes })
    }),
  )
})

function printDate(seconds: number): string {
  const [, day, month, year, time] =
    /, (\d\d) (\w{3}) (\d{4}) (.*) GMT$/.exec(new Date(seconds * 1000).toUTCString()) ?? []
  return `${day}/${month}/${year}:${time} +0000`
}
