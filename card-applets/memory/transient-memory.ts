// RAM that applets allocate: zeroed at reset, or already when the applet is deselected (Java Card CLEAR_ON_DESELECT).

import { counted } from '../../src/bytes/counted.ts'
import type { ClearedOn } from './applet-memory.ts'
import { MemoryFault } from './memory-fault.ts'

interface Block {
  readonly owner: string
  readonly clearedOn: ClearedOn
  readonly bytes: Uint8Array
}

export class TransientMemory {
  readonly #limit: number
  #blocks: Block[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  allocate(owner: string, size: number, clearedOn: ClearedOn): Uint8Array {
    const used = this.#blocks.reduce((total, { bytes }) => total + bytes.length, 0)
    if (used + size > this.#limit) {
      throw new MemoryFault(
        'outOfMemory',
        `${owner} needs ${counted(size, 'byte')} of RAM, ${this.#limit - used} are free`,
      )
    }
    const bytes = new Uint8Array(size)
    this.#blocks.push({ owner, clearedOn, bytes })
    return bytes
  }

  clearDeselected(owner: string): void {
    for (const block of this.#blocks) if (block.owner === owner && block.clearedOn === 'deselect') block.bytes.fill(0)
  }

  clearAll(): void {
    for (const { bytes } of this.#blocks) bytes.fill(0)
  }

  /** Gives all blocks back before the applets are installed anew. */
  release(): void {
    this.#blocks = []
  }
}
