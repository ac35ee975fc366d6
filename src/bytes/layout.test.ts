import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from './decode-error.ts'
import { bytes, fixed, flag, list, nested, oneOf, optional, text, u16, u32, u64, u8, unixMs } from './fields.ts'
import { layout, offsetOf, taggedLayout, type Layout } from './layout.ts'

interface Inner {
  readonly count: number
  readonly key: Uint8Array
}

interface Outer {
  readonly version: number
  readonly inner: Inner
  readonly name: string
  readonly blob: Uint8Array
  readonly items: readonly number[]
  readonly value: bigint
  readonly at: number
  readonly kind: 'price' | 'coupons'
  readonly open: boolean
  readonly note: Uint8Array | undefined
}

const inner: Layout<Inner> = layout<Inner>('Inner', { count: u32('a count'), key: fixed(4, 'a key') })
const outer: Layout<Outer> = taggedLayout<Outer>('Outer', 9, {
  version: u8('the version'),
  inner: nested(inner, 'the inner one'),
  name: text(40, 'a name'),
  blob: bytes(8, 'a blob'),
  items: list(u16('an item'), 3, 'items'),
  value: u64('a value'),
  at: unixMs('a date'),
  kind: oneOf(['price', 'coupons'], 'a kind'),
  open: flag('is it open'),
  note: optional(bytes(3, 'a note')),
})

const sample: Outer = {
  version: 1,
  inner: { count: 7, key: Uint8Array.of(1, 2, 3, 4) },
  name: 'Zürich',
  blob: Uint8Array.of(9),
  items: [1, 2],
  value: 2n ** 63n,
  at: 1_700_000_000_000,
  kind: 'coupons',
  open: true,
  note: undefined,
}

function arbitraryBytes(minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength, maxLength })
}

describe('layout', () => {
  it('decodes what it encoded', () => {
    const values = fc.record<Outer>({
      version: fc.integer({ min: 0, max: 255 }),
      inner: fc.record({ count: fc.integer({ min: 0, max: 0xffffffff }), key: arbitraryBytes(4, 4) }),
      name: fc.string({ maxLength: 10 }).map((name) => name.normalize('NFC')),
      blob: arbitraryBytes(0, 8),
      items: fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 3 }),
      value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      at: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      kind: fc.constantFrom('price', 'coupons'),
      open: fc.boolean(),
      note: fc.option(arbitraryBytes(0, 3), { nil: undefined }),
    })
    fc.assert(
      fc.property(values, (value) => {
        expect(outer.decode(outer.encode(value))).toEqual(value)
      }),
    )
  })

  it('has one encoding for a text, whichever way its accents are written', () => {
    const [composed, decomposed] = ['Z\u00fcrich', 'Zu\u0308rich']
    expect(outer.encode({ ...sample, name: decomposed })).toEqual(outer.encode({ ...sample, name: composed }))
    const raw = taggedLayout<{ name: Uint8Array }>('Raw', 9, { name: bytes(40, 'not looked at') })
    const named = taggedLayout<{ name: string }>('Named', 9, { name: text(40, 'a name') })
    const encoded = raw.encode({ name: new TextEncoder().encode(decomposed) })
    expect(() => named.decode(encoded)).toThrow(DecodeError)
  })

  it('names the field at which decoding stopped', () => {
    const cut = outer.encode(sample).subarray(0, 12)
    expect(() => outer.decode(cut)).toThrow(expect.objectContaining({ name: 'DecodeError', path: 'Outer.inner.key' }))
  })

  it('refuses bytes left over', () => {
    const encoded = outer.encode(sample)
    expect(() => outer.decode(Uint8Array.of(...encoded, 0))).toThrow(DecodeError)
  })

  it('refuses another type or version', () => {
    for (const at of [0, 4, 5]) {
      const encoded = outer.encode(sample)
      encoded[at] = 0xee
      expect(() => outer.decode(encoded)).toThrow(/not a Outer of version 1/)
    }
  })

  it('refuses a length over its limit, in both directions', () => {
    expect(() => outer.encode({ ...sample, blob: new Uint8Array(9) })).toThrow(RangeError)
    expect(() => outer.encode({ ...sample, items: [1, 2, 3, 4] })).toThrow(/items/)
  })

  it('refuses a number that does not fit its field', () => {
    expect(() => outer.encode({ ...sample, version: 256 })).toThrow(RangeError)
    expect(() => outer.encode({ ...sample, value: 2n ** 64n })).toThrow(RangeError)
    expect(() => outer.encode({ ...sample, value: -1n })).toThrow(RangeError)
  })

  it('keeps its field list for tables, with sizes where they are fixed', () => {
    expect(inner.rows.map((row) => `${row.name} ${row.wire}`)).toEqual(['count u32', 'key 4 B'])
    expect(inner.size).toBe(8)
    expect(outer.size).toBeUndefined()
  })

  it('tells where a field lies that only fixed ones stand before', () => {
    expect([offsetOf(inner, 'count'), offsetOf(inner, 'key')]).toEqual([0, 4])
    expect([offsetOf(outer, 'version'), offsetOf(outer, 'inner'), offsetOf(outer, 'name')]).toEqual([6, 7, 15])
    expect(() => offsetOf(outer, 'blob')).toThrow('Outer.blob has no fixed place')
  })
})
