import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeDirectly } from './direct.ts'
import { bytes, fixed, flag, nested, oneOf, optional, text, u16, u32, u64, u8, unixMs, rest } from './fields.ts'
import { layout, taggedLayout, type Layout } from './layout.ts'

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

describe('what is encoded directly', () => {
  it('is what the coders encode', () => {
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
        const direct = outer.put && encodeDirectly(outer.put, { maybe })
        expect(direct).toBeDefined()
        expect(direct).toEqual(outer.coder.encode({ maybe }))
      }),
    )
  })

  it.each<[string, object]>([
    ['a byte over 255', { version: 256 }],
    ['a number below 0', { short: -1 }],
    ['a fraction', { count: 1.5 }],
    ['what is no number', { count: '7' }],
    ['a number over 64 bits', { value: 2n ** 64n }],
    ['a fraction of a millisecond', { at: 0.5 }],
    ['too few bytes', { key: Uint8Array.of(1) }],
    ['too many bytes', { blob: new Uint8Array(9) }],
    ['no bytes at all', { blob: [1, 2] }],
    ['neither true nor false', { open: 1 }],
    ['a word of no list', { kind: 'cheque' }],
  ])('leaves %s to the coders, who name the field', (_, wrong) => {
    const value = { maybe: { ...right, ...wrong } }
    expect(outer.put && encodeDirectly(outer.put, value)).toBeUndefined()
    const [field] = Object.keys(wrong)
    expect(() => outer.encode(value)).toThrow(new RegExp(`^Outer.maybe.${field}: `))
  })

  it('leaves what is longer than its buffer to the coders', () => {
    const long = layout<{ readonly all: Uint8Array }>('Long', { all: bytes(10_000, 'many bytes') })
    const all = new Uint8Array(9_000).fill(7)
    expect(long.encode({ all })).toEqual(Uint8Array.of(9_000 >> 8, 9_000 & 0xff, ...all))
  })

  it('shares nothing with what is encoded next', () => {
    const [first, second] = [outer.encode({ maybe: right }), outer.encode({ maybe: undefined })]
    expect(outer.decode(first)).toEqual({ maybe: right })
    expect(second).toEqual(Uint8Array.of(0))
  })

  it('is not tried where a field does not know how', () => {
    expect(layout<{ readonly name: string }>('Name', { name: text(8, 'a name') }).put).toBeUndefined()
    expect(layout<{ readonly all: Uint8Array }>('All', { all: rest(8, 'all') }).put).toBeUndefined()
  })
})
