import { describe, expect, it } from 'vitest'
import { bytes, fixed, holding, list, nested, optional, secret, text, u16, u8 } from './fields.ts'
import { layout, taggedLayout } from './layout.ts'
import { spansOf } from './spans.ts'

const inner = layout('Inner', { number: u16('a number'), key: secret(fixed(2, 'a key')) })
const signed = taggedLayout('Signed', 9, { name: text(10, 'a name') })
const outer = layout('Outer', {
  first: u8('one byte'),
  part: nested(inner, 'a part'),
  may: optional(nested(inner, 'perhaps')),
  many: list(u8('a byte'), 5, 'some'),
  signed: holding(bytes(100, 'signed'), signed),
})
const part = { number: 0x0102, key: Uint8Array.of(7, 8) }
const value = { first: 5, part, may: part, many: [1, 2], signed: signed.encode({ name: 'abc' }) }

describe('the spans of a message', () => {
  it('cover every byte once, in order, whatever is nested', () => {
    const encoded = outer.encode(value)
    const spans = spansOf(outer, encoded)
    expect(spans.map(({ from }) => from)).toEqual([0, ...spans.map(({ to }) => to).slice(0, -1)])
    expect(spans.at(-1)?.to).toBe(encoded.length)
  })

  it('are named as errors name fields, and say their values', () => {
    expect(spansOf(outer, outer.encode(value)).map(({ path, value: says }) => `${path}=${says}`)).toEqual([
      'first=5',
      'part.number=258',
      'part.key=undefined',
      'may=present',
      'may.number=258',
      'may.key=undefined',
      'many=2',
      'many[0]=1',
      'many[1]=2',
      'signed=11',
      'signed.preamble=7469636b0901',
      'signed.name=abc',
    ])
  })

  it('know what is secret, also in what may be absent', () => {
    const hidden = spansOf(outer, outer.encode(value)).filter((span) => span.secret)
    expect(hidden.map(({ path }) => path)).toEqual(['part.key', 'may.key'])
  })

  it('are those of the field where it holds no such structure', () => {
    const spans = spansOf(outer, outer.encode({ ...value, may: undefined, signed: Uint8Array.of(1, 2) }))
    expect(spans.map(({ path, value: says }) => `${path}=${says}`).slice(-1)).toEqual(['signed=0102'])
  })

  it('are refused where the bytes are none of that layout', () => {
    expect(() => spansOf(inner, Uint8Array.of(1))).toThrow('Inner.number: 1 byte left where 2 belong')
  })
})
