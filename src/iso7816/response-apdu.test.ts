import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DecodeError } from '../bytes/decode-error.ts'
import { parseHex, printHex } from '../bytes/hex.ts'
import { decodeResponse, encodeResponse, responseApdu } from './response-apdu.ts'
import { SW } from './status-word.ts'

it('decodes what it encoded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 0xffff }), (data, sw) => {
      expect(decodeResponse(encodeResponse(responseApdu(data, sw)))).toEqual({ data, sw })
    }),
  )
})

it('puts the status word last, high byte first', () => {
  expect(printHex(encodeResponse(responseApdu(Uint8Array.of(1, 2), SW.fileNotFound)))).toBe('01026a82')
})

it('encodes what it decoded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 2, maxLength: 300 }), (bytes) => {
      expect(encodeResponse(decodeResponse(bytes))).toEqual(bytes)
    }),
  )
})

it('refuses bytes too few for a status word', () => {
  for (const hex of ['', '90']) expect(() => decodeResponse(parseHex(hex))).toThrow(DecodeError)
})

it('takes 65,536 bytes of data and not one more', () => {
  expect(decodeResponse(new Uint8Array(65_538)).data).toHaveLength(65_536)
  expect(() => decodeResponse(new Uint8Array(65_539))).toThrow(DecodeError)
  expect(() => responseApdu(new Uint8Array(65_537), SW.ok)).toThrow(RangeError)
})

it('refuses a status word that is not 16 bits', () => {
  for (const sw of [-1, 0x1_0000, 0.5]) expect(() => responseApdu(new Uint8Array(0), sw)).toThrow(RangeError)
})
