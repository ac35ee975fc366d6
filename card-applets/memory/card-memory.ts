// All memory of one card: cells and journal on the chip, transient bytes in RAM.
// Limits default to the smaller of the real cards of JCAlgTest.

import { counted } from '../../src/bytes/counted.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import type { OperationObserver } from '../../src/crypto/operations.ts'
import { Journal } from './journal.ts'
import { MemoryFault } from './memory-fault.ts'
import { Nvm, type PowerCut, type ProgramWatch, type Region } from './nvm.ts'
import { TransientMemory } from './transient-memory.ts'

export interface MemoryOptions {
  /** Room for before-images with 6 bytes of bookkeeping each; 384 to 32,767 bytes on measured cards. */
  readonly commitCapacity?: number
  readonly persistentBytes?: number
  readonly transientBytes?: number
  readonly pageBytes?: number
  /**
   * Writes that a cell endures, of order 100,000 to 500,000 on EEPROM; without it wear is counted only.
   * The journal is spared: card operating systems move theirs about.
   */
  readonly endurance?: number
}

/** One finished change of memory as the applet asked for it: what a time model charges for. */
export interface MemoryWrite {
  readonly kind: 'atomic' | 'transaction' | 'nonAtomic' | 'tryCounter'
  /** Bytes of all cells together. */
  readonly bytes: number
  /** Writes that the change consists of: 1 except in transactions. */
  readonly writes: number
}

export interface MemoryObservers {
  /** Sees each physical write as `cardWrite`. */
  readonly observe: OperationObserver
  readonly onWrite?: ((write: MemoryWrite) => void) | undefined
  readonly watch?: ProgramWatch | undefined
}

export interface CellImage {
  readonly name: string
  readonly programs: number
  readonly bytes: Uint8Array
}

/** The persistent memory as it is, an unfinished transaction included. */
export interface MemoryImage {
  readonly journal: CellImage
  readonly cells: readonly CellImage[]
}

const JOURNAL = 'journal'

export class CardMemory {
  readonly nvm: Nvm
  readonly journal: Journal
  readonly transient: TransientMemory
  readonly onWrite: ((write: MemoryWrite) => void) | undefined
  readonly endurance: number
  readonly #persistentBytes: number
  readonly #regions: Region[]
  #installing = false

  constructor(options: MemoryOptions, observers: MemoryObservers, image?: MemoryImage) {
    const { commitCapacity = 512, persistentBytes = 65_536, transientBytes = 4_096 } = options
    this.#persistentBytes = persistentBytes
    this.onWrite = observers.onWrite
    this.transient = new TransientMemory(transientBytes)
    this.endurance = options.endurance ?? Number.POSITIVE_INFINITY
    this.nvm = new Nvm({ pageBytes: options.pageBytes ?? 64, observe: observers.observe, watch: observers.watch })
    this.#regions = (image?.cells ?? []).map(regionOf)
    const blank = { name: JOURNAL, programs: 0, bytes: new Uint8Array(1 + commitCapacity) }
    this.journal = new Journal(this.nvm, this.#regions, regionOf(image?.journal ?? blank))
  }

  /** Rolls an unfinished transaction back and empties the RAM. Throws `PowerLost` when that is cut itself. */
  powerUp(): void {
    this.transient.clearAll()
    this.nvm.powerUp()
    this.journal.rollBack()
  }

  /** Memory can be allocated inside `install` only. */
  install<T>(install: () => T): T {
    this.#installing = true
    this.transient.release()
    try {
      return install()
    } finally {
      this.#installing = false
    }
  }

  cutPowerAt(cut: PowerCut | undefined): void {
    this.nvm.cutPowerAt(cut)
  }

  image(): MemoryImage {
    return { journal: cellImageOf(this.journal.region), cells: this.#regions.map(cellImageOf) }
  }

  /** The region of that name, made when it is new. Throws `DecodeError` when an image has it in another size. */
  claim(name: string, size: number, initial: (() => Uint8Array) | undefined): { region: Region; index: number } {
    this.assertInstalling(name)
    const known = this.#regions.findIndex((region) => region.name === name)
    const region = this.#regions[known]
    if (region !== undefined) {
      if (region.bytes.length === size) return { region, index: known }
      throw new DecodeError(
        name,
        `the image has ${counted(region.bytes.length, 'byte')} where the applet needs ${size}`,
      )
    }
    const used = this.#regions.reduce((total, { bytes }) => total + bytes.length, 0)
    if (used + size > this.#persistentBytes) {
      throw new MemoryFault(
        'outOfMemory',
        `${name} needs ${counted(size, 'byte')}, ${this.#persistentBytes - used} are free`,
      )
    }
    const bytes = new Uint8Array(size)
    if (initial !== undefined) bytes.set(initial())
    const made: Region = { name, bytes, programs: 0 }
    return { region: made, index: this.#regions.push(made) - 1 }
  }

  assertInstalling(name: string): void {
    if (!this.#installing) throw new MemoryFault('outsideInstallation', `${name} is allocated outside installation`)
  }
}

function regionOf({ name, programs, bytes }: CellImage): Region {
  return { name, programs, bytes: bytes.slice() }
}

function cellImageOf({ name, programs, bytes }: Region): CellImage {
  return { name, programs, bytes: bytes.slice() }
}
