import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decoded, encodedHead } from './decode.ts'

const encoder = new TextEncoder()

it('leaves UTF-8 as it is, a byte order mark too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!text.includes('\ufffd'))
      expect(decoded(encoder.encode(text))).toBe(text)
    }),
  )
  expect(decoded(encoder.encode('\ufeffa'))).toBe('\ufeffa')
})

it('writes a byte that is not UTF-8 as U+FFFD and its digits, and so each byte of U+FFFD', () => {
  expect(decoded(Uint8Array.of(0x61, 0xe9, 0x62, 0xc3, 0xa9))).toBe('a\ufffde9b\u00e9')
  expect(decoded(Uint8Array.of(0xc3))).toBe('\ufffdc3')
  expect(decoded(encoder.encode('\ufffd'))).toBe('\ufffdef\ufffdbf\ufffdbd')
})

it('is one with what Unicode calls well-formed', () => {
  const odd = [
    [0xc0, 0x80],
    [0xe0, 0x9f, 0xbf],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0xe2, 0x82],
  ]
  for (const bytes of odd) expect(decoded(Uint8Array.from(bytes))).toMatch(/^(?:\ufffd[0-9a-f]{2})+$/)
})

it('never makes one text of two', () => {
  const bytes = fc.array(fc.constantFrom(0x5c, 0x78, 0x65, 0x39, 0xe9, 0xc3, 0xa9, 0xef, 0xbf, 0xbd, 0xf0, 0x9f), {
    maxLength: 8,
  })
  fc.assert(
    fc.property(bytes, (some) => {
      expect(Array.from(encoded(decoded(Uint8Array.from(some))))).toEqual(some)
    }),
    { numRuns: 2000 },
  )
})

/** The way back. */
function encoded(text: string): Uint8Array {
  const parts = text.split(/\ufffd([0-9a-f]{2})/)
  return Uint8Array.from(
    parts.flatMap((part, at) => (at % 2 === 0 ? [...encoder.encode(part)] : [Number.parseInt(part, 16)])),
  )
}

it('gives back the first bytes of what it decoded', () => {
  const xz = Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04)
  expect(encodedHead(decoded(xz))).toEqual(xz)
})
