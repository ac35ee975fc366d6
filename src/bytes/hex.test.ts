import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DecodeError } from './decode-error.ts'
import { parseHex, printHex } from './hex.ts'

it('parses what it printed, in either case and with separators', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = printHex(bytes)
      expect(parseHex(text)).toEqual(bytes)
      expect(parseHex(text.toUpperCase().replace(/(..)/g, '$1 '))).toEqual(bytes)
    }),
  )
})

it('refuses half a byte and other characters, naming what it read', () => {
  expect(() => parseHex('abc', 'line 3')).toThrow(new DecodeError('line 3', '3 hex digits do not make whole bytes'))
  expect(() => parseHex('0x12')).toThrow(DecodeError)
})
