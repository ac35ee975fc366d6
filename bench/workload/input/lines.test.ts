import fc from 'fast-check'
import { expect, it } from 'vitest'
import { linesOf } from './lines.ts'

const encoder = new TextEncoder()

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function lines(text: string | Uint8Array, size = 3, longest = 1000): Promise<readonly string[]> {
  const bytes = typeof text === 'string' ? encoder.encode(text) : text
  const all: string[] = []
  for await (const some of linesOf(inPieces(bytes, size), longest)) all.push(...some)
  return all
}

it('does not care how the bytes arrive, nor how lines end', async () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\ufeff\ufffd]/g, ''))
  const ends = fc.constantFrom('\n', '\r\n', '\r')
  await fc.assert(
    fc.asyncProperty(fc.array(line), ends, fc.integer({ min: 1, max: 9 }), async (some, end, size) => {
      const expected = [...some]
      if (expected.at(-1) === '') expected.pop()
      expect(await lines(some.join(end), size)).toEqual(expected)
    }),
  )
})

it('takes line ends of all kinds in one log, blank lines and a last line without an end', async () => {
  for (const size of [1, 2, 3, 100]) {
    expect(await lines('a\r\n\nb\r\rc\n\r\nd\r', size)).toEqual(['a', '', 'b', '', 'c', '', 'd'])
    expect(await lines('a\nb', size)).toEqual(['a', 'b'])
  }
})

it('drops a byte order mark at the start of any line', async () => {
  expect(await lines('\ufeffa\n\ufeffb\r\ufeffc\ufeff')).toEqual(['a', 'b', 'c\ufeff'])
})

it('keeps bytes apart that are not UTF-8', async () => {
  expect(await lines(Uint8Array.of(0xff, 0x62, 0x0a, 0xfe, 0x62))).toEqual(['\ufffdffb', '\ufffdfeb'])
  expect(await lines(Uint8Array.of(0x61, 0xc3))).toEqual(['a\ufffdc3'])
})

it('cuts a line that is too long to one character more, and takes the next one whole', async () => {
  for (const size of [1, 2, 7, 1000]) {
    expect(await lines('12345\n123456789\n12345\n', size, 5)).toEqual(['12345', '123456', '12345'])
    const long = 'x'.repeat(1000)
    expect(await lines(`a\n${long}\nb\n${long}`, size, 5)).toEqual(['a', 'xxxxxx', 'b', 'xxxxxx'])
  }
})
