import { describe, expect, it } from 'vitest'
import { parseHex, printHex } from '../src/bytes/hex.ts'
import type { CardFacts } from '../src/card/channel.ts'
import { buildAtr } from '../src/iso7816/atr.ts'
import { commandApdu } from '../src/iso7816/command-apdu.ts'
import { encodeCardCapabilities } from '../src/iso7816/historical-bytes.ts'
import { defaultProtocol, encodeForWire, takesExtended } from './wire-form.ts'

describe('defaultProtocol', () => {
  it.each([
    ['no TD1', '3b00', 'T=0'],
    ['T=1 alone', '3b800181', 'T=1'],
    ['T=0 and T=1', '3b80800101', 'T=1'],
    ['TA2 for T=0 only', '3b8090000111', 'T=0'],
    ['a truncated ATR', '3b8080', 'T=0'],
    ['no ATR', '', 'T=0'],
  ])('reads %s', (_, atr, protocol) => {
    expect(defaultProtocol(parseHex(atr))).toBe(protocol)
  })
})

function atrWith(extendedLength: boolean): Uint8Array {
  const capabilities = {
    selectsByFullName: true,
    selectsByPartialName: true,
    chaining: true,
    extendedLength,
    channels: 1,
  }
  return buildAtr({ groups: [{}, { protocol: 1 }], historicalBytes: encodeCardCapabilities(capabilities) })
}

describe('takesExtended', () => {
  it.each([
    ['a card that says so', atrWith(true), 'T=1', true],
    ['a card that says so, at T=0', atrWith(true), 'T=0', false],
    ['a card that denies it', atrWith(false), 'T=1', false],
    ['a card that says nothing', parseHex('3b800181'), 'T=1', false],
    ['a malformed ATR', parseHex('3bff'), 'T=1', false],
    ['a link without ATR or protocol', parseHex(''), 'none', true],
  ] as const)('believes %s', (_, atr, protocol, expected) => {
    const facts: CardFacts = { address: '', driver: '', reader: '', atr, protocol, maxCommandBytes: undefined }
    expect(takesExtended(facts)).toBe(expected)
  })
})

describe('encodeForWire', () => {
  const select = commandApdu({ cla: 0, ins: 0xa4, p1: 4, data: Uint8Array.of(0xf0), ne: 256 })

  it.each([
    ['T=0', '00a4040001f0'],
    ['T=1', '00a4040001f000'],
    ['raw', '00a4040001f000'],
  ] as const)('encodes a command with data and Ne at %s', (protocol, hex) => {
    expect(printHex(encodeForWire(select, protocol))).toBe(hex)
  })

  it('keeps Le where there is no data', () => {
    expect(printHex(encodeForWire(commandApdu({ cla: 0, ins: 0x84, ne: 8 }), 'T=0'))).toBe('0084000008')
  })
})
