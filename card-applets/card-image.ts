// A card switched off and put into bytes: which applets it has and what stands in their memory, unfinished transactions
// included, so that recovery happens when the image is powered on. Own format: layout `CardImage`, then its SHA-256.
// Secrets are in it as they are on the chip, in clear: an image is for the laboratory.

import { sha256 } from '@noble/hashes/sha2.js'
import { concat, equalConstantTime } from '../src/bytes/bytes.ts'
import { DecodeError } from '../src/bytes/decode-error.ts'
import { bytes, fixed, list, nested, text, u32 } from '../src/bytes/fields.ts'
import { layout, type Layout } from '../src/bytes/layout.ts'
import type { CellImage, MemoryImage } from './memory/card-memory.ts'
import { checkJournal } from './memory/journal.ts'

export interface CardImage {
  /** The card profile that the card was made with; empty for none. */
  readonly profile: string
  /** The AIDs of its applets in the order of installation. */
  readonly applets: readonly Uint8Array[]
  readonly memory: MemoryImage
}

interface ImageFile extends CardImage {
  readonly magic: Uint8Array
}

/** "tickcard" and the version of this format, 1. */
const MAGIC = Uint8Array.of(0x74, 0x69, 0x63, 0x6b, 0x63, 0x61, 0x72, 0x64, 1)
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

const imageLayout: Layout<ImageFile> = layout<ImageFile>('CardImage', {
  magic: fixed(MAGIC.length, '"tickcard" and the version 1'),
  profile: text(80, 'the card profile, empty for none'),
  applets: list(bytes(16, 'an AID'), 64, 'the applets in the order of installation'),
  memory: nested(memoryLayout, 'the persistent memory'),
})

export function encodeCardImage(image: CardImage): Uint8Array {
  const body = imageLayout.encode({ magic: MAGIC, ...image })
  return concat(body, sha256(body))
}

/** Throws `DecodeError` for anything but a whole image: cut off, altered, of another version, or with a bad journal. */
export function decodeCardImage(encoded: Uint8Array): CardImage {
  const end = Math.max(0, encoded.length - DIGEST_BYTES)
  const body = encoded.subarray(0, end)
  if (!equalConstantTime(body.subarray(0, MAGIC.length), MAGIC)) {
    throw new DecodeError('CardImage.magic', 'not a card image of version 1')
  }
  if (!equalConstantTime(sha256(body), encoded.subarray(end))) {
    throw new DecodeError('CardImage', 'the digest does not fit: the image was cut off or altered')
  }
  const { profile, applets, memory } = imageLayout.decode(body)
  const names = new Set(memory.cells.map(({ name }) => name))
  if (names.size !== memory.cells.length) throw new DecodeError('CardImage.memory.cells', 'two cells of one name')
  checkJournal(memory.journal.bytes, memory.cells)
  return { profile, applets, memory }
}
