import { describe, expect, it } from 'vitest'
import { FormReader } from './reader.ts'

const ENTRY = {
  client: '192.0.2.7',
  host: 'www.example.org',
  atMs: Date.parse('2015-05-17T10:05:03Z'),
  request: 'GET /a/b HTTP/1.1',
  status: '200',
  sizeBytes: 1025,
}

const NGINX = {
  remote_addr: '192.0.2.7',
  host: 'www.example.org',
  time_iso8601: '2015-05-17T10:05:03+00:00',
  request: 'GET /a/b HTTP/1.1',
  status: '200',
  body_bytes_sent: '1025',
  http_x_forwarded_for: '203.0.113.9, 10.0.0.1',
}

const CADDY = {
  level: 'info',
  ts: 1431857103,
  logger: 'http.log.access',
  msg: 'handled request',
  request: {
    remote_ip: '10.0.0.1',
    remote_port: '51234',
    client_ip: '192.0.2.7',
    proto: 'HTTP/2.0',
    method: 'GET',
    host: 'www.example.org:443',
    uri: '/a/b',
    headers: { Accept: ['*/*'] },
  },
  bytes_read: 0,
  duration: 0.001,
  size: 1025,
  status: 200,
}

function read(object: unknown, field = ''): unknown {
  return new FormReader([], field).read(typeof object === 'string' ? object : JSON.stringify(object))
}

function without(name: keyof typeof NGINX): Record<string, string> {
  return Object.fromEntries(Object.entries(NGINX).filter(([field]) => field !== name))
}

describe('a line of nginx', () => {
  it('is read', () => {
    expect(read(NGINX)).toEqual(ENTRY)
  })

  it.each([
    ['time_local', '17/May/2015:10:05:03 +0000'],
    ['msec', '1431857103.000'],
    ['msec', 1431857103],
    ['@timestamp', '2015-05-17T12:05:03+02:00'],
    ['time', '2015-05-17T10:05:03Z'],
  ])('may have its time in %s: %s', (field, time) => {
    expect(read({ ...without('time_iso8601'), [field]: time })).toEqual(ENTRY)
  })

  it('may have method and target instead of a request, numbers instead of text, and no size', () => {
    const parts = { ...without('request'), request_method: 'GET', request_uri: '/a/b', uri: '/index.html' }
    expect(read({ ...parts, status: 200, body_bytes_sent: 1025 })).toEqual({ ...ENTRY, request: 'GET /a/b HTTP/1.1' })
    expect(read(without('body_bytes_sent'))).toEqual({ ...ENTRY, sizeBytes: 0 })
  })

  it('may stand behind a prefix, and may have escapes that are no JSON', () => {
    expect(read(`nginx_1  | ${JSON.stringify(NGINX)}`)).toEqual(ENTRY)
    const odd = JSON.stringify(NGINX).replace('/a/b', String.raw`/a/\xE9`)
    expect(read(odd)).toEqual({ ...ENTRY, request: String.raw`GET /a/\xE9 HTTP/1.1` })
  })

  it.each([
    { ...NGINX, remote_addr: '' },
    { ...NGINX, status: '20' },
    { ...NGINX, body_bytes_sent: -1 },
    { ...NGINX, time_iso8601: '2015-05-17T10:05:03' },
    { ...without('remote_addr'), host: '192.0.2.7' },
    without('status'),
    [NGINX],
    null,
    JSON.stringify(NGINX).slice(0, -5),
  ])('is not read: %j', (line) => {
    expect(read(line)).toBeUndefined()
  })

  it('has another client where the user says so', () => {
    expect(read(NGINX, 'http_x_forwarded_for')).toEqual({ ...ENTRY, client: '203.0.113.9' })
    expect(read({ ...without('remote_addr'), host: '192.0.2.7' }, 'host')).toEqual({ ...ENTRY, host: '' })
  })
})

describe('a line of Caddy', () => {
  it('is read, its client before whoever forwarded it', () => {
    expect(read(CADDY)).toEqual(ENTRY)
  })

  it('is read as versions before 2.7 wrote it', () => {
    const { client_ip: _, ...request } = CADDY.request
    expect(read({ ...CADDY, request })).toEqual({ ...ENTRY, client: '10.0.0.1' })
  })

  it('may have its time in words', () => {
    expect(read({ ...CADDY, ts: '2015-05-17T10:05:03Z' })).toEqual(ENTRY)
  })
})

it('knows Traefik', () => {
  const line = {
    ClientHost: '192.0.2.7',
    RequestMethod: 'GET',
    RequestPath: '/a/b',
    RequestHost: 'www.example.org',
    StartUTC: '2015-05-17T10:05:03.000000001Z',
    DownstreamStatus: 200,
    DownstreamContentSize: 1025,
  }
  expect(read(line)).toEqual(ENTRY)
})
