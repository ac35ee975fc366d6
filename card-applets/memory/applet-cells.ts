// One applet's view of the card's memory: its own cells, transactions around them, its RAM.

import { u32At } from '../../src/bytes/bytes.ts'
import { counted } from '../../src/bytes/counted.ts'
import type { AppletMemory, Cell, ClearedOn, TryCounter } from './applet-memory.ts'
import type { CardMemory } from './card-memory.ts'
import { MemoryFault, PowerLost } from './memory-fault.ts'
import type { Region } from './nvm.ts'

export class AppletCells implements AppletMemory {
  readonly #card: CardMemory
  readonly #prefix: string
  #transaction: { bytes: number; writes: number } | undefined

  /** Its cells are called `prefix/...`. */
  constructor(card: CardMemory, prefix: string) {
    this.#card = card
    this.#prefix = prefix
  }

  allocate(name: string, size: number, initial?: () => Uint8Array): Cell {
    const { region, index } = this.#card.claim(`${this.#prefix}/${name}`, size, initial)
    return {
      name,
      size,
      read: (offset = 0, length = size - offset) => {
        checkBounds(region, offset, length)
        return region.bytes.slice(offset, offset + length)
      },
      u32At(offset) {
        checkBounds(region, offset, 4)
        return u32At(region.bytes, offset)
      },
      write: (bytes, offset = 0) => this.#write(region, index, offset, bytes),
      writeNonAtomic: (bytes, offset = 0) => {
        this.#checkWrite(region, offset, bytes.length)
        this.#card.nvm.program(region, offset, bytes)
        this.#card.onWrite?.({ kind: 'nonAtomic', bytes: bytes.length, writes: 1 })
      },
    }
  }

  allocateTryCounter(name: string, limit: number): TryCounter {
    const { region } = this.#card.claim(`${this.#prefix}/${name}`, 1, () => Uint8Array.of(limit))
    const remaining = (): number => region.bytes[0] ?? 0
    const set = (tries: number): void => {
      this.#checkWrite(region, 0, 1)
      this.#card.nvm.program(region, 0, Uint8Array.of(tries))
      this.#card.onWrite?.({ kind: 'tryCounter', bytes: 1, writes: 1 })
    }
    return {
      limit,
      remaining,
      take() {
        if (remaining() === 0) return false
        set(remaining() - 1)
        return true
      },
      restore() {
        if (remaining() !== limit) set(limit)
      },
    }
  }

  allocateTransient(size: number, clearedOn: ClearedOn): Uint8Array {
    this.#card.assertInstalling(`RAM of ${this.#prefix}`)
    return this.#card.transient.allocate(this.#prefix, size, clearedOn)
  }

  transaction<T>(change: () => T): T {
    if (this.#transaction !== undefined) throw new MemoryFault('transactionInProgress', 'transactions do not nest')
    this.#transaction = { bytes: 0, writes: 0 }
    try {
      const result = change()
      this.#card.journal.commit()
      if (this.#transaction.writes > 0) this.#card.onWrite?.({ kind: 'transaction', ...this.#transaction })
      return result
    } catch (error) {
      if (!(error instanceof PowerLost)) this.#card.journal.rollBack()
      throw error
    } finally {
      this.#transaction = undefined
    }
  }

  #write(region: Region, index: number, offset: number, bytes: Uint8Array): void {
    this.#checkWrite(region, offset, bytes.length)
    if (this.#transaction === undefined) {
      this.#writeAlone(region, index, offset, bytes)
      return
    }
    this.#card.journal.keep(index, offset, bytes.length)
    this.#card.nvm.program(region, offset, bytes)
    this.#transaction.bytes += bytes.length
    this.#transaction.writes++
  }

  /** A single byte is atomic on the chip and needs no journal. */
  #writeAlone(region: Region, index: number, offset: number, bytes: Uint8Array): void {
    const { journal, nvm } = this.#card
    if (bytes.length > 1) journal.keep(index, offset, bytes.length)
    nvm.program(region, offset, bytes)
    journal.commit()
    this.#card.onWrite?.({ kind: 'atomic', bytes: bytes.length, writes: 1 })
  }

  /** Before anything is changed, so that a roll-back never meets worn memory for the first time. */
  #checkWrite(region: Region, offset: number, length: number): void {
    checkBounds(region, offset, length)
    if (region.programs >= this.#card.endurance) {
      throw new MemoryFault('worn', `${region.name} has been written ${region.programs} times`)
    }
  }
}

function checkBounds(region: Region, offset: number, length: number): void {
  if (offset < 0 || length < 0 || offset + length > region.bytes.length) {
    throw new MemoryFault(
      'outOfBounds',
      `${region.name} has ${counted(region.bytes.length, 'byte')}, asked ${offset}+${length}`,
    )
  }
}
