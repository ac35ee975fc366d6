import { expect, it } from 'vitest'
import { asksForNoDocument, documentPath, sellerOf } from './document-path.ts'

it.each([
  ['GET / HTTP/1.1', '/'],
  ['GET /a HTTP/1.0', '/a'],
  ['GET /a/b?x=/c/d HTTP/1.1', '/a/b'],
  ['GET /a/b#c?d HTTP/1.1', '/a/b'],
  ['GET /?C=N;O=D HTTP/1.1', '/'],
  ['get /a http/1.1', '/a'],
  ['PROPFIND /a HTTP/2', '/a'],
  ['GET /a HTTP/2.0', '/a'],
  ['GET /a', '/a'],
  ['GET /a b/c HTTP/1.1', '/a b/c'],
  ['GET   /a   HTTP/1.1 ', '/a'],
  ['GET http://host.example/a/b HTTP/1.1', '/a/b'],
  ['GET HTTPS://[2001:db8::1]:8443/a HTTP/1.1', '/a'],
  ['GET http://host.example HTTP/1.1', '/'],
  ['GET http://host.example?x HTTP/1.1', '/'],
  ['GET /a/http://host.example/b HTTP/1.1', '/a/http://host.example/b'],
  ['GET //a/b HTTP/1.1', '/a/b'],
  ['GET /// HTTP/1.1', '/'],
  ['GET /a//b/ HTTP/1.1', '/a//b/'],
  ['GET /a%2Fb%3Fc HTTP/1.1', '/a%2Fb%3Fc'],
  [String.raw`GET /say-\"hello\" HTTP/1.1`, String.raw`/say-\"hello\"`],
  ['GET /Zu\u0308rich HTTP/1.1', '/Z\u00fcrich'],
])('reads the path of %j', (line, path) => {
  expect(documentPath(line)).toBe(path)
})

it.each([
  '',
  '-',
  'GET',
  'GET ',
  'GET HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'CONNECT host.example:443 HTTP/1.1',
  'GET a/b HTTP/1.1',
  '/a HTTP/1.1',
  ' GET /a HTTP/1.1',
  String.raw`\x16\x03\x01 /a`,
])('finds no path in %j', (line) => {
  expect(documentPath(line)).toBeUndefined()
})

it.each([
  ['/', '/'],
  ['/x.html', '/'],
  ['/a', '/'],
  ['/a/', '/a'],
  ['/a/b', '/a'],
  ['/a/b/c', '/a'],
  ['/a//b', '/a'],
])('lets %s be sold by %s', (path, seller) => {
  expect(sellerOf(path)).toBe(seller)
})

it('knows the methods that deliver no document', () => {
  const lines = [
    'HEAD /a',
    'head /a',
    'OPTIONS *',
    'TRACE /a',
    'CONNECT h:443',
    'GET /a',
    'POST /a',
    'HEADER /a',
    'HEAD',
    '-',
  ]
  expect(lines.map((line) => asksForNoDocument(`${line} HTTP/1.1`)).indexOf(false)).toBe(5)
  expect(lines.slice(5).some((line) => asksForNoDocument(line))).toBe(false)
})
