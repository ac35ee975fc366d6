import { describe, expect, it } from 'vitest'
import { FormReader } from './reader.ts'

const IIS = [
  '#Software: Microsoft Internet Information Services 10.0',
  '#Version: 1.0',
  '#Date: 2015-05-17 10:05:03',
  '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status time-taken',
  '2015-05-17 10:05:03 198.51.100.1 GET /a/b x=1 443 - 192.0.2.7 An+agent 200 12',
]

const ENTRY = {
  client: '192.0.2.7',
  host: '',
  atMs: Date.parse('2015-05-17T10:05:03Z'),
  request: 'GET /a/b HTTP/1.1',
  status: '200',
  sizeBytes: 0,
}

function readAll(lines: readonly string[], field = ''): readonly unknown[] {
  const reader = new FormReader(lines, field)
  return lines.map((line) => reader.read(line))
}

describe('a log of IIS', () => {
  it('is read by the fields that it names, and its directives are no requests', () => {
    expect(readAll(IIS)).toEqual(['directive', 'directive', 'directive', 'directive', ENTRY])
  })

  it('says that it has no sizes', () => {
    const reader = new FormReader([], '')
    for (const line of IIS) reader.read(line)
    expect(reader.counts()).toEqual([{ name: 'W3C extended', client: 'c-ip', hasSizes: false, lines: 1 }])
  })

  it('may name other fields further down', () => {
    const other = [
      '#Fields: c-ip time date cs-method cs-uri-stem sc-status sc-bytes cs-host',
      '192.0.2.8 10:05:03 2015-05-17 GET /a 200 7 h.example',
    ]
    expect(readAll([...IIS, ...other]).at(-1)).toEqual({
      ...ENTRY,
      client: '192.0.2.8',
      request: 'GET /a HTTP/1.1',
      sizeBytes: 7,
      host: 'h.example',
    })
  })

  it('has another client where the user says so', () => {
    expect(readAll(IIS, 's-ip').at(-1)).toEqual({ ...ENTRY, client: '198.51.100.1' })
  })
})

it('may be parted by tabs, as CloudFront does', () => {
  const lines = [
    '#Version: 1.0',
    '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status x-host-header',
    '2015-05-17\t10:05:03\tLHR3\t1025\t192.0.2.7\tGET\td1.cloudfront.example\t/a/b\t200\twww.example.org',
  ]
  expect(readAll(lines).at(-1)).toEqual({ ...ENTRY, sizeBytes: 1025, host: 'www.example.org' })
})

it.each([
  ['a field too few', '2015-05-17 10:05:03 198.51.100.1 GET /a/b x=1 443 - 192.0.2.7 An+agent 200'],
  ['no client', '2015-05-17 10:05:03 198.51.100.1 GET /a/b x=1 443 - [ An+agent 200 12'],
  ['a date that does not exist', '2015-02-29 10:05:03 198.51.100.1 GET /a/b x=1 443 - 192.0.2.7 An+agent 200 12'],
  ['no status', '2015-05-17 10:05:03 198.51.100.1 GET /a/b x=1 443 - 192.0.2.7 An+agent - 12'],
])('is not read with %s', (_, line) => {
  expect(readAll([...IIS, line]).at(-1)).toBeUndefined()
})

it('is not read where no field is a client', () => {
  const lines = ['#Fields: date time cs-method cs-uri-stem sc-status', '2015-05-17 10:05:03 GET /a 200']
  expect(readAll(lines).at(-1)).toBeUndefined()
})
