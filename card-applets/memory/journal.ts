// The before-images that make a group of writes atomic: an undo log, rolled back at power-up when the mark is not 0.
// On the chip: one mark byte (entries in force), then entries of region u16, offset u16, length u16, old bytes.
// Each write costs an entry, the mark and the cell; the commit is the one programming that sets the mark to 0.

import { counted } from '../../src/bytes/counted.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { MemoryFault } from './memory-fault.ts'
import type { Nvm, Region } from './nvm.ts'

const HEADER_BYTES = 6
/** The mark is one byte, since only a byte is programmed whole. */
const MOST_ENTRIES = 255

export class Journal {
  readonly region: Region
  readonly #nvm: Nvm
  readonly #regions: readonly Region[]
  /** What is written as the mark; the chip copies it. */
  readonly #mark = new Uint8Array(1)
  /** Of the length of the last one: most writes are those of one cell. */
  #entry = new Uint8Array(0)
  #end = 1

  /** `regions` are addressed by position, so their order must never change. */
  constructor(nvm: Nvm, regions: readonly Region[], region: Region) {
    this.#nvm = nvm
    this.#regions = regions
    this.region = region
  }

  /** Keeps the present bytes of a region that is about to change. Throws `MemoryFault` `commitCapacity`. */
  keep(index: number, offset: number, length: number): void {
    const entries = this.region.bytes[0] ?? 0
    const room = this.region.bytes.length - this.#end - HEADER_BYTES
    if (entries === MOST_ENTRIES || length > room) {
      throw new MemoryFault(
        'commitCapacity',
        `${counted(length, 'byte')} do not fit the ${Math.max(room, 0)} left for a commit`,
      )
    }
    const { bytes } = this.#regionAt(index)
    if (this.#entry.length !== HEADER_BYTES + length) this.#entry = new Uint8Array(HEADER_BYTES + length)
    const entry = this.#entry
    entry[0] = index >> 8
    entry[1] = index
    entry[2] = offset >> 8
    entry[3] = offset
    entry[4] = length >> 8
    entry[5] = length
    entry.set(length === bytes.length ? bytes : bytes.subarray(offset, offset + length), HEADER_BYTES)
    this.#nvm.program(this.region, this.#end, entry)
    this.#setMark(entries + 1)
    this.#end += entry.length
  }

  /** From here on the new bytes stand. */
  commit(): void {
    if (this.region.bytes[0] !== 0) this.#setMark(0)
    this.#end = 1
  }

  /** Puts the before-images back, latest first. May itself be torn: it is repeated until the mark is 0. */
  rollBack(): void {
    for (const { index, offset, before } of entriesOf(this.region.bytes).toReversed()) {
      this.#nvm.program(this.#regionAt(index), offset, before)
    }
    this.commit()
  }

  #regionAt(index: number): Region {
    const region = this.#regions[index]
    if (region === undefined) throw new RangeError(`the journal names region ${index}, which does not exist`)
    return region
  }

  #setMark(entries: number): void {
    this.#mark[0] = entries
    this.#nvm.program(this.region, 0, this.#mark)
  }
}

interface Entry {
  readonly index: number
  readonly offset: number
  readonly before: Uint8Array
}

/** Throws `DecodeError` unless every entry in force fits the cells that it names: an image may come from anywhere. */
export function checkJournal(journal: Uint8Array, cells: readonly { readonly bytes: Uint8Array }[]): void {
  if (journal.length === 0) throw new DecodeError('journal', 'a journal without its mark')
  for (const { index, offset, before } of entriesOf(journal)) {
    const cell = cells[index]
    if (cell === undefined) throw new DecodeError('journal', `an entry for cell ${index} of ${cells.length}`)
    const end = offset + before.length
    if (end > cell.bytes.length) throw new DecodeError('journal', `an entry up to byte ${end} of cell ${index}`)
  }
}

/** Copies, in the order of writing. Throws `DecodeError` when they run over the end. */
function entriesOf(journal: Uint8Array): readonly Entry[] {
  const view = new DataView(journal.buffer, journal.byteOffset, journal.byteLength)
  const entries: Entry[] = []
  let at = 1
  for (let left = journal[0] ?? 0; left > 0; left--) {
    const start = at + HEADER_BYTES
    const end = start <= journal.length ? start + view.getUint16(at + 4) : Number.POSITIVE_INFINITY
    if (end > journal.length) throw new DecodeError('journal', `entry ${entries.length} runs over the end`)
    entries.push({ index: view.getUint16(at), offset: view.getUint16(at + 2), before: journal.slice(start, end) })
    at = end
  }
  return entries
}
