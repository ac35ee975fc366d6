import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { PackedOtherwise, unpacked, type Unpacking } from './unpack.ts'

const encoder = new TextEncoder()

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield gzipSync('some text').subarray(0, 12)
  throw new Error('the disk is gone')
}

function joined(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : part)))
}

async function unpack(bytes: Uint8Array, size = 7): Promise<Unpacking & { readonly text: string }> {
  const told: Unpacking = { packing: 'plain', trailingBytes: 0 }
  const pieces: Uint8Array[] = []
  for await (const piece of unpacked(inPieces(bytes, size), told)) pieces.push(piece)
  return { ...told, text: Buffer.concat(pieces).toString() }
}

const SIZES = [1, 2, 3, 7, 1000, 100_000]

describe('gzip', () => {
  it.each(SIZES)('is read with all its members, in pieces of %i', async (size) => {
    const members = joined(gzipSync('one\n'), gzipSync('x'.repeat(200_000)), gzipSync(''), gzipSync('three\n'))
    const { text, packing, trailingBytes } = await unpack(members, size)
    expect([text, packing, trailingBytes]).toEqual([`one\n${'x'.repeat(200_000)}three\n`, 'gzip', 0])
  })

  it.each(SIZES)(
    'is read up to what stands behind it, which is counted but for zeros, in pieces of %i',
    async (size) => {
      const packed = joined(gzipSync('one\n'), gzipSync('two\n'))
      expect(await unpack(joined(packed, 'garbage'), size)).toEqual({
        text: 'one\ntwo\n',
        packing: 'gzip',
        trailingBytes: 7,
      })
      expect(await unpack(joined(packed, new Uint8Array(512)), size)).toMatchObject({
        text: 'one\ntwo\n',
        trailingBytes: 0,
      })
    },
  )

  it('may name its file, and have all that a header can have', async () => {
    const bare = gzipSync('one\n')
    const header = Uint8Array.of(0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, 2, 0, 1, 2)
    const whole = joined(header, 'access.log\0', 'a comment\0', Uint8Array.of(1, 2), bare.subarray(10))
    for (const size of SIZES) expect(await unpack(whole, size)).toMatchObject({ text: 'one\n' })
  })

  it('ends too early, wherever that is', async () => {
    const whole = gzipSync('some text that does not matter')
    for (let length = 3; length < whole.length; length += 1) {
      await expect(unpack(whole.subarray(0, length), 5), `after ${length} bytes`).rejects.toMatchObject({
        code: 'truncatedGzip',
      })
    }
  })

  it('is damaged, whichever byte of it is', async () => {
    const whole = gzipSync('some text that does not matter')
    for (let at = 10; at < whole.length; at += 1) {
      const damaged = Uint8Array.from(whole)
      damaged[at]! ^= 0x55
      const reading = unpack(damaged, 5)
      await expect(reading, `at ${at}`).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:broken|truncated)Gzip$/),
      })
    }
  })

  it('comes from a source that breaks', async () => {
    const told: Unpacking = { packing: 'plain', trailingBytes: 0 }
    const reading = async () => {
      for await (const piece of unpacked(breaking(), told)) expect(piece).toBeDefined()
    }
    await expect(reading()).rejects.toThrow('the disk is gone')
  })
})

describe('plain text', () => {
  it.each(SIZES)('is read on into the gzip behind it, a line end between the two, in pieces of %i', async (size) => {
    for (const end of ['', '\n']) {
      const mixed = joined(`one${end}`, gzipSync('two\n'), gzipSync('three\n'), 'rest')
      const expected = { text: 'one\ntwo\nthree\n', packing: 'plain, then gzip', trailingBytes: 4 }
      expect(await unpack(mixed, size)).toEqual(expected)
    }
  })

  it.each(SIZES)('may hold the bytes of the mark, and be short, in pieces of %i', async (size) => {
    const odd = Uint8Array.of(0x61, 0x1f, 0x1f, 0x8b, 0x08, 0xff, 0x0a, 0x1f, 0x8b)
    const { text } = await unpack(odd, size)
    expect(text).toBe(Buffer.from(odd).toString())
    for (const short of ['', 'a']) expect((await unpack(joined(short), size)).text).toBe(short)
  })
})

describe('what is packed otherwise', () => {
  const utf16 = Buffer.from('192.0.2.7 - - [17/May/2015', 'utf16le')
  const tar = Buffer.alloc(512)
  tar.write('access.log')
  tar.write('ustar', 257)
  it.each([
    ['bzip2', joined('BZh91AY&SY')],
    ['xz', joined(Uint8Array.of(0xfd), '7zXZ\0')],
    ['Zstandard', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0)],
    ['LZ4', Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0)],
    ['compress', Uint8Array.of(0x1f, 0x9d, 0x90)],
    ['ZIP', joined('PK\u0003\u0004')],
    ['7-Zip', joined('7z', Uint8Array.of(0xbc, 0xaf, 0x27, 0x1c))],
    ['a tar archive', tar],
    ['UTF-16', joined(Uint8Array.of(0xff, 0xfe), utf16)],
    ['UTF-16', utf16],
    ['UTF-16', Buffer.from(utf16).swap16()],
  ])('is named: %s', async (name, bytes) => {
    for (const [data, isInGzip] of [
      [bytes, false],
      [gzipSync(bytes), true],
    ] as const) {
      const error: unknown = await unpack(data).catch((cause: unknown) => cause)
      expect(error).toBeInstanceOf(PackedOtherwise)
      expect(error).toMatchObject({ packing: { name }, isInGzip })
    }
  })

  it('may be gzip twice', async () => {
    await expect(unpack(gzipSync(gzipSync('one\n')))).rejects.toMatchObject({
      packing: { name: 'gzip' },
      isInGzip: true,
    })
  })
})
