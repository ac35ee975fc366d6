import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../bytes/decode-error.ts'
import { parseHex } from '../bytes/hex.ts'
import { aid, matchesPartially, parseAid, printAid } from './aid.ts'

const aids = fc.uint8Array({ minLength: 5, maxLength: 16 }).map(aid)

it('parses what it printed', () => {
  fc.assert(
    fc.property(aids, (value) => {
      expect(parseAid(printAid(value))).toEqual(value)
    }),
  )
})

it('refuses fewer than 5 and more than 16 bytes', () => {
  for (const length of [0, 4, 17]) {
    expect(() => aid(new Uint8Array(length))).toThrow(RangeError)
    expect(() => parseAid('f0'.repeat(length))).toThrow(DecodeError)
  }
})

it('does not change with the bytes that it was made of', () => {
  const bytes = parseHex('f000000001')
  const made = aid(bytes)
  bytes.fill(0)
  expect(printAid(made)).toBe('f000000001')
})

describe('matchesPartially', () => {
  it('takes every cut on the right, the empty one and the whole included', () => {
    fc.assert(
      fc.property(aids, fc.nat(16), (value, length) => {
        expect(matchesPartially(value, value.bytes.subarray(0, length))).toBe(true)
      }),
    )
  })

  it('refuses a name that goes on', () => {
    expect(matchesPartially(parseAid('f000000001'), parseHex('f00000000100'))).toBe(false)
  })

  it('refuses a name that differs in any byte', () => {
    const value = parseAid('f000000001')
    for (const other of ['f1', 'f001', 'f000000002']) expect(matchesPartially(value, parseHex(other))).toBe(false)
  })
})
