import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseHex, printHex } from '../../src/bytes/hex.ts'
import { commandApdu, encodeCommand } from '../../src/iso7816/command-apdu.ts'
import { echoApplet } from '../echo/echo-applet.ts'
import { poweredCard, send } from '../testing/powered-card.ts'

it('gives the applet what the parts make together', () => {
  const card = poweredCard({ applets: [echoApplet()] })
  const parts = fc.array(fc.uint8Array({ minLength: 1, maxLength: 255 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(parts, (parts) => {
      const answers = parts.map((data, at) => {
        const last = at === parts.length - 1
        const command = commandApdu({ cla: last ? 0x80 : 0x90, ins: 0x10, data, ne: last ? 65_536 : 0 })
        return printHex(card.exchange(encodeCommand(command)))
      })
      expect(answers.slice(0, -1)).toEqual(parts.slice(1).map(() => '9000'))
      expect(answers.at(-1)).toBe(`${parts.map(printHex).join('')}9000`)
    }),
  )
})

it.each([
  ['another instruction', '8014000000'],
  ['another P1', '8010010001CC'],
  ['another P2', '8010000101CC'],
  ['another class', '8410000001CC'],
  ['GET RESPONSE', '00C0000000'],
])('refuses %s inside a chain, which ends it', (_, foreign) => {
  const card = poweredCard({ applets: [echoApplet()] })
  expect([send(card, '9010000001AA'), send(card, foreign)]).toEqual(['9000', '6883'])
  expect(send(card, '8010000001BB00')).toBe('bb9000')
})

it.each([
  ['bytes that are no command', '8010', '6700'],
  ['a class that is none', 'FF100000', '6e00'],
  ['an invalid instruction', '80600000', '6d00'],
  ['a closed channel', '81100000', '6881'],
  ['a chained SELECT', '10A4040000', '6884'],
])('ends an open chain at %s as well', (_, foreign, answer) => {
  const card = poweredCard({ applets: [echoApplet()] })
  expect([send(card, '9010000001AA'), send(card, foreign)]).toEqual(['9000', answer])
  expect(send(card, '8010000001BB00')).toBe('bb9000')
})

it('refuses a chain that goes on on another channel', () => {
  const card = poweredCard({ applets: [echoApplet()] })
  expect(send(card, '0070000001')).toBe('019000')
  expect([send(card, '9010000001AA'), send(card, '8110000001BB00')]).toEqual(['9000', '6883'])
})

it.each([
  ['SELECT', (card: ReturnType<typeof poweredCard>) => send(card, '00A4040000')],
  ['reset', (card: ReturnType<typeof poweredCard>) => printHex(card.reset())],
])('forgets an open chain at %s', (_, forget) => {
  const card = poweredCard({ applets: [echoApplet()] })
  expect(send(card, '9010000001AA')).toBe('9000')
  forget(card)
  expect(send(card, '8010000001BB00')).toBe('bb9000')
})

it('keeps the parts although the reader uses its buffer again', () => {
  const card = poweredCard({ applets: [echoApplet()] })
  const buffer = parseHex('9010000001AA')
  card.exchange(buffer)
  buffer.fill(0)
  expect(send(card, '8010000001BB00')).toBe('aabb9000')
})

it('refuses more than 65,535 bytes', () => {
  const card = poweredCard({ applets: [echoApplet()] })
  const part = encodeCommand(commandApdu({ cla: 0x90, ins: 0x14, data: new Uint8Array(40_000) }))
  expect([printHex(card.exchange(part)), printHex(card.exchange(part))]).toEqual(['9000', '6700'])
})
