import { describe, expect, it } from 'vitest'
import { parseAid } from '../../src/iso7816/aid.ts'
import { parseHex } from '../../src/bytes/hex.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import { poweredCard, send } from '../testing/powered-card.ts'
import { stubbornApplet } from '../testing/stubborn-applet.ts'

const names = ['F0AAAAAA00', 'F0AAAAAA01', 'F0AAAAAA02', 'F0BBBBBB00']

/** Four applets of which three share their beginning; the first is the default one. */
function fourApplets(): EmulatedCard {
  return poweredCard({ applets: names.map((name) => stubbornApplet({ aid: parseAid(name) }).factory) })
}

function fci(name: string): string {
  return `6f07 8405 ${name.toLowerCase()} 9000`.replaceAll(' ', '')
}

describe('SELECT by name', () => {
  it.each([
    ['the full name', '00A4040005F0BBBBBB00 00', fci('F0BBBBBB00')],
    ['a name cut off: the first that begins so', '00A4040002F0AA 00', fci('F0AAAAAA00')],
    ['the empty name: the default applet', '00A4040000', fci('F0AAAAAA00')],
    ['a name that nothing has', '00A4040005F0CCCCCC00 00', '6a82'],
    ['a name longer than any applet has', '00A4040006F0BBBBBB0000 00', '6a82'],
    ['a name longer than an AID can be', `00A4040011${'F0'.repeat(17)}00`, '6a82'],
    ['FCP instead of FCI', '00A4040405F0BBBBBB00 00', '6207 8405 f0bbbbbb00 9000'],
    ['FMD instead of FCI', '00A4040805F0BBBBBB00 00', '6407 8405 f0bbbbbb00 9000'],
    ['nothing back', '00A4040C05F0BBBBBB00', '9000'],
    ['FCI without a Le, which nobody waits for', '00A4040005F0BBBBBB00', '9000'],
    ['the last occurrence', '00A4040105F0BBBBBB00 00', '6a86'],
    ['a reserved P2', '00A4041005F0BBBBBB00 00', '6a86'],
  ])('answers %s', (_, command, answer) => {
    expect(send(fourApplets(), command)).toBe(answer.replaceAll(' ', ''))
  })

  it('finds the next occurrence until there is none, and then stays where it was', () => {
    const card = fourApplets()
    const next = '00A4040202F0AA00'
    const answers = [send(card, '00A4040002F0AA00'), send(card, next), send(card, next), send(card, next)]
    expect(answers).toEqual([fci(names[0]!), fci(names[1]!), fci(names[2]!), '6a82'])
  })

  it('passes other P1 on to the selected applet', () => {
    expect(send(fourApplets(), '00A4000C023F0000')).toBe('000c')
  })
})

it('keeps the selection when a name is not found', () => {
  const chosen = stubbornApplet({ aid: parseAid(names[3]!) })
  const card = poweredCard({ applets: [stubbornApplet().factory, chosen.factory] })
  send(card, '00A4040C05F0BBBBBB00')
  expect(send(card, '00A4040C05F0CCCCCC00')).toBe('6a82')
  send(card, '8010900000')
  expect(chosen.events).toEqual(['select 0', 'process 0'])
})

it('deselects the applet before', () => {
  const first = stubbornApplet({ aid: parseAid(names[0]!) })
  const second = stubbornApplet({ aid: parseAid(names[3]!) })
  const card = poweredCard({ applets: [first.factory, second.factory] })
  send(card, '00A4040C05F0BBBBBB00')
  expect([first.events, second.events]).toEqual([['select 0', 'deselect 0'], ['select 0']])
})

it('never deselects at reset', () => {
  const { factory, events } = stubbornApplet()
  const card = poweredCard({ applets: [factory] })
  card.reset()
  expect(events).toEqual(['select 0', 'select 0'])
})

it('leaves no applet selected after one refused, as the Java Card runtime does', () => {
  const unwilling = stubbornApplet({ aid: parseAid(names[3]!), select: () => ({ kind: 'refused' }) })
  const card = poweredCard({ applets: [stubbornApplet().factory, unwilling.factory] })
  expect(send(card, '00A4040C05F0BBBBBB00')).toBe('6999')
  expect(send(card, '8010900000')).toBe('6999')
})

it('goes on to the next applet of a name cut off when one refuses', () => {
  const unwilling = stubbornApplet({ aid: parseAid(names[0]!), select: () => ({ kind: 'refused' }) })
  const willing = stubbornApplet({ aid: parseAid(names[1]!) })
  const card = poweredCard({ applets: [unwilling.factory, willing.factory] })
  expect(send(card, '00A4040002F0AA00')).toBe(fci(names[1]!))
})

it('carries the proprietary part and the warning of the applet', () => {
  const { factory } = stubbornApplet({
    aid: parseAid(names[0]!),
    select: () => ({ kind: 'selected', proprietary: parseHex('50027469'), sw: 0x6283 }),
  })
  expect(send(poweredCard({ applets: [factory] }), '00A4040000')).toBe('6f0d8405f0aaaaaa00a504500274696283')
})
