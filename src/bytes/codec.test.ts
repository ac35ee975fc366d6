import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { read, slice, type Put } from './codec.ts'
import { DecodeError } from './decode-error.ts'
import { bytes, fixed, flag, list, nested, oneOf, optional, rest, text, u16, u32, u64, u8, unixMs } from './fields.ts'
import { parseHex } from './hex.ts'
import { foreignLayout, layout, taggedLayout, type Layout } from './layout.ts'

interface Whole {
  readonly version: number
  readonly short: number
  readonly count: number
  readonly value: bigint
  readonly at: number
  readonly key: Uint8Array
  readonly blob: Uint8Array
  readonly open: boolean
  readonly kind: 'price' | 'coupons'
}

const whole: Layout<Whole> = taggedLayout<Whole>('Whole', 9, {
  version: u8('one byte'),
  short: u16('two'),
  count: u32('four'),
  value: u64('eight'),
  at: unixMs('a date'),
  key: fixed(3, 'bytes'),
  blob: bytes(8, 'some bytes'),
  open: flag('is it open'),
  kind: oneOf(['price', 'coupons'], 'a kind'),
})
const outer = layout<{ readonly maybe: Whole | undefined }>('Outer', { maybe: optional(nested(whole, 'all of it')) })

const right: Whole = {
  version: 255,
  short: 0xffff,
  count: 0xffffffff,
  value: 2n ** 64n - 1n,
  at: Number.MAX_SAFE_INTEGER,
  key: Uint8Array.of(1, 2, 3),
  blob: Uint8Array.of(9),
  open: true,
  kind: 'coupons',
}

describe('encoding', () => {
  it('gives the bytes that are declared', () => {
    const [preamble, numbers] = ['7469636b0901', 'ff ffff ffffffff ffffffffffffffff 001fffffffffffff']
    expect(outer.encode({ maybe: right })).toEqual(parseHex(`01 ${preamble} ${numbers} 010203 000109 01 01`))
  })

  it.each<[string, object]>([
    ['a byte over 255', { version: 256 }],
    ['a number below 0', { short: -1 }],
    ['a fraction', { count: 1.5 }],
    ['what is no number', { count: '7' }],
    ['a number over 64 bits', { value: 2n ** 64n }],
    ['a number that is none of 64 bits', { value: 7 }],
    ['a fraction of a millisecond', { at: 0.5 }],
    ['too few bytes', { key: Uint8Array.of(1) }],
    ['three numbers for three bytes', { key: [1, 2, 3] }],
    ['too many bytes', { blob: new Uint8Array(9) }],
    ['no bytes at all', { blob: [1, 2] }],
    ['neither true nor false', { open: 1 }],
    ['a word of no list', { kind: 'cheque' }],
    ['what is not there', { blob: undefined }],
  ])('refuses %s and names the field', (_, wrong) => {
    const value = { maybe: { ...right, ...wrong } }
    const [field] = Object.keys(wrong)
    expect(() => outer.encode(value)).toThrow(new RegExp(`^Outer.maybe.${field}: `))
    expect(outer.decode(outer.encode({ maybe: right }))).toEqual({ maybe: right }) // nothing of it remains
  })

  it('has no longest structure', () => {
    const long = layout<{ readonly all: Uint8Array; readonly more: readonly number[] }>('Long', {
      all: bytes(10_000, 'many bytes'),
      more: list(unixMs('a number'), 10_000, 'many numbers'),
    })
    const value = { all: new Uint8Array(9_000).fill(7), more: Array.from({ length: 9_000 }, (_, at) => at) }
    const encoded = long.encode(value)
    expect(encoded.length).toBe(2 + 9_000 + 2 + 8 * 9_000)
    expect(long.decode(encoded)).toEqual(value)
  })

  it('shares nothing with what is encoded next', () => {
    const [first, second] = [outer.encode({ maybe: right }), outer.encode({ maybe: undefined })]
    expect(outer.decode(first)).toEqual({ maybe: right })
    expect(second).toEqual(Uint8Array.of(0))
  })

  it('may encode something else in between', () => {
    const form = { encode: (value: Whole) => whole.encode(value), decode: (found: Uint8Array) => whole.decode(found) }
    const framed = layout<{ readonly first: number; readonly all: Whole }>('Framed', {
      first: u8('a byte before'),
      all: nested(foreignLayout<Whole>('Foreign', [], form), 'encoded by itself'),
    })
    const encoded = framed.encode({ first: 5, all: right })
    expect(encoded).toEqual(Uint8Array.of(5, ...whole.encode(right)))
    expect(framed.decode(encoded)).toEqual({ first: 5, all: right })
  })

  it('leaves nothing behind that may be secret, whether it succeeds, fails or needs more room', () => {
    const used = new Set<Uint8Array>()
    const secret = (length: number, fault?: Error): (() => Uint8Array) => {
      const put: Put<Uint8Array> = (out) => {
        used.add(out.bytes)
        out.append(new Uint8Array(length).fill(0xaa))
        used.add(out.bytes)
        if (fault !== undefined) throw fault
      }
      const held = layout<{ readonly all: Uint8Array }>('Held', { all: { ...rest(8, 'all'), put } })
      return () => held.encode({ all: new Uint8Array(0) })
    }
    expect(secret(100)()).toHaveLength(100)
    expect(secret(200, new TypeError('a fault of ours'))).toThrow(TypeError)
    expect(secret(200_000)()).toHaveLength(200_000)
    expect(used.size).toBeGreaterThan(1)
    for (const bytes of used) expect(bytes.every((byte) => byte === 0)).toBe(true)
  })
})

describe('decoding', () => {
  const encoded = outer.encode({ maybe: right })

  it.each<[string, number, readonly number[], string]>([
    ['a flag that is none', 0, [2], 'maybe: 2 where 0 or 1 belongs'],
    ['a time over 2^53', 22, [0x00, 0x20], 'maybe.at: a time beyond 2^53 ms'],
    ['a length over its limit', 33, [0, 9], 'maybe.blob: length 9 is over the limit of 8'],
    ['a length past the end', 33, [0, 8], 'maybe.blob: 3 bytes left where 8 belong'],
    ['a word past its list', 37, [2], 'maybe.kind: code 2 is not one of price, coupons'],
  ])('refuses %s and names the field', (_, at, wrong, reason) => {
    const changed = Uint8Array.from(encoded)
    changed.set(wrong, at)
    expect(() => outer.decode(changed)).toThrow(DecodeError)
    expect(() => outer.decode(changed)).toThrow(`Outer.${reason}`)
  })

  it('refuses every shorter and every longer input', () => {
    for (let length = 0; length < encoded.length; length += 1) {
      expect(() => outer.decode(encoded.subarray(0, length))).toThrow(DecodeError)
    }
    expect(() => outer.decode(Uint8Array.of(...encoded, 0))).toThrow('Outer: 1 byte left over')
  })

  it('asks for the values of a list only when their number is within its limit', () => {
    const values = layout<{ readonly all: readonly object[] }>('Values', {
      all: list(nested(layout<object>('Empty', {}), 'no bytes at all'), 3, 'some'),
    })
    expect(values.decode(Uint8Array.of(0, 3))).toEqual({ all: [{}, {}, {}] })
    expect(() => values.decode(Uint8Array.of(0xff, 0xff))).toThrow('Values.all: length 65535 is over the limit of 3')
  })

  it("reads from the middle of somebody else's buffer and never past its end", () => {
    const buffer = Uint8Array.of(9, 9, ...encoded, 9, 9)
    expect(outer.decode(buffer.subarray(2, 2 + encoded.length))).toEqual({ maybe: right })
    const reader = { bytes: buffer.subarray(2, 4), at: 0 }
    expect(slice(reader, 2)).toEqual(encoded.slice(0, 2))
    expect(() => slice(reader, 1)).toThrow(DecodeError)
    expect(() => read(reader, u8('one more'))).toThrow(DecodeError)
  })

  it('lets a fault of ours be what it is', () => {
    const fault = new TypeError('a fault of ours')
    const take = (): never => {
      throw fault
    }
    const faulty = layout<{ readonly all: Uint8Array }>('Faulty', { all: { ...rest(8, 'all'), take } })
    expect(() => faulty.decode(new Uint8Array(1))).toThrow(fault)
  })
})

it('text that is not UTF-8 is refused', () => {
  const named = layout<{ readonly name: string }>('Named', { name: text(8, 'a name') })
  expect(() => named.decode(Uint8Array.of(0, 1, 0xff))).toThrow('Named.name: text that is not UTF-8')
})

it('decodes what it encoded', () => {
  const values = fc.record<Whole>({
    version: fc.nat(0xff),
    short: fc.nat(0xffff),
    count: fc.integer({ min: 0, max: 0xffffffff }),
    value: fc.bigInt({ min: 0n, max: right.value }),
    at: fc.integer({ min: 0, max: right.at }),
    key: fc.uint8Array({ minLength: 3, maxLength: 3 }),
    blob: fc.uint8Array({ maxLength: 8 }),
    open: fc.boolean(),
    kind: fc.constantFrom('price', 'coupons'),
  })
  fc.assert(
    fc.property(fc.option(values, { nil: undefined }), (maybe) => {
      expect(outer.decode(outer.encode({ maybe }))).toEqual({ maybe })
    }),
  )
})
