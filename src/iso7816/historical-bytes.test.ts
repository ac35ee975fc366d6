import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHex, printHex } from '../bytes/hex.ts'
import { cardCapabilities, encodeCardCapabilities, readHistoricalBytes } from './historical-bytes.ts'

function objectsOf(hex: string): readonly string[] {
  const read = readHistoricalBytes(parseHex(hex))
  return read.kind === 'compactTlv' ? read.objects.map(({ tag, value }) => `${tag} ${printHex(value)}`) : [read.kind]
}

describe('readHistoricalBytes', () => {
  // From the answers to reset in the JCAlgTest results: SIMoME VAULT, GXP R4, Cosmo 64, JCOP 21 V2.2.
  it.each([
    ['80 31 e0 73 fe 21 13 63 8d d2 01 83 f0 90 00', ['3 e0', '7 fe2113', '6 8dd201', '8 f09000']],
    ['80 65 b0 83 11 c0 a9 83 00 90 00', ['6 b08311c0a9', '8 009000']],
    ['00 31 c0 64 77 e9 10 00 01 90 00', ['3 c0', '6 77e91000']],
    ['4a 43 4f 50 32 31 56 32 32', ['proprietary']],
    ['10 05', ['directoryReference']],
    ['', ['none']],
  ])('reads %s', (hex, objects) => {
    expect(objectsOf(hex)).toEqual(objects)
  })

  it('keeps the status behind the objects of category 00', () => {
    expect(readHistoricalBytes(parseHex('00 01 90 00'))).toEqual({
      kind: 'compactTlv',
      objects: [],
      status: parseHex('01 90 00'),
    })
  })

  it.each([['10'], ['00 90 00'], ['80 73 c8 21'], ['80 00'], ['80 31 c0 05']])('calls %s malformed', (hex) => {
    expect(objectsOf(hex)).toEqual(['malformed'])
  })

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(0x00, 0x10, 0x80, 0x81), fc.uint8Array({ maxLength: 15 }), (category, rest) => {
        expect(() => cardCapabilities(Uint8Array.of(category, ...rest))).not.toThrow()
      }),
    )
  })
})

describe('cardCapabilities', () => {
  it.each([
    // The bytes of NXP J3H081 and Athena IDProtect, then of our making.
    ['00 73 c8 40 13 00 90 00', { chaining: false, extendedLength: false, channels: 4 }],
    ['80 73 c8 21 13', { chaining: false, extendedLength: false, channels: 4 }],
    ['80 73 c0 21 c0', { chaining: true, extendedLength: true, channels: 1 }],
    ['80 73 c0 21 80', { chaining: true, extendedLength: false, channels: 1 }],
    ['80 73 c0 21 57', { chaining: false, extendedLength: true, channels: 8 }],
    ['80 73 c0 21 0f', { chaining: false, extendedLength: false, channels: 8 }],
    ['80 73 c0 21 07', { chaining: false, extendedLength: false, channels: 1 }],
    ['80 71 c0', { chaining: false, extendedLength: false, channels: 1 }],
  ])('reads those of %s', (hex, expected) => {
    expect(cardCapabilities(parseHex(hex))).toEqual({
      selectsByFullName: true,
      selectsByPartialName: true,
      ...expected,
    })
  })

  it('tells full from partial selection', () => {
    expect(['80 71 80', '80 71 40'].map((hex) => cardCapabilities(parseHex(hex))?.selectsByPartialName)).toEqual([
      false,
      true,
    ])
  })

  it('is undefined where the card says nothing', () => {
    for (const hex of ['', '80', '80 31 c0', '4a 73 c8 21 13', '80 73 c8']) {
      expect(cardCapabilities(parseHex(hex))).toBeUndefined()
    }
  })

  it('reads what encodeCardCapabilities wrote', () => {
    const capabilities = fc.record({
      selectsByFullName: fc.boolean(),
      selectsByPartialName: fc.boolean(),
      chaining: fc.boolean(),
      extendedLength: fc.boolean(),
      channels: fc.integer({ min: 1, max: 8 }),
    })
    fc.assert(
      fc.property(capabilities, (value) => {
        expect(cardCapabilities(encodeCardCapabilities(value))).toEqual(value)
      }),
    )
  })
})

it('refuses to write a number of channels that the byte cannot say', () => {
  const base = { selectsByFullName: true, selectsByPartialName: true, chaining: true, extendedLength: true }
  for (const channels of [0, 9, 1.5]) expect(() => encodeCardCapabilities({ ...base, channels })).toThrow(RangeError)
})
