// A card switched off and put into bytes: which applets it has and what stands in their memory, unfinished transactions
// included, so that recovery happens when the image is powered on. Own format: layout `CardImage`, then its SHA-256.
// Secrets are in it as they are on the chip, in clear: an image is for the laboratory.

import { sha256 } from '@noble/hashes/sha2.js'
import { concat, equalConstantTime } from '../src/bytes/bytes.ts'
import { DecodeError } from '../src/bytes/decode-error.ts'
import { bytes, fixed, list, nested, oneOf, text, u32 } from '../src/bytes/fields.ts'
import { layout, type Layout } from '../src/bytes/layout.ts'
import type { SuiteName } from '../src/crypto/crypto.ts'
import { SUITE_NAMES } from '../src/crypto/engines.ts'
import type { CellImage, MemoryImage } from './memory/card-memory.ts'
import { checkJournal } from './memory/journal.ts'

export interface CardImage {
  /** The card profile that the card was made with; empty for none. */
  readonly profile: string
  /** What its applets sign with. Unknown of an image of version 1. */
  readonly suite: SuiteName | undefined
  /** The AIDs of its applets in the order of installation. */
  readonly applets: readonly Uint8Array[]
  readonly memory: MemoryImage
}

interface ImageFile extends CardImage {
  readonly magic: Uint8Array
  readonly suite: SuiteName
}

/** "tickcard" and the version of this format: 2, which added the suite. */
const MAGIC = Uint8Array.of(0x74, 0x69, 0x63, 0x6b, 0x63, 0x61, 0x72, 0x64, 2)
const FIRST_MAGIC = Uint8Array.of(...MAGIC.subarray(0, -1), 1)
const DIGEST_BYTES = 32

const cellLayout: Layout<CellImage> = layout<CellImage>('Cell', {
  name: text(80, "the applet's AID and the cell's name"),
  programs: u32('how often it was written'),
  bytes: bytes(0xffff, 'its content'),
})

const memoryLayout: Layout<MemoryImage> = layout<MemoryImage>('Memory', {
  journal: nested(cellLayout, 'the undo log'),
  cells: list(nested(cellLayout, 'a cell'), 4096, 'in the order that the journal counts them in'),
})

const fields = {
  magic: fixed(MAGIC.length, '"tickcard" and the version'),
  profile: text(80, 'the card profile, empty for none'),
  applets: list(bytes(16, 'an AID'), 64, 'the applets in the order of installation'),
  memory: nested(memoryLayout, 'the persistent memory'),
}

const imageLayout: Layout<ImageFile> = layout<ImageFile>('CardImage', {
  magic: fields.magic,
  profile: fields.profile,
  suite: oneOf(SUITE_NAMES, 'what its applets sign with'),
  applets: fields.applets,
  memory: fields.memory,
})

const firstLayout: Layout<Omit<ImageFile, 'suite'>> = layout<Omit<ImageFile, 'suite'>>('CardImage', fields)

/** Throws `RangeError` for an image that nobody knows the suite of. */
export function encodeCardImage({ suite, ...image }: CardImage): Uint8Array {
  if (suite === undefined) throw new RangeError('CardImage.suite: only a card that runs knows it')
  const body = imageLayout.encode({ magic: MAGIC, ...image, suite })
  return concat(body, sha256(body))
}

/** Throws `DecodeError` for anything but a whole image: cut off, altered, of another version, or with a bad journal. */
export function decodeCardImage(encoded: Uint8Array): CardImage {
  const end = Math.max(0, encoded.length - DIGEST_BYTES)
  const body = encoded.subarray(0, end)
  const magic = body.subarray(0, MAGIC.length)
  const isFirst = equalConstantTime(magic, FIRST_MAGIC)
  if (!isFirst && !equalConstantTime(magic, MAGIC)) {
    throw new DecodeError('CardImage.magic', 'not a card image of version 1 or 2')
  }
  if (!equalConstantTime(sha256(body), encoded.subarray(end))) {
    throw new DecodeError('CardImage', 'the digest does not fit: the image was cut off or altered')
  }
  const { profile, applets, memory, suite } = isFirst
    ? { ...firstLayout.decode(body), suite: undefined }
    : imageLayout.decode(body)
  const names = new Set(memory.cells.map(({ name }) => name))
  if (names.size !== memory.cells.length) throw new DecodeError('CardImage.memory.cells', 'two cells of one name')
  checkJournal(memory.journal.bytes, memory.cells)
  return { profile, suite, applets, memory }
}
