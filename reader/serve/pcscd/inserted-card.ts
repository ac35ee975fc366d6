// The card in a slot as pcscd knows it: powered, silent or without power, and which protocol was agreed upon since it
// was powered. No handles here; every method gives PC/SC's return value or a field of the daemon's record.

import type { CardPort } from '../../../src/card/port.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { PROTOCOL, RV, SLOT_STATE } from '../../framing/pcsc-codes.ts'
import { defaultProtocol } from '../../wire-form.ts'

export interface Exchanged {
  readonly rv: number
  /** Empty unless rv is success. */
  readonly response: Uint8Array
}

const NOTHING = new Uint8Array(0)

export class InsertedCard {
  readonly port: CardPort
  readonly #offered: number
  #atr: Uint8Array = NOTHING
  /** `mute`: it was powered and gave no answer to reset. */
  #power: 'on' | 'off' | 'mute' = 'off'
  #agreed: number = PROTOCOL.undefined

  /** Powers it. */
  constructor(port: CardPort) {
    this.port = port
    this.powerOn()
    this.#offered = defaultProtocol(this.#atr) === 'T=1' ? PROTOCOL.t1 : PROTOCOL.t0
  }

  get atr(): Uint8Array {
    return this.#atr
  }

  /** `PROTOCOL.undefined` from power-up until somebody connects. */
  get protocol(): number {
    return this.#agreed
  }

  get state(): number {
    if (this.#power === 'mute') return SLOT_STATE.present | SLOT_STATE.swallowed
    if (this.#power === 'off') return SLOT_STATE.present
    return SLOT_STATE.present | SLOT_STATE.powered | SLOT_STATE.negotiable
  }

  get powered(): boolean {
    return this.#power === 'on'
  }

  get mute(): boolean {
    return this.#power === 'mute'
  }

  powerOn(): void {
    this.#start(() => this.port.powerOn())
  }

  reset(): void {
    this.#start(() => this.port.reset())
  }

  powerOff(): void {
    this.port.powerOff()
    this.#power = 'off'
    this.#agreed = PROTOCOL.undefined
  }

  /** The first connection chooses for all that follow, until the next reset. */
  agree(preferred: number): number {
    if ((preferred & PROTOCOL.raw) !== 0) this.#agreed = PROTOCOL.raw
    else if (this.#agreed === PROTOCOL.undefined) this.#agreed = this.#offered & preferred
    return (this.#agreed & preferred) === 0 ? RV.protoMismatch : RV.success
  }

  /** Throws `WireFailure` `cardRemoved` where the card was pulled out on its own side. */
  exchange(command: Uint8Array): Exchanged {
    if (this.#power !== 'on') return { rv: RV.notTransacted, response: NOTHING }
    try {
      return { rv: RV.success, response: this.port.exchange(command) }
    } catch (error) {
      if (!(error instanceof WireFailure) || error.code === 'cardRemoved') throw error
      return { rv: RV.notTransacted, response: NOTHING }
    }
  }

  /** A card without power or life has no ATR; that is a state of the slot and no failure of the slot. */
  #start(on: () => Uint8Array): void {
    this.#agreed = PROTOCOL.undefined
    try {
      this.#atr = on()
      this.#power = 'on'
    } catch (error) {
      if (!(error instanceof WireFailure)) throw error
      this.#atr = NOTHING
      this.#power = 'mute'
    }
  }
}
