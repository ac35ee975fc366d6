// A tiny applet with an invariant: two accounts whose sum never changes. It moves money in the right way and in wrong
// ways, so that the tear tests can show that they notice the difference.

import { parseAid, type Aid } from '../../src/iso7816/aid.ts'
import { responseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import type { AppletFactory } from '../applet.ts'
import type { Cell } from '../memory/applet-memory.ts'

const TWO_ACCOUNTS_AID: Aid = parseAid('F0 7469636B 74776F')

export const TWO_ACCOUNTS_INS = {
  read: 0x02,
  /** P1 units from the first to the second account, in a transaction. */
  move: 0x10,
  /** The same without the transaction. */
  moveCarelessly: 0x12,
  /** The same in a transaction, but by non-atomic copies. */
  moveNonAtomically: 0x14,
  /** Moves, then throws inside the transaction. */
  moveAndFail: 0x16,
  /** Takes a try, inside a transaction that then fails. */
  tryAndFail: 0x18,
  /** Fills the commit capacity. */
  moveTooMuch: 0x1a,
  /** P1 into the RAM cleared on reset, P2 into the RAM cleared on deselect. */
  remember: 0x20,
  recall: 0x22,
} as const

const START = 1_000_000
/** Eight bytes an account, so that a write has a middle to tear. */
const SIZE = 8

export function twoAccountsApplet(aid: Aid = TWO_ACCOUNTS_AID): AppletFactory {
  return {
    aid,
    install({ memory }) {
      const first = memory.allocate('first', SIZE, () => encode(START))
      const second = memory.allocate('second', SIZE)
      const large = memory.allocate('large', 600)
      const tries = memory.allocateTryCounter('tries', 3)
      const resetRam = memory.allocateTransient(1, 'reset')
      const deselectRam = memory.allocateTransient(1, 'deselect')
      const run: Readonly<Record<number, (p1: number, p2: number) => unknown>> = {
        [TWO_ACCOUNTS_INS.move]: (p1) => memory.transaction(() => move(first, second, p1)),
        [TWO_ACCOUNTS_INS.moveCarelessly]: (p1) => move(first, second, p1),
        [TWO_ACCOUNTS_INS.moveNonAtomically]: (p1) =>
          memory.transaction(() => move(nonAtomic(first), nonAtomic(second), p1)),
        [TWO_ACCOUNTS_INS.moveAndFail]: (p1) => memory.transaction(() => failAfter(() => move(first, second, p1))),
        [TWO_ACCOUNTS_INS.tryAndFail]: () => memory.transaction(() => failAfter(() => tries.take())),
        [TWO_ACCOUNTS_INS.moveTooMuch]: (p1) =>
          memory.transaction(() => [move(first, second, p1), large.write(new Uint8Array(600))]),
        [TWO_ACCOUNTS_INS.remember]: (p1, p2) => [resetRam.fill(p1), deselectRam.fill(p2)],
      }
      const answer: Readonly<Record<number, () => Uint8Array>> = {
        [TWO_ACCOUNTS_INS.read]: () => Uint8Array.of(...first.read(), ...second.read(), tries.remaining()),
        [TWO_ACCOUNTS_INS.recall]: () => Uint8Array.of(...resetRam, ...deselectRam),
      }
      return {
        process({ ins, p1, p2 }) {
          run[ins]?.(p1, p2)
          return responseApdu(answer[ins]?.() ?? new Uint8Array(0), SW.ok)
        },
      }
    },
  }
}

function move(from: Cell, to: Cell, units: number): void {
  from.write(encode(decode(from) - units))
  to.write(encode(decode(to) + units))
}

function failAfter(change: () => unknown): never {
  change()
  throw new Error('on purpose')
}

function nonAtomic(cell: Cell): Cell {
  return { ...cell, write: (bytes, offset) => cell.writeNonAtomic(bytes, offset) }
}

function encode(value: number): Uint8Array {
  const bytes = new Uint8Array(SIZE)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

function decode(cell: Cell): number {
  return Number(new DataView(cell.read().buffer).getBigUint64(0))
}
