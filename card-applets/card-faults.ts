// What a test or a demonstration can do to an emulated card from outside: tear it, mute it, pull it, spoil an answer.

import { WireFailure } from '../src/card/wire-failure.ts'
import type { PowerCut } from './memory/nvm.ts'

export interface CardFaults {
  /** Cuts the power at a physical memory write, counted from 1 from now on; undefined takes the order back. */
  cutPowerAt(cut: PowerCut | undefined): void
  /** The next answer is XORed with these bytes from its start; a longer mask is cut off. */
  corruptNext(mask: Uint8Array): void
  /** The next command runs, but its answer is lost and the card stays mute until it is powered anew. */
  loseNextAnswer(): void
  /** Pulls the card out of the slot: every call fails `cardRemoved` until `insert`. */
  remove(): void
  insert(): void
}

/** The card's side of `CardFaults`, asked at the contacts. */
export class FaultGate implements CardFaults {
  readonly cutPowerAt: (cut: PowerCut | undefined) => void
  readonly #powerOff: () => void
  #mask: Uint8Array | undefined
  #losing = false
  #removed = false

  constructor(cutPowerAt: (cut: PowerCut | undefined) => void, powerOff: () => void) {
    this.cutPowerAt = cutPowerAt
    this.#powerOff = powerOff
  }

  corruptNext(mask: Uint8Array): void {
    this.#mask = mask.slice()
  }

  loseNextAnswer(): void {
    this.#losing = true
  }

  remove(): void {
    this.#removed = true
    this.#powerOff()
  }

  insert(): void {
    this.#removed = false
  }

  /** Throws `WireFailure` `cardRemoved` while no card is in the slot. */
  assertInserted(): void {
    if (this.#removed) throw new WireFailure('cardRemoved', 'the emulated card was pulled out')
  }

  /** The answer as it reaches the reader. */
  passed(answer: Uint8Array): Uint8Array {
    if (this.#losing) {
      this.#losing = false
      this.#powerOff()
      throw new WireFailure('cardMute', 'the answer was lost and the card is mute')
    }
    if (this.#mask === undefined) return answer
    const mask = this.#mask
    this.#mask = undefined
    return answer.map((byte, at) => byte ^ (mask[at] ?? 0))
  }
}
