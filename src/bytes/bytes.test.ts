import { expect, it } from 'vitest'
import { byteKey, equalConstantTime, part, u32At, utf8 } from './bytes.ts'
import { u32 } from './fields.ts'

/** The bytes, and how many of them were looked at. */
function watched(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly reads: () => number } {
  let reads = 0
  const proxy = new Proxy(bytes, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1
      return Reflect.get(target, key, target)
    },
  })
  return { bytes: proxy, reads: () => reads }
}

it.each([0, 1, 16, 31, undefined])(
  'equalConstantTime looks at every byte, wherever the first difference is (%s)',
  (at) => {
    const one = watched(new Uint8Array(32))
    const other = new Uint8Array(32)
    if (at !== undefined) other[at] = 1
    expect(equalConstantTime(one.bytes, other)).toBe(at === undefined)
    expect(one.reads()).toBe(32)
  },
)

it('equalConstantTime tells lengths apart', () => {
  expect(equalConstantTime(new Uint8Array(3), new Uint8Array(4))).toBe(false)
})

it('utf8 gives equal text equal bytes, however it was typed', () => {
  expect(utf8('Zu\u0308rich')).toEqual(utf8('Zürich'))
})

it('byteKey tells all bytes apart, whatever they are', () => {
  const all = Array.from({ length: 256 }, (_, byte) => byteKey(Uint8Array.of(byte, 0)))
  expect(new Set([...all, byteKey(new Uint8Array()), byteKey(Uint8Array.of(0))]).size).toBe(258)
  expect(byteKey(new Uint8Array(6000).fill(0xff))).toBe('\u00ff'.repeat(6000))
})

it('part gives the bytes between, few or many, of short arrays and long ones', () => {
  for (const length of [3, 40, 64, 65, 300]) {
    const bytes = Uint8Array.from({ length }, (_, at) => at)
    for (const [start, end] of [
      [0, 0],
      [0, 3],
      [1, 2],
      [2, length],
      [length - 1, length],
    ] as const) {
      expect([...part(bytes, start, end)]).toEqual(Array.from({ length: end - start }, (_, at) => (start + at) & 0xff))
    }
  }
})

it('u32At reads what the field reads', () => {
  const field = u32('a number')
  for (const bytes of [Uint8Array.of(9, 0, 0, 0, 1), Uint8Array.of(9, 0xff, 0xfe, 0x80, 0x7f)]) {
    expect(u32At(bytes, 1)).toBe(field.take({ bytes, at: 1 }))
  }
})
