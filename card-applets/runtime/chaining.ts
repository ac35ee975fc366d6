// Command chaining (ISO/IEC 7816-4:2005, 5.1.1.1): parts with the same header, bit 5 of CLA set on all but the last.
// One chain at a time on the whole card. A foreign command inside a chain is answered 6883 and ends the chain.

import { commandApdu, type CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { SW, type StatusWord } from '../../src/iso7816/status-word.ts'

const CHAINING_BIT = 0x10
const MOST_BYTES = 65_535

export class Chaining {
  /** The first command of the open chain, its class byte without the chaining bit. */
  #first: CommandApdu | undefined
  #parts: Uint8Array[] = []
  #length = 0

  /**
   * Takes one command as it came; `more` is its chaining bit. Gives the whole command, or the status word for one that is
   * a part or no part of the chain.
   */
  join(command: CommandApdu, more: boolean): CommandApdu | StatusWord {
    if (this.#first === undefined) {
      if (!more) return command
      this.#first = { ...command, cla: command.cla & ~CHAINING_BIT }
    } else if (!continues(this.#first, command)) {
      this.drop()
      return SW.lastCommandExpected
    }
    this.#parts.push(command.data.slice())
    this.#length += command.data.length
    if (this.#length > MOST_BYTES) {
      this.drop()
      return SW.wrongLength
    }
    return more ? SW.ok : this.#last(command)
  }

  /** Forgets an open chain: at reset and SELECT. */
  drop(): void {
    this.#first = undefined
    this.#parts = []
    this.#length = 0
  }

  #last({ cla, ins, p1, p2, ne, extended }: CommandApdu): CommandApdu {
    const data = new Uint8Array(this.#length)
    let at = 0
    for (const part of this.#parts) {
      data.set(part, at)
      at += part.length
    }
    this.drop()
    return commandApdu({ cla, ins, p1, p2, data, ne, extended })
  }
}

function continues(first: CommandApdu, next: CommandApdu): boolean {
  const cla = next.cla & ~CHAINING_BIT
  return cla === first.cla && next.ins === first.ins && next.p1 === first.p1 && next.p2 === first.p2
}
