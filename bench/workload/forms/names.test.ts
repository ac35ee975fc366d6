import { expect, it } from 'vitest'
import { clientName, hasServerPort, siteName } from './names.ts'

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['"192.0.2.7"', '192.0.2.7'],
  ['192.0.2.7:51234', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:207', '192.0.2.7'],
  ['[::ffff:192.0.2.7]:51234', '192.0.2.7'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
  ['2001:db8::', '2001:db8::'],
  ['198.51.100.7, 203.0.113.9, 10.0.0.1', '198.51.100.7'],
  ['198.51.100.7,203.0.113.9', '198.51.100.7'],
  ['"198.51.100.7, 203.0.113.9"', '198.51.100.7'],
  ['Dial-In.Host.Example.', 'dial-in.host.example'],
  ['dial-in.host.example:51234', 'dial-in.host.example'],
  ['aGVsbG8=', 'aGVsbG8='],
  ['4711', '4711'],
  ['-', '-'],
  ['Zu\u0308rich', 'Z\u00fcrich'],
])('takes %s for the client %s', (field, name) => {
  expect(clientName(field)).toBe(name)
})

it.each(['', 'nginx:', '[tag]', '["vhost"]', '|', '""', ',', 'a b', '{'])('finds no client in %j', (field) => {
  expect(clientName(field)).toBe('')
})

it('knows a site by its name, whatever the port and the letters', () => {
  for (const field of [
    'www.example.org',
    'www.example.org:443',
    'www.example.org:80',
    'WWW.example.org.',
    '"www.example.org"',
  ]) {
    expect(siteName(field)).toBe('www.example.org')
  }
  expect(['-', '_', ''].map((field) => siteName(field))).toEqual(['', '', ''])
})

it('tells a port of a server from one of a client, and from the end of an address', () => {
  const fields = ['192.0.2.7:443', '192.0.2.7:51234', 'a.example:80', '192.0.2.7', '2001:db8::80']
  expect(fields.map((field) => hasServerPort(field))).toEqual([true, false, true, false, false])
})
