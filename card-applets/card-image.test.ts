import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DecodeError } from '../src/bytes/decode-error.ts'
import { printHex } from '../src/bytes/hex.ts'
import { decodeCardImage, encodeCardImage, type CardImage } from './card-image.ts'
import { echoApplet } from './echo/echo-applet.ts'
import { loadCardImage, saveCardImage } from './image-file.ts'
import { poweredCard, send } from './testing/powered-card.ts'
import { twoAccountsApplet } from './testing/two-accounts-applet.ts'

const READ = '8002000000'
const AFTER_FIVE = '00000000000f423b0000000000000005039000'

/** A card that has moved five units, and whose power went in the middle of moving three more. */
function tornImage(): CardImage {
  const card = poweredCard({ applets: [twoAccountsApplet()], profile: 'ideal' })
  send(card, '80100500')
  card.faults.cutPowerAt({ write: 5, when: 'after' })
  expect(() => send(card, '80100300')).toThrow(/power/)
  return card.image()
}

/** As it was written before: without the byte behind the profile, which was empty. */
function firstVersion(image: CardImage): Uint8Array {
  const second = encodeCardImage({ ...image, profile: '' }).slice(0, -32)
  const body = Uint8Array.of(...second.subarray(0, 8), 1, ...second.subarray(9, 10), ...second.subarray(11))
  return Uint8Array.of(...body, ...sha256(body))
}

describe('a card image', () => {
  it('decodes to what was encoded', () => {
    const image = tornImage()
    expect(decodeCardImage(encodeCardImage(image))).toEqual(image)
  })

  it('makes a card that recovers as the first one would have', () => {
    const image = decodeCardImage(encodeCardImage(tornImage()))
    expect(send(poweredCard({ applets: [twoAccountsApplet()], image }), READ)).toBe(AFTER_FIVE)
  })

  it('keeps the profile and the write counters through a second life', () => {
    const card = poweredCard({ applets: [twoAccountsApplet()], image: tornImage() })
    expect(card.image().profile).toBe('ideal')
    expect(card.image().memory.cells[0]?.programs).toBe(3) // five units, half of three, its roll-back
  })

  it('is refused by a card with other applets', () => {
    expect(() => poweredCard({ applets: [echoApplet()], image: tornImage() })).toThrow(DecodeError)
  })

  it('shows applets at their installation what the recovered card holds', () => {
    const seen: string[] = []
    const watched = twoAccountsApplet()
    const curious: typeof watched = {
      ...watched,
      install(platform) {
        seen.push(printHex(platform.memory.allocate('first', 8).read()))
        return watched.install(platform)
      },
    }
    const image = tornImage()
    poweredCard({ applets: [curious], image })
    expect(printHex(image.memory.cells[0]!.bytes)).not.toBe(AFTER_FIVE.slice(0, 16))
    expect(new Set(seen)).toEqual(new Set([AFTER_FIVE.slice(0, 16)]))
  })

  it('of version 1 says nothing of its suite, and becomes one of version 2', () => {
    const second = poweredCard({ applets: [echoApplet()] }).image()
    const image = decodeCardImage(firstVersion(second))
    expect(image).toEqual({ ...second, suite: undefined })
    expect(() => encodeCardImage(image)).toThrow(/suite/)
    expect(poweredCard({ applets: [echoApplet()], image }).image()).toEqual(second)
    expect(second.suite).toBe('ed25519')
  })

  it('is refused by a card that signs otherwise', () => {
    const image = { ...tornImage(), suite: 'p256' } as const
    expect(() => poweredCard({ applets: [twoAccountsApplet()], image })).toThrow(
      /signs with p256, this card with ed25519/,
    )
  })

  it('is refused when a byte is changed or cut off', () => {
    const encoded = encodeCardImage(tornImage())
    fc.assert(
      fc.property(fc.nat(encoded.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = encoded.map((byte, index) => (index === at ? byte ^ change : byte))
        expect(() => decodeCardImage(altered)).toThrow(DecodeError)
        expect(() => decodeCardImage(encoded.subarray(0, at))).toThrow(DecodeError)
      }),
    )
  })

  it.each([
    ['names a cell that is not there', [1, 0, 9, 0, 0, 0, 1, 7]],
    ['reaches beyond its cell', [1, 0, 0, 0, 7, 0, 2, 7, 7]],
    ['runs over its own end', [255]],
  ])('is refused when its journal %s, even with the right digest', (_, bytes) => {
    const { memory, ...rest } = tornImage()
    const journal = { ...memory.journal, bytes: memory.journal.bytes.slice() }
    journal.bytes.set(bytes)
    const body = encodeCardImage({ ...rest, memory: { ...memory, journal } }).slice(0, -32)
    expect(() => decodeCardImage(Uint8Array.of(...body, ...sha256(body)))).toThrow(/journal/)
  })
})

describe('an image file', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'card-image-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('holds what was saved last, and nothing lies beside it', async () => {
    const path = join(folder, 'card.img')
    await saveCardImage(path, poweredCard({ applets: [echoApplet()] }).image())
    await saveCardImage(path, tornImage())
    expect(await loadCardImage(path)).toEqual(tornImage())
    expect(await readdir(folder)).toEqual(['card.img'])
  })

  it('is the old one still when the new one cannot be encoded', async () => {
    const path = join(folder, 'card.img')
    await saveCardImage(path, tornImage())
    const old = await readFile(path)
    await expect(saveCardImage(path, { ...tornImage(), profile: 'x'.repeat(100) })).rejects.toThrow(RangeError)
    expect(await readFile(path)).toEqual(old)
  })

  it('is refused when it is something else', async () => {
    const path = join(folder, 'card.img')
    await writeFile(path, 'hello')
    await expect(loadCardImage(path)).rejects.toThrow(DecodeError)
  })
})
