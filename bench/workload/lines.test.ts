import fc from 'fast-check'
import { expect, it } from 'vitest'
import { gzipSync } from 'node:zlib'
import { linesOf, unpacked, type Line } from './lines.ts'

const encoder = new TextEncoder()

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield gzipSync('some text').subarray(0, 12)
  throw new Error('the disk is gone')
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const one of source) all.push(one)
  return all
}

async function lines(text: string | Uint8Array, size = 3, longest = 1000): Promise<readonly Line[]> {
  const bytes = typeof text === 'string' ? encoder.encode(text) : text
  return collect(linesOf(inPieces(bytes, size), longest))
}

async function texts(text: string | Uint8Array): Promise<readonly string[]> {
  return (await lines(text)).map((line) => line.text)
}

it('does not care how the bytes arrive', async () => {
  const text = fc
    .array(fc.string({ unit: 'grapheme' }).map((line) => line.replace(/[\r\n\ufeff]/g, '')))
    .map((all) => all.join('\n'))
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (text, size) => {
      const expected = text.split('\n')
      if (expected.at(-1) === '') expected.pop()
      expect((await lines(text, size, 1000)).map((line) => line.text)).toEqual(expected)
    }),
  )
})

it('takes LF and CR LF, blank lines and a last line without an end', async () => {
  expect(await texts('a\r\n\nb\n\r\nc')).toEqual(['a', '', 'b', '', 'c'])
})

it('drops a byte order mark and replaces what is not UTF-8', async () => {
  expect(await texts(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0x0a, 0xff, 0x62))).toEqual(['a', '\ufffdb'])
})

it('replaces a character that the end of the input cut in two', async () => {
  expect(await texts(Uint8Array.of(0x61, 0xc3))).toEqual(['a\ufffd'])
})

it('cuts a line that is too long and takes the next one whole', async () => {
  expect(await lines('12345\n123456789\n12345\n', 2, 5)).toEqual([
    { text: '12345', isCut: false },
    { text: '12345', isCut: true },
    { text: '12345', isCut: false },
  ])
})

it('unpacks gzip of one or several members and passes anything else', async () => {
  const [first, second] = ['one\n', 'two\n'].map((text) => gzipSync(text))
  const members = new Uint8Array([...first!, ...second!])
  for (const size of [1, 7, 1000]) {
    expect(await collect(linesOf(unpacked(inPieces(members, size)), 100))).toHaveLength(2)
    expect(await collect(linesOf(unpacked(inPieces(encoder.encode('plain\n'), size)), 100))).toHaveLength(1)
  }
})

it('passes input shorter than the mark of gzip', async () => {
  expect(await collect(linesOf(unpacked(inPieces(encoder.encode('a'), 1)), 100))).toEqual([{ text: 'a', isCut: false }])
  expect(await collect(linesOf(unpacked(inPieces(new Uint8Array(), 1)), 100))).toEqual([])
})

it('reports gzip that ends too early, wherever that is', async () => {
  const whole = gzipSync('some text that does not matter')
  for (let length = 2; length < whole.length; length++) {
    const reading = collect(unpacked(inPieces(whole.subarray(0, length), 5)))
    await expect(reading, `after ${length} bytes`).rejects.toMatchObject({ code: 'Z_BUF_ERROR' })
  }
})

it('reports a source that breaks under gzip', async () => {
  await expect(collect(unpacked(breaking()))).rejects.toThrow('the disk is gone')
})
