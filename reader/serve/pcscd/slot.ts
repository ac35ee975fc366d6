// One virtual slot: a card or none, the handles open on it, who locks it. No socket and no client protocol here; every
// method gives PC/SC's return value. The rules are those that pcscd shows its clients.

import type { CardPort } from '../../../src/card/port.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { DISPOSITION, PROTOCOL, RV, SHARE, SLOT_STATE } from '../../framing/pcsc-codes.ts'
import type { SlotRecord } from '../../framing/pcscd.ts'
import { defaultProtocol } from '../../wire-form.ts'

export interface Connected {
  readonly rv: number
  /** 0 unless rv is success. */
  readonly protocol: number
}

export interface Exchanged {
  readonly rv: number
  /** Empty unless rv is success. */
  readonly response: Uint8Array
}

interface InsertedCard {
  readonly port: CardPort
  readonly protocol: number
  atr: Uint8Array
  /** `mute`: it was powered and gave no answer to reset. */
  power: 'on' | 'off' | 'mute'
}

interface Handle {
  share: number
  protocol: number
  /** What happened to the card behind this handle's back; told at every use until it reconnects. */
  told: number
}

const NOTHING = new Uint8Array(0)
const ATR_FIELD = 36

export class Slot {
  readonly name: string
  readonly #changed: () => void
  readonly #handles = new Map<number, Handle>()
  #card: InsertedCard | undefined
  #events = 0
  #holder: number | undefined
  #depth = 0

  /** `changed` is called after every insertion and removal. */
  constructor(name: string, changed: () => void) {
    this.name = name
    this.#changed = changed
  }

  get occupied(): boolean {
    return this.#card !== undefined
  }

  /** Does nothing when a card is there: a slot has room for one. */
  insert(port: CardPort): void {
    if (this.#card !== undefined) return
    const atr = tryPowerOn(() => port.powerOn())
    const protocol = defaultProtocol(atr ?? NOTHING) === 'T=1' ? PROTOCOL.t1 : PROTOCOL.t0
    this.#card = { port, protocol, atr: atr ?? NOTHING, power: atr === undefined ? 'mute' : 'on' }
    this.#events++
    this.#changed()
  }

  remove(): void {
    if (this.#card === undefined) return
    this.#card.port.powerOff()
    this.#card = undefined
    this.#events++
    this.#unlock()
    for (const handle of this.#handles.values()) handle.told = RV.removedCard
    this.#changed()
  }

  connect(id: number, share: number, preferred: number): Connected {
    const taken = this.#isExclusive() || (share === SHARE.exclusive && this.#handles.size > 0)
    if (taken) return { rv: RV.sharingViolation, protocol: 0 }
    const opened = this.#openFor(share, preferred)
    if (opened.rv === RV.success) this.#handles.set(id, { share, protocol: opened.protocol, told: RV.success })
    return opened
  }

  reconnect(id: number, share: number, preferred: number, initialization: number): Connected {
    const handle = this.#handles.get(id)
    if (handle === undefined) return { rv: RV.invalidHandle, protocol: 0 }
    if (this.#heldByOther(id) || (share === SHARE.exclusive && this.#handles.size > 1)) {
      return { rv: RV.sharingViolation, protocol: 0 }
    }
    this.#dispose(initialization, id)
    const opened = this.#openFor(share, preferred)
    if (opened.rv === RV.success) Object.assign(handle, { share, protocol: opened.protocol, told: RV.success })
    return opened
  }

  disconnect(id: number, disposition: number): number {
    if (!this.#handles.has(id)) return RV.invalidHandle
    if (this.#holder === id) this.#unlock()
    const free = !this.#heldByOther(id)
    this.#handles.delete(id)
    if (free) this.#dispose(disposition, id)
    return RV.success
  }

  /** Its client has left. A card that it held in a transaction is reset, so that nobody inherits the middle of one. */
  abandon(id: number): void {
    const handle = this.#handles.get(id)
    const inMiddle = this.#holder === id && handle?.told === RV.success
    this.disconnect(id, inMiddle ? DISPOSITION.reset : DISPOSITION.leave)
  }

  begin(id: number): number {
    const rv = this.#check(id)
    if (rv !== RV.success) return rv
    this.#holder = id
    this.#depth++
    return RV.success
  }

  end(id: number, disposition: number): number {
    const rv = this.#check(id)
    if (rv !== RV.success) return rv
    if (this.#holder !== id) return RV.notTransacted
    this.#dispose(disposition, id)
    if (--this.#depth === 0) this.#unlock()
    return RV.success
  }

  transmit(id: number, command: Uint8Array, sendProtocol: number): Exchanged {
    const rv = this.#check(id)
    const card = this.#card
    const handle = this.#handles.get(id)
    if (rv !== RV.success || handle === undefined) return { rv, response: NOTHING }
    if (card === undefined) return { rv: RV.noSmartcard, response: NOTHING }
    const known = handle.protocol !== PROTOCOL.undefined && (sendProtocol === handle.protocol || sendProtocol === 0)
    if (!known) return { rv: RV.protoMismatch, response: NOTHING }
    if (command.length < 4) return { rv: RV.invalidParameter, response: NOTHING }
    return this.#exchange(card, command)
  }

  /** Only whether the handle is still good: the client takes the state from the record. */
  status(id: number): number {
    const handle = this.#handles.get(id)
    if (handle === undefined) return RV.invalidHandle
    return handle.told === RV.removedCard || handle.told === RV.resetCard ? handle.told : RV.success
  }

  get atr(): Uint8Array {
    return this.#card?.atr ?? NOTHING
  }

  record(): SlotRecord {
    const atr = new Uint8Array(ATR_FIELD)
    atr.set(this.atr)
    return {
      reader: this.name,
      eventCounter: this.#events,
      state: this.#state(),
      sharing: this.#isExclusive() ? -1 : this.#handles.size,
      atr,
      atrLength: this.atr.length,
      protocol: this.#card?.protocol ?? PROTOCOL.undefined,
    }
  }

  #exchange(card: InsertedCard, command: Uint8Array): Exchanged {
    try {
      return { rv: RV.success, response: card.port.exchange(command) }
    } catch (error) {
      if (!(error instanceof WireFailure)) throw error
      if (error.code === 'cardRemoved') this.remove()
      card.power = 'off'
      return { rv: error.code === 'cardRemoved' ? RV.removedCard : RV.notTransacted, response: NOTHING }
    }
  }

  /** Powers an unpowered card and chooses its protocol. A direct connection does without a card. */
  #openFor(share: number, preferred: number): Connected {
    const card = this.#card
    if (share === SHARE.direct) return { rv: RV.success, protocol: card?.power === 'on' ? card.protocol : 0 }
    if (share !== SHARE.shared && share !== SHARE.exclusive) return { rv: RV.invalidValue, protocol: 0 }
    if (card === undefined) return { rv: RV.noSmartcard, protocol: 0 }
    if (card.power !== 'on') this.#power(card, () => card.port.powerOn())
    if (card.power !== 'on') return { rv: RV.unresponsiveCard, protocol: 0 }
    if ((card.protocol & preferred) === 0) return { rv: RV.protoMismatch, protocol: 0 }
    return { rv: RV.success, protocol: card.protocol }
  }

  #dispose(disposition: number, by: number): void {
    const card = this.#card
    if (card === undefined || disposition === DISPOSITION.leave) return
    if (disposition === DISPOSITION.reset) this.#power(card, () => card.port.reset())
    if (disposition === DISPOSITION.unpower || disposition === DISPOSITION.eject) {
      card.port.powerOff()
      card.power = 'off'
    }
    for (const [id, handle] of this.#handles) if (id !== by) handle.told = RV.resetCard
  }

  #power(card: InsertedCard, on: () => Uint8Array): void {
    const atr = tryPowerOn(on)
    card.power = atr === undefined ? 'mute' : 'on'
    card.atr = atr ?? NOTHING
  }

  #check(id: number): number {
    const handle = this.#handles.get(id)
    if (handle === undefined) return RV.invalidHandle
    if (handle.told !== RV.success) return handle.told
    return this.#heldByOther(id) ? RV.sharingViolation : RV.success
  }

  #heldByOther(id: number): boolean {
    return this.#holder !== undefined && this.#holder !== id
  }

  #unlock(): void {
    this.#holder = undefined
    this.#depth = 0
  }

  #isExclusive(): boolean {
    return [...this.#handles.values()].some((handle) => handle.share === SHARE.exclusive)
  }

  #state(): number {
    if (this.#card === undefined) return SLOT_STATE.absent
    if (this.#card.power === 'mute') return SLOT_STATE.present | SLOT_STATE.swallowed
    if (this.#card.power === 'off') return SLOT_STATE.present
    return SLOT_STATE.present | SLOT_STATE.powered | SLOT_STATE.negotiable
  }
}

/** A card without power or life has no ATR; that is a state of the slot and no failure of the slot. */
function tryPowerOn(on: () => Uint8Array): Uint8Array | undefined {
  try {
    return on()
  } catch (error) {
    if (error instanceof WireFailure) return undefined
    throw error
  }
}
