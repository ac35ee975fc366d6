import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../bytes/decode-error.ts'
import { parseHex, printHex } from '../bytes/hex.ts'
import { decodeTlvs, encodeTlv, findTlv, tlv, type Tlv } from './tlv.ts'

const PRIMITIVE = [0x50, 0x84, 0x9f6e, 0x9f02, 0x5f8101, 0xdf7f]
const CONSTRUCTED = [0x6f, 0xa5, 0x7f4c, 0xff21, 0x7f8101]

const objects: fc.Arbitrary<Tlv> = fc.letrec<{ tlv: Tlv; leaf: Tlv; node: Tlv }>((tie) => ({
  tlv: fc.oneof({ maxDepth: 6 }, tie('leaf'), tie('node')),
  leaf: fc
    .tuple(fc.constantFrom(...PRIMITIVE), fc.uint8Array({ maxLength: 300 }))
    .map(([tag, value]) => tlv(tag, value)),
  node: fc
    .tuple(fc.constantFrom(...CONSTRUCTED), fc.array(tie('tlv'), { maxLength: 3 }))
    .map(([tag, children]) => tlv(tag, children)),
})).tlv

/** Shaped like the FCI of a card manager: 6F { 84 AID, A5 { 9F6E production data, 9F65 longest command } }. */
const FCI = parseHex('6f1a 8408 a000000151000000 a50e 9f6e06 479173512e00 9f6502 00ff')

describe('decodeTlvs', () => {
  it('decodes what encodeTlv encoded', () => {
    fc.assert(
      fc.property(objects, (object) => {
        expect(decodeTlvs(encodeTlv(object))).toEqual([object])
      }),
    )
  })

  it('takes any bytes to objects that decode again from their minimal encoding, or throws a DecodeError', () => {
    const likely = fc.constantFrom(0x00, 0x01, 0x02, 0x1f, 0x6f, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0x9f, 0xa5, 0xff)
    const hostile = fc.array(fc.oneof(likely, fc.integer({ min: 0, max: 255 })), { maxLength: 24 })
    const valuesOf = (list: readonly Tlv[]): unknown =>
      list.map(({ tag, value, children }) => [tag, children === undefined ? printHex(value) : valuesOf(children)])
    fc.assert(
      fc.property(hostile, (bytes) => {
        let decoded: readonly Tlv[]
        try {
          decoded = decodeTlvs(Uint8Array.from(bytes))
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
          return
        }
        const again = decoded.flatMap((object) => decodeTlvs(encodeTlv(object)))
        expect(valuesOf(again)).toEqual(valuesOf(decoded))
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    [0x00, '5000'],
    [0x7f, '507f'],
    [0x80, '508180'],
    [0xff, '5081ff'],
    [0x100, '50820100'],
    [0xffff, '5082ffff'],
    [0x1_0000, '5083010000'],
  ])('holds a value of %i bytes behind the shortest length, %s', (length, head) => {
    const object = tlv(0x50, new Uint8Array(length).fill(9))
    const encoded = encodeTlv(object)
    expect(printHex(encoded.subarray(0, -length || undefined))).toBe(head)
    expect(decodeTlvs(encoded)).toEqual([object])
  })

  it('reads a length that could be shorter, which encodeTlv then writes shorter', () => {
    for (const hex of ['50810107', '5082000107', '508300000107']) {
      expect(decodeTlvs(parseHex(hex)).map((object) => printHex(encodeTlv(object)))).toEqual(['500107'])
    }
  })

  it.each([
    ['50800700', '50', 'an indefinite length'],
    ['508400000001 07', '50', 'four length bytes'],
    ['50ff07', '50', 'a reserved length'],
    ['500207', '50', 'a value cut off'],
    ['5082 01', '50', 'a length cut off'],
    ['50', '50', 'no length'],
    ['9f', 'tag', 'half a tag'],
    ['9f818101', '9F8181', 'a tag of four bytes'],
    ['0000', 'tag', 'padding'],
    ['6f03 a501 50', '6F.A5.50', 'a broken object inside others'],
    ['6f04 840207', '6F', 'a child longer than its parent'],
  ])('refuses %s at %s: %s', (hex, path) => {
    expect(() => decodeTlvs(parseHex(hex))).toThrow(expect.objectContaining({ name: 'DecodeError', path }))
  })

  it('goes as deep as its limit and no deeper', () => {
    const nested = (depth: number): Tlv => tlv(0x6f, depth === 1 ? [] : [nested(depth - 1)])
    expect(decodeTlvs(encodeTlv(nested(3)), { depth: 3 })).toHaveLength(1)
    expect(() => decodeTlvs(encodeTlv(nested(4)), { depth: 3 })).toThrow(DecodeError)
  })
})

describe('findTlv', () => {
  it('follows a path of tags', () => {
    expect(printHex(findTlv(decodeTlvs(FCI), 0x6f, 0xa5, 0x9f65)?.value ?? new Uint8Array(0))).toBe('00ff')
  })

  it('finds nothing off the path or below a primitive object', () => {
    const list = decodeTlvs(FCI)
    expect([findTlv(list, 0x84), findTlv(list, 0x6f, 0x9f65), findTlv(list, 0x6f, 0x84, 0x50)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('encodeTlv', () => {
  it('writes an FCI byte for byte', () => {
    const fci = tlv(0x6f, [
      tlv(0x84, parseHex('a000000151000000')),
      tlv(0xa5, [tlv(0x9f6e, parseHex('479173512e00')), tlv(0x9f65, parseHex('00ff'))]),
    ])
    expect(printHex(encodeTlv(fci))).toBe(printHex(FCI))
  })

  it('refuses a number that is not a tag', () => {
    for (const tag of [0, -1, 0.5, 0x9f, 0x1f, 0x5001, 0x9f81, 0x9f8181, 0x9f0101, 0x1_00_00_00]) {
      expect(() => encodeTlv({ tag, value: new Uint8Array(0) })).toThrow(RangeError)
    }
  })
})

it('tlv refuses content that does not suit its tag', () => {
  expect(() => tlv(0x6f, new Uint8Array(1))).toThrow(RangeError)
  expect(() => tlv(0x84, [])).toThrow(RangeError)
})
