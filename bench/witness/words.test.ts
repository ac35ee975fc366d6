import { describe, expect, it } from 'vitest'
import { printHex } from '../../src/bytes/hex.ts'
import { encodeCommand } from '../../src/iso7816/command-apdu.ts'
import { complete } from '../cli/typed-lines.ts'
import { KNOWN_APPLETS } from './known-applets.ts'
import { parseOrder } from './words.ts'

const purse = KNOWN_APPLETS.find(({ name }) => name === 'cafe-tick')

function sent(line: string): string {
  const order = parseOrder(line, purse)
  return order.kind === 'send' ? printHex(encodeCommand(order.command)) : order.kind
}

describe('what can be typed', () => {
  it.each([
    ['00 A4 04 00 00', '00a4040000'],
    ['00:A4:04:00:00', '00a4040000'],
    ['select cafe-tick', '00a404000af07469636b707572736500'],
    ['SELECT A000000003', '00a4040005a00000000300'],
    ['select 3F00', '00a40000023f0000'],
    ['data 9F7F', '00ca9f7f00'],
    ['data 42', '00ca004200'],
    ['random 16', '0084000010'],
    ['tries', '00200080'],
    ['tries 81', '00200081'],
    ['readStatus', '80ca010000'],
    ['readstatus', '80ca010000'],
    ['hash.plainSteps 0102', '8012000002010200'],
    ['openpgp.signatureKey', '0047810002b60000'],
    ['reset', 'reset'],
    ['exit', 'quit'],
    ['# for people', 'nothing'],
    ['', 'nothing'],
  ])('%s', (line, expected) => {
    expect(sent(line)).toBe(expected)
  })

  it.each([
    ['zz', 'neither hex nor a word'],
    ['00A4zz', 'not a hex digit'],
    ['00A404', 'CommandApdu'],
    ['data 9F7F01', 'one or two bytes'],
    ['readStatus xy', 'not a hex digit'],
    ['hash.plainSteps', 'it wants data behind its name, in hex: value (32 B), steps (u32)'],
    ['select somewhere', 'give one of cafe-tick, card-signature'],
  ])('refuses %s', (line, why) => {
    expect(parseOrder(line, purse)).toMatchObject({ kind: 'wrong', why: expect.stringContaining(why) })
  })

  it('completes words, those of the selected applet included', () => {
    expect(complete('select ca', purse)[0]).toContain('select cafe-tick')
    expect(complete('reads', purse)[0]).toEqual(['readStatus'])
    expect(complete('reads', undefined)[0]).toEqual([])
  })
})
