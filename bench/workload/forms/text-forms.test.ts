import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FormReader } from './reader.ts'

const TAIL = '- - [17/May/2015:10:05:03 +0000] "GET /a/b HTTP/1.1" 200 1025'

const COMMON = `192.0.2.7 ${TAIL}`

const ENTRY = {
  client: '192.0.2.7',
  host: '',
  atMs: Date.parse('2015-05-17T10:05:03Z'),
  request: 'GET /a/b HTTP/1.1',
  status: '200',
  sizeBytes: 1025,
}

function read(line: string, ...neighbours: readonly string[]): unknown {
  return new FormReader(neighbours, '').read(line)
}

function formOf(line: string): unknown {
  const reader = new FormReader([], '')
  reader.read(line)
  return reader.counts()[0]?.name
}

describe('a line of Common Log Format', () => {
  it.each([
    ['nothing else', COMMON],
    ['referer and agent', `${COMMON} "http://host.example/" "An agent/1.0"`],
    ['escaped quotes in referer and agent', String.raw`${COMMON} "say \"a\"" "An \"agent\" \\"`],
    ['an agent cut short', `${COMMON} "-" "Mozilla/5.0 (compatible; Bot`],
    ['anything behind the agent', `${COMMON} "-" "-" "198.51.100.7" 0.123 [up] 200`],
    ['a user with blanks', COMMON.replace('- -', '- Ada de la Cruz')],
    ['a user with blanks and a comma', COMMON.replace('- -', '- de la Cruz, Ada')],
    ['a user with brackets', COMMON.replace('- -', '- a [b] c')],
    ['a user that looks like a time', COMMON.replace('- -', '- a [17/May/2014:10:05:03 +0000] c')],
    ['an empty user', COMMON.replace('- -', '- ""')],
    ['an ident', COMMON.replace('- -', 'ada -')],
    ['quotes around the address', COMMON.replace('192.0.2.7', '"192.0.2.7"')],
    ['a port at the address', COMMON.replace('192.0.2.7', '192.0.2.7:51234')],
    ['a list of proxies', COMMON.replace('192.0.2.7', '192.0.2.7, 203.0.113.9, 10.0.0.1')],
    ['IPv4 in IPv6', COMMON.replace('192.0.2.7', '::ffff:192.0.2.7')],
  ])('may have %s', (_, line) => {
    expect(read(line)).toEqual(ENTRY)
  })

  it.each(['2001:db8::1', 'dial-in.host.example', '-', '4711', 'aGVsbG8='])('may come from %s', (client) => {
    expect(read(COMMON.replace('192.0.2.7', client))).toEqual({ ...ENTRY, client })
  })

  it('may have parts of a second, and no size', () => {
    expect(read(COMMON.replace(':03 ', ':03.250 '))).toEqual({ ...ENTRY, atMs: ENTRY.atMs + 250 })
    expect(read(COMMON.replace('1025', '-'))).toEqual({ ...ENTRY, sizeBytes: 0 })
  })
})

describe('in front of the client', () => {
  it.each([
    ['a virtual host with its port', 'www.example.org:443 '],
    ['a virtual host', 'www.example.org '],
    ['a virtual host that is an address', '198.51.100.1:80 '],
    ['a virtual host without a point', 'intranet '],
  ])('stands %s', (_, front) => {
    const host = front.replace(/:\d+/, '').trim()
    expect(read(`${front}${COMMON}`)).toEqual({ ...ENTRY, host })
    expect(read(`${front}${COMMON.replace('- -', '- Ada de la Cruz')}`)).toEqual({ ...ENTRY, host })
    expect(formOf(`${front}${COMMON}`)).toBe('virtual host, then Common Log Format')
  })

  it.each([
    'Dec 16 00:00:00 prod auth-apache: ',
    'Dec  6 00:00:00 prod nginx[12]: ',
    '<134>Dec 16 00:00:00 prod nginx: ',
    '<34>1 2015-05-17T10:05:03Z prod nginx 12 - - ',
    '2015-05-17T10:05:03.123456+02:00 prod nginx[12]: ',
    '2015-05-17T10:05:03.123456789Z stdout F ',
    '2015-05-17T10:05:03Z ',
    'nginx_1  | ',
    'web-1 | 2015-05-17T10:05:03.123Z ',
    '[tag] ',
    '["vhost"] ',
    '[pod/web/nginx] ',
  ])('stands %s', (prefix) => {
    expect(read(`${prefix}${COMMON}`)).toEqual(ENTRY)
    expect(read(`${prefix}www.example.org:443 ${COMMON}`)).toEqual({ ...ENTRY, host: 'www.example.org' })
    expect(formOf(`${prefix}${COMMON}`)).toBe('a prefix, then Common Log Format')
  })

  it.each(['336 ', '0.003 '])('stands a number: %s', (number) => {
    expect(read(`${number}${COMMON}`)).toEqual(ENTRY)
  })

  it('stands nothing, and the site behind it: lighttpd', () => {
    const line = COMMON.replace('- -', 'www.example.org -')
    expect(read(line)).toEqual({ ...ENTRY, host: 'www.example.org' })
    expect(read(COMMON.replace('- -', '198.51.100.1 -'), line)).toEqual({ ...ENTRY, host: '198.51.100.1' })
  })

  it('stands the wrapping of docker', () => {
    const wrapped = JSON.stringify({ log: `${COMMON}\n`, stream: 'stdout', time: '2015-05-17T10:05:03Z' })
    expect(read(wrapped)).toEqual(ENTRY)
  })
})

describe('a line that could be read in two ways', () => {
  const doubtful = {
    'two addresses': `192.0.2.7 2001:db8:: ${TAIL}`,
    'two names': `dial-in.host.example www.example.org ${TAIL}`,
    'an address, then a name': `192.0.2.7 www.example.org ${TAIL}`,
    'an address where ident stands': COMMON.replace('- -', '198.51.100.1 -'),
    'a site and a hidden client, or a user': `www.example.org - ${TAIL}`,
    'a field too many': `a.example:80 www.example.org ${COMMON}`,
  }
  it.each(Object.entries(doubtful))('is not read: %s', (_, line) => {
    expect(read(line)).toBeUndefined()
  })

  it.each(['two addresses', 'two names', 'a site and a hidden client, or a user'] as const)(
    'is read as its neighbours are: %s',
    (which) => {
      const [host, client] = doubtful[which].split(' ')
      expect(read(doubtful[which], `www.example.org:443 ${COMMON}`)).toEqual({ ...ENTRY, client, host })
    },
  )

  it('is read when the user says which field is the client', () => {
    const line = `${doubtful['two addresses']} "-" "-" "203.0.113.9, 10.0.0.1"`
    const clients = ['1', '2', '11', '12'].map((field) => {
      const entry = new FormReader([], field).read(line)
      return typeof entry === 'object' ? entry.client : undefined
    })
    expect(clients).toEqual(['192.0.2.7', '2001:db8::', '203.0.113.9', undefined])
  })

  it('keeps the site that it knows when the user says which field is the client', () => {
    const line = `www.example.org:443 ${COMMON} "-" "-" "203.0.113.9"`
    expect(new FormReader([], '11').read(line)).toEqual({ ...ENTRY, host: 'www.example.org', client: '203.0.113.9' })
  })
})

describe('a line that is not read', () => {
  it.each([
    ['no quote at the end of the request', COMMON.replace('HTTP/1.1"', 'HTTP/1.1')],
    ['an unescaped quote in the request', COMMON.replace('/a/b', '/a"b')],
    ['no date', COMMON.replace(/\[.*\]/, '')],
    ['no client', COMMON.replace('192.0.2.7 ', '')],
    ['an empty client', COMMON.replace('192.0.2.7', '')],
    ['no ident', COMMON.replace('- -', '-')],
    ['no size', COMMON.replace(' 1025', '')],
    ['a negative size', COMMON.replace('1025', '-1025')],
    ['a size past 15 digits', COMMON.replace('1025', '1000000000000000')],
    ['text stuck to the size', `${COMMON}"-"`],
    ['a status of four digits', COMMON.replace('200', '2000')],
    ['no status', COMMON.replace('200', '-')],
    ['nothing at all', ''],
  ])('has %s', (_, line) => {
    expect(read(line)).toBeUndefined()
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
    '200',
    '-',
    ',',
    '{',
  ]
  const shuffled = fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })))
    .map((all) => all.join(''))
  const damaged = fc
    .tuple(fc.nat(COMMON.length), fc.nat(10), fc.string({ unit: 'binary', maxLength: 10 }))
    .map(([at, gone, put]) => COMMON.slice(0, at) + put + COMMON.slice(at + gone))

  it('is an entry or not read', () => {
    fc.assert(
      fc.property(fc.oneof(shuffled, damaged, fc.string({ unit: 'binary' })), (line) => {
        const entry = new FormReader([], '').read(line)
        if (typeof entry !== 'object') return
        expect(entry.client).not.toBe('')
        expect(entry.atMs).toBeGreaterThanOrEqual(0)
        expect(Number.isSafeInteger(entry.atMs) && Number.isSafeInteger(entry.sizeBytes)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('takes a time that grows with its length alone', { timeout: 60_000 }, () => {
    const hostile = [' [17/May/2015:10:05:03 +0000] "', 'a,', '"', '[a] ', '2015-05-17T10:05:03Z ', '\\"', 'a| ', 'a.']
    for (const piece of hostile) expect(read(piece.repeat(131_072 / piece.length))).toBeUndefined()
  })
})

it('reads back every entry that the format can print', () => {
  const seconds = fc.integer({ min: 0, max: Date.parse('9999-12-30') / 1000 })
  const path = fc.webPath().map((path) => path.replace(/^\/*/, '/'))
  fc.assert(
    fc.property(fc.ipV4(), seconds, path, fc.nat(), (client, seconds, path, sizeBytes) => {
      const line = `${client} - - [${printDate(seconds)}] "GET ${path} HTTP/1.1" 200 ${sizeBytes}`
      const request = `GET ${path} HTTP/1.1`
      expect(read(line)).toEqual({ ...ENTRY, client, atMs: seconds * 1000, request, sizeBytes })
    }),
  )
})

function printDate(seconds: number): string {
  const [, day, month, year, time] =
    /, (\d\d) (\w{3}) (\d{4}) (.*) GMT$/.exec(new Date(seconds * 1000).toUTCString()) ?? []
  return `${day}/${month}/${year}:${time} +0000`
}
