// One virtual slot: a card or none, the handles open on it, who locks it. No socket and no client protocol here; every
// method gives PC/SC's return value. The rules, and the order in which they are looked at, are those of pcscd
// (pcsc-lite 1.9.9 to 2.5.1, winscard.c).

import type { CardPort } from '../../../src/card/port.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { DISPOSITION, PROTOCOL, RV, SHARE, SLOT_STATE } from '../../framing/pcsc-codes.ts'
import type { SlotRecord } from '../../framing/pcscd.ts'
import { InsertedCard, type Exchanged } from './inserted-card.ts'

export interface Connected {
  readonly rv: number
  /** 0 unless rv is success. */
  readonly protocol: number
}

interface Handle {
  share: number
  /** What happened to the card since this handle was connected; told at every use until it reconnects. */
  told: number
}

const NOTHING = new Uint8Array(0)
const ATR_FIELD = 36

export class Slot {
  readonly name: string
  readonly #changed: () => void
  readonly #handles = new Map<number, Handle>()
  readonly #waiting: (() => void)[] = []
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

  /** False when a card is there: a slot has room for one. */
  insert(port: CardPort): boolean {
    if (this.#card !== undefined) return false
    this.#card = new InsertedCard(port)
    this.#events++
    this.#changed()
    return true
  }

  /** False without a card. Ends a transaction: there is nothing left to hold. */
  remove(): boolean {
    if (this.#card === undefined) return false
    this.#card.powerOff()
    this.#card = undefined
    this.#events++
    this.#tellAll(RV.removedCard)
    this.#changed()
    this.#unlock()
    return true
  }

  /** The card loses its contacts for a moment. */
  replug(): void {
    const port = this.#card?.port
    if (this.remove() && port !== undefined) this.insert(port)
  }

  /** Somebody resets the card without asking anybody. */
  reset(): void {
    this.#card?.reset()
    this.#tellAll(RV.resetCard)
  }

  /** Whether this request of the handle has to wait until a transaction has ended; a new connection waits for any. */
  mustWait(id: number | undefined, disposition: number = DISPOSITION.reset): boolean {
    if (id === undefined) return this.#holder !== undefined && !this.#isExclusive()
    const touches = isDisposition(disposition) && disposition !== DISPOSITION.leave
    return touches && this.#handles.has(id) && this.#heldByOther(id)
  }

  /** Runs it as soon as no transaction is under way. Those who wait have their turn in the order of their coming. */
  whenFree(run: () => void): void {
    this.#waiting.push(run)
  }

  connect(id: number, share: number, preferred: number): Connected {
    const taken = this.#isExclusive() || (share === SHARE.exclusive && this.#handles.size > 0)
    if (taken) return refused(RV.sharingViolation)
    const card = this.#card
    if (share !== SHARE.direct) {
      if (card === undefined) return refused(RV.noSmartcard)
      if (!card.powered) card.powerOn()
      if (!card.powered) return refused(RV.unpoweredCard)
    }
    const opened = agreed(card, share, preferred)
    if (opened.rv === RV.success) this.#handles.set(id, { share, told: RV.success })
    return opened
  }

  reconnect(id: number, share: number, preferred: number, initialization: number): Connected {
    const handle = this.#handles.get(id)
    if (handle === undefined) return refused(RV.invalidHandle)
    if (this.#heldByOther(id)) return refused(RV.sharingViolation)
    const card = this.#card
    if (card === undefined) return refused(RV.noSmartcard)
    if (initialization !== DISPOSITION.leave) this.#restart(card, initialization)
    if (card.mute) return refused(RV.unresponsiveCard)
    const opened = agreed(card, share, preferred)
    if (opened.rv !== RV.success) return opened
    if (share === SHARE.exclusive && this.#handles.size > 1) return refused(RV.sharingViolation)
    Object.assign(handle, { share, told: RV.success })
    return opened
  }

  /** Nothing ejects a card: readers that could are not made any more. */
  disconnect(id: number, disposition: number): number {
    if (!this.#handles.has(id)) return RV.invalidHandle
    if (!isDisposition(disposition)) return RV.invalidValue
    this.#handles.delete(id)
    if (disposition === DISPOSITION.reset) this.reset()
    if (disposition === DISPOSITION.unpower) {
      this.#card?.powerOff()
      this.#tellAll(RV.resetCard)
    }
    if (this.#holder === id) this.#unlock()
    return RV.success
  }

  /** Its client has left. A card that it held in a transaction is reset, so that nobody inherits the middle of one. */
  abandon(id: number): void {
    const handle = this.#handles.get(id)
    const inMiddle = this.#holder === id && handle?.told === RV.success
    this.disconnect(id, inMiddle ? DISPOSITION.reset : DISPOSITION.leave)
  }

  begin(id: number): number {
    const handle = this.#handles.get(id)
    if (handle === undefined) return RV.invalidHandle
    if (handle.told !== RV.success) return handle.told
    if (this.#heldByOther(id)) return RV.sharingViolation
    this.#holder = id
    this.#depth++
    return RV.success
  }

  /** A reset at the end is told to everybody, also to who asked for it. */
  end(id: number, disposition: number): number {
    const handle = this.#handles.get(id)
    if (handle === undefined) return RV.invalidHandle
    if (!isDisposition(disposition)) return RV.invalidValue
    if (handle.told !== RV.success) return handle.told
    if (this.#heldByOther(id)) return RV.sharingViolation
    if (this.#card !== undefined) this.#restart(this.#card, disposition)
    if (this.#depth === 0) return RV.notTransacted
    if (--this.#depth === 0) this.#unlock()
    return disposition === DISPOSITION.eject ? RV.unsupportedFeature : RV.success
  }

  transmit(id: number, command: Uint8Array, sendProtocol: number): Exchanged {
    const rv = this.check(id)
    if (rv !== RV.success) return { rv, response: NOTHING }
    const card = this.#card
    if (card === undefined) return { rv: RV.noSmartcard, response: NOTHING }
    const raw = sendProtocol === PROTOCOL.raw
    if (!raw && sendProtocol !== card.protocol) return { rv: RV.protoMismatch, response: NOTHING }
    try {
      return card.exchange(command)
    } catch (error) {
      if (!(error instanceof WireFailure)) throw error
      this.remove()
      return { rv: RV.removedCard, response: NOTHING }
    }
  }

  /** Whether another holds the card, or what happened to it since: SCardStatus, and what stands before an exchange. */
  check(id: number): number {
    const handle = this.#handles.get(id)
    if (handle === undefined) return RV.invalidHandle
    return this.#heldByOther(id) ? RV.sharingViolation : handle.told
  }

  /** Before a command to the reader itself: whatever happened to the card. */
  checkSharing(id: number): number {
    if (!this.#handles.has(id)) return RV.invalidHandle
    return this.#heldByOther(id) ? RV.sharingViolation : RV.success
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
      state: this.#card?.state ?? SLOT_STATE.absent,
      sharing: this.#isExclusive() ? -1 : this.#handles.size,
      atr,
      atrLength: this.atr.length,
      protocol: this.#card?.protocol ?? PROTOCOL.undefined,
    }
  }

  /** With power afterwards, whichever of the two was asked for. */
  #restart(card: InsertedCard, disposition: number): void {
    if (disposition === DISPOSITION.reset) card.reset()
    else if (disposition === DISPOSITION.unpower) {
      card.powerOff()
      card.powerOn()
    } else return
    this.#tellAll(RV.resetCard)
  }

  #tellAll(what: number): void {
    for (const handle of this.#handles.values()) handle.told = what
  }

  #heldByOther(id: number): boolean {
    return this.#holder !== undefined && this.#holder !== id
  }

  #unlock(): void {
    this.#holder = undefined
    this.#depth = 0
    while (this.#holder === undefined) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      next()
    }
  }

  #isExclusive(): boolean {
    return [...this.#handles.values()].some((handle) => handle.share === SHARE.exclusive)
  }
}

/** A direct connection takes the protocol as it finds it, and does without a card. */
function agreed(card: InsertedCard | undefined, share: number, preferred: number): Connected {
  const rv = share === SHARE.direct && (preferred & PROTOCOL.raw) === 0 ? RV.success : card?.agree(preferred)
  return rv === undefined || rv === RV.success ? { rv: RV.success, protocol: card?.protocol ?? 0 } : refused(rv)
}

function refused(rv: number): Connected {
  return { rv, protocol: 0 }
}

function isDisposition(disposition: number): boolean {
  return disposition >= DISPOSITION.leave && disposition <= DISPOSITION.eject
}
