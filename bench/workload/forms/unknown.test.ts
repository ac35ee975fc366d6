import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { FormReader } from './reader.ts'
import { unknownLine } from './unknown.ts'

const FILTER = String.raw`sed -E 's/(\[[0-9]{2}\/[^]]*\]) [^"]*"/\1 "/'`

const TAIL = '[17/May/2015:10:05:03 +0000] "GET /a/b HTTP/1.1" 200 1025'

it.each([
  [`192.0.2.7 2001:db8:: - - ${TAIL}`, '2 parties in front of the time, and no telling which is the client', '2'],
  [
    `www.example.org:80 a.example 192.0.2.7 - - ${TAIL}`,
    '3 parties in front of the time, and no telling which is the client',
    '3',
  ],
  [
    `nginx_1  | 10.0.0.1 192.0.2.7 - - ${TAIL}`,
    '2 parties in front of the time, and no telling which is the client',
    '4',
  ],
  [`192.0.2.7 ${TAIL}`, 'no ident and user between the client and the time', '1'],
  [`a b 192.0.2.7 - - ${TAIL}`, 'other fields than client, ident and user in front of the time', '3'],
])('says of %s what is odd, and which field would be the client', (line, kind, clientField) => {
  expect(new FormReader([], '').read(line)).toBeUndefined()
  expect(unknownLine(line)).toEqual({ kind, cure: { clientField } })
  expect(new FormReader([], clientField).read(line)).toMatchObject({ request: 'GET /a/b HTTP/1.1' })
})

it.skipIf(process.platform === 'win32')('says that fields stand where none should, and what takes them out', () => {
  const line = '192.0.2.7 - - [17/May/2015:10:05:03 +0000] [0.003] [PORT 80] "GET /a HTTP/1.1" 200 1'
  expect(unknownLine(line)).toEqual({
    kind: 'fields between the time and the request',
    cure: { filter: FILTER },
  })
  const { stdout } = spawnSync('sh', ['-c', FILTER], { input: `${line}\n`, encoding: 'utf8' })
  expect(new FormReader([], '').read(stdout.trimEnd())).toMatchObject({
    client: '192.0.2.7',
    request: 'GET /a HTTP/1.1',
  })
})

it('names the field of JSON that may be the client', () => {
  const line = JSON.stringify({ server_addr: '198.51.100.1', host: '192.0.2.7', time: '2015-05-17T10:05:03Z' })
  expect(unknownLine(line)).toEqual({
    kind: 'JSON without a field with the client that is known',
    cure: { clientField: 'host' },
  })
})

it.each([
  ['{"remote_addr":"192.0.2.7","ts":', 'JSON that is cut or damaged'],
  ['{"remote_addr":"192.0.2.7"}', 'JSON without a time with its zone that is known'],
  ['2015/05/17 10:05:03 [error] 7#7: *1 open() failed', 'a line of an error log'],
  ['[Sun May 17 10:05:03 2015] [error] [client 192.0.2.7] no', 'a line of an error log'],
  ['nonsense', 'no time such as [17/May/2015:10:05:03 +0000] in it'],
  [`192.0.2.7 - - ${TAIL.replace(' 200 1025', '')}`, 'a time, but no request, status and size behind it'],
])('says of %s what it is', (line, kind) => {
  expect(unknownLine(line)).toEqual({ kind })
})
