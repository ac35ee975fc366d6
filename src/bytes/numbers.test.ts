import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from './decode-error.ts'
import { cString } from './fields.ts'
import { layout } from './layout.ts'
import { i32le, u16le, u32le } from './numbers.ts'

interface Sample {
  readonly short: number
  readonly long: number
  readonly signed: number
  readonly name: string
}

const sample = layout<Sample>('Sample', {
  short: u16le('a short'),
  long: u32le('a long'),
  signed: i32le('a signed one'),
  name: cString(8, 'a name'),
})

describe('little-endian fields', () => {
  it('put the low byte first and pad the name with NUL', () => {
    expect(sample.encode({ short: 0x0102, long: 0x01020304, signed: -2, name: 'ab' })).toEqual(
      Uint8Array.of(2, 1, 4, 3, 2, 1, 0xfe, 0xff, 0xff, 0xff, 0x61, 0x62, 0, 0, 0, 0, 0, 0),
    )
  })

  it('decode what they encoded', () => {
    const values = fc.record<Sample>({
      short: fc.integer({ min: 0, max: 0xffff }),
      long: fc.integer({ min: 0, max: 0xffffffff }),
      signed: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      name: fc.stringMatching(/^[a-z ]{0,7}$/),
    })
    fc.assert(
      fc.property(values, (value) => {
        expect(sample.decode(sample.encode(value))).toEqual(value)
      }),
    )
  })

  it('ignore what stands behind the NUL', () => {
    const bytes = sample.encode({ short: 0, long: 0, signed: 0, name: 'ab' })
    bytes[17] = 0x7a
    expect(sample.decode(bytes).name).toBe('ab')
  })

  it.each([
    ['without its NUL', [0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61]],
    ['that is not UTF-8', [0xff, 0, 0, 0, 0, 0, 0, 0]],
  ])('refuse a name %s', (_, name) => {
    expect(() => sample.decode(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...name))).toThrow(DecodeError)
  })

  it('refuse a name that leaves no room for its NUL', () => {
    expect(() => sample.encode({ short: 0, long: 0, signed: 0, name: '12345678' })).toThrow(RangeError)
  })
})
