import { describe, expect, it } from 'vitest'
import { DecodeError } from '../src/bytes/decode-error.ts'
import { parseHex, printHex } from '../src/bytes/hex.ts'
import { createTally } from '../src/crypto/operations.ts'
import { echoApplet } from './echo/echo-applet.ts'
import type { EmulatedCard } from './emulated-card.ts'
import { poweredCard, send } from './testing/powered-card.ts'
import { stubbornApplet } from './testing/stubborn-applet.ts'
import { twoAccountsApplet } from './testing/two-accounts-applet.ts'

const ECHO = '8010000001AA00'

function echoCard(): EmulatedCard {
  return poweredCard({ applets: [echoApplet()] })
}

describe('faults', () => {
  it('a card without power is mute', () => {
    const card = echoCard()
    card.powerOff()
    expect(() => send(card, ECHO)).toThrow(expect.objectContaining({ code: 'cardMute' }))
  })

  it('a card pulled out is gone until it is put back and powered on', () => {
    const card = echoCard()
    card.faults.remove()
    expect(() => send(card, ECHO)).toThrow(expect.objectContaining({ code: 'cardRemoved' }))
    expect(() => card.powerOn()).toThrow(expect.objectContaining({ code: 'cardRemoved' }))
    card.faults.insert()
    expect(() => send(card, ECHO)).toThrow(expect.objectContaining({ code: 'cardMute' }))
    card.powerOn()
    expect(send(card, ECHO)).toBe('aa9000')
  })

  it('one answer is spoilt as ordered, the next is whole', () => {
    const card = echoCard()
    card.faults.corruptNext(parseHex('0F 00 01'))
    expect([send(card, ECHO), send(card, ECHO)]).toEqual(['a59001', 'aa9000'])
  })

  it('a lost answer means that the command has run', () => {
    const card = poweredCard({ applets: [twoAccountsApplet()] })
    card.faults.loseNextAnswer()
    expect(() => send(card, '80100500')).toThrow(expect.objectContaining({ code: 'cardMute' }))
    card.powerOn()
    expect(send(card, '8002000000')).toBe('00000000000f423b0000000000000005039000')
  })
})

it('shows its observers every exchange and every physical write', () => {
  const tally = createTally()
  const seen: string[] = []
  const card = poweredCard({
    applets: [twoAccountsApplet()],
    observe: tally.observe,
    onExchange: (command, answer) => seen.push(`${printHex(command)} > ${printHex(answer)}`),
  })
  send(card, '80100500')
  expect(seen).toEqual(['80100500 > 9000'])
  expect(tally.read()).toEqual({ cardWrite: 7 }) // two before-images, two marks, two cells, one commit
})

it('makes its applets anew at power-up, so that only cells survive', () => {
  let made = 0
  const { factory } = stubbornApplet()
  const card = poweredCard({ applets: [{ ...factory, install: (platform) => (made++, factory.install(platform)) }] })
  card.reset()
  expect(made).toBe(3) // at manufacture, at power-on, at reset
})

it('lives on without an applet that its cells do not make any more', () => {
  let broken = false
  const { factory } = stubbornApplet()
  const install: typeof factory.install = (platform) => {
    if (broken) throw new DecodeError('cell', 'on purpose')
    return factory.install(platform)
  }
  const card = poweredCard({ applets: [{ ...factory, install }, echoApplet()] })
  broken = true
  card.reset()
  expect([send(card, '80109000'), send(card, '00A4040C09F07469636B6563686F'), send(card, ECHO)]).toEqual([
    '6999',
    '9000',
    'aa9000',
  ])
  expect(card.lastFault()).toBeInstanceOf(DecodeError)
})

it('gives the same ATR at power-on and reset', () => {
  const card = echoCard()
  expect(card.reset()).toEqual(card.powerOn())
})
