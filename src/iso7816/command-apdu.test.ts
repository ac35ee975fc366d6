import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../bytes/decode-error.ts'
import { parseHex, printHex } from '../bytes/hex.ts'
import { commandApdu, decodeCommand, encodeCommand, type CommandApdu } from './command-apdu.ts'

const byte = fc.integer({ min: 0, max: 0xff })
const lengths = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 300 }) },
  fc.constantFrom(1, 255, 256, 257, 65_535),
)
const commands: fc.Arbitrary<CommandApdu> = fc
  .record({
    cla: byte,
    ins: byte,
    p1: byte,
    p2: byte,
    data: fc.tuple(lengths, byte).map(([length, fill]) => new Uint8Array(length).fill(fill)),
    ne: fc.oneof(lengths, fc.constant(65_536)),
    extended: fc.boolean(),
  })
  .map(commandApdu)

function ofLengths(nc: number, ne: number): CommandApdu {
  return commandApdu({ cla: 0, ins: 0xa4, data: new Uint8Array(nc).fill(7), ne })
}

describe('encodeCommand', () => {
  it('is undone by decodeCommand', () => {
    fc.assert(
      fc.property(commands, (command) => {
        expect(decodeCommand(encodeCommand(command))).toEqual(command)
      }),
    )
  })

  it.each([
    [0, 0, '00a40000'],
    [0, 1, '00a4000001'],
    [0, 255, '00a40000ff'],
    [0, 256, '00a4000000'],
    [0, 257, '00a40000000101'],
    [0, 65_535, '00a4000000ffff'],
    [0, 65_536, '00a40000000000'],
    [1, 0, '00a400000107'],
    [1, 256, '00a40000010700'],
    [1, 257, '00a40000000001070101'],
    [1, 65_536, '00a40000000001070000'],
    [255, 0, '00a40000ff' + '07'.repeat(255)],
    [255, 256, '00a40000ff' + '07'.repeat(255) + '00'],
    [256, 0, '00a40000000100' + '07'.repeat(256)],
    [256, 1, '00a40000000100' + '07'.repeat(256) + '0001'],
    [257, 256, '00a40000000101' + '07'.repeat(257) + '0100'],
    [65_535, 0, '00a4000000ffff' + '07'.repeat(65_535)],
    [65_535, 65_536, '00a4000000ffff' + '07'.repeat(65_535) + '0000'],
  ])('writes %i data bytes and ne %i in the shortest form that holds both', (nc, ne, hex) => {
    expect(printHex(encodeCommand(ofLengths(nc, ne)))).toBe(hex)
  })

  it('writes the extended form where that is asked for', () => {
    const forms = [{ data: Uint8Array.of(7), ne: 0 }, { ne: 256 }, { data: Uint8Array.of(7), ne: 256 }].map((part) =>
      printHex(encodeCommand(commandApdu({ cla: 0, ins: 0xa4, ...part, extended: true }))),
    )
    expect(forms).toEqual(['00a4000000000107', '00a40000000100', '00a40000000001070100'])
  })

  it('refuses a hand-made command whose lengths do not fit its form', () => {
    expect(() => encodeCommand({ ...ofLengths(256, 0), extended: false })).toThrow(RangeError)
    expect(() => encodeCommand({ ...ofLengths(0, 257), extended: false })).toThrow(RangeError)
    expect(() => encodeCommand({ ...ofLengths(0, 257), ne: 65_537 })).toThrow(RangeError)
  })
})

describe('commandApdu', () => {
  it('refuses parts out of range', () => {
    for (const part of [{ cla: 256 }, { ins: -1 }, { p1: 0.5 }, { p2: Number.NaN }, { ne: 65_537 }, { ne: -1 }]) {
      expect(() => commandApdu({ cla: 0, ins: 0, ...part })).toThrow(RangeError)
    }
    expect(() => ofLengths(65_536, 0)).toThrow(RangeError)
  })

  it('gives no length form to a command without lengths', () => {
    expect(commandApdu({ cla: 0, ins: 0, extended: true }).extended).toBe(false)
  })
})

describe('decodeCommand', () => {
  it('takes any bytes either to a command that encodes to them again, or to a DecodeError', () => {
    const header = fc.uint8Array({ minLength: 4, maxLength: 4 })
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.tuple(byte, byte).chain(([high, low]) => {
        const extended = fc.integer({ min: -3, max: 3 }).map((slip) => Math.max(0, (high << 8) + low + slip))
        return extended.map((length) => Uint8Array.of(0, high, low, ...new Uint8Array(length)))
      }),
      byte.chain((lc) =>
        fc.integer({ min: -3, max: 3 }).map((slip) => Uint8Array.of(lc, ...new Uint8Array(Math.max(0, lc + slip)))),
      ),
    )
    fc.assert(
      fc.property(header, bodies, (head, body) => {
        const bytes = new Uint8Array(4 + body.length)
        bytes.set(head)
        bytes.set(body, 4)
        let command: CommandApdu
        try {
          command = decodeCommand(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
          return
        }
        expect(printHex(encodeCommand(command))).toBe(printHex(bytes))
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['', 'no bytes'],
    ['00a400', 'half a header'],
    ['00a40000 02 07', 'less data than Lc'],
    ['00a40000 01 07 0000', 'an extended Le behind a short Lc'],
    ['00a40000 00 07', 'an extended length cut off'],
    ['00a40000 00 0000 07', 'an extended Lc of 0 before data'],
    ['00a40000 00 0000 0100', 'an extended Lc of 0 before Le'],
    ['00a40000 00 0001 07 00', 'a short Le behind an extended Lc'],
    ['00a40000 00 0002 07', 'less data than an extended Lc'],
    ['00a40000 00 0001 07 0000 00', 'bytes left over'],
  ])('refuses %s: %s', (hex) => {
    expect(() => decodeCommand(parseHex(hex))).toThrow(DecodeError)
  })
})
