// The connections that one client has to its cards: the requests that name a handle, and what stands in the way of them.

import { DISPOSITION, MAX_BUFFER, PROTOCOL, RV, SHARE } from '../../framing/pcsc-codes.ts'
import * as frames from '../../framing/pcscd.ts'
import type { PcscdRequest } from '../../framing/pcscd-stream.ts'
import { attributeOf } from './attributes.ts'
import type { StandIn } from './service.ts'
import type { Slot } from './slot.ts'

export class Connections {
  readonly #standIn: StandIn
  readonly #hangUp: () => void
  readonly #handles = new Map<number, Slot>()

  constructor(standIn: StandIn, hangUp: () => void) {
    this.#standIn = standIn
    this.#hangUp = hangUp
  }

  connect(asked: frames.Connect): Partial<frames.Connect> {
    const refused = refusal(asked.shareMode, asked.preferredProtocols)
    if (refused !== undefined) return { rv: refused, card: 0 }
    const slot = this.#standIn.slot(asked.reader)
    if (slot === undefined) return { rv: RV.unknownReader, card: 0 }
    if (this.#handles.size >= MOST_HANDLES) return { rv: RV.noMemory, card: 0 }
    const card = this.#standIn.nextNumber()
    const { rv, protocol } = slot.connect(card, asked.shareMode, asked.preferredProtocols)
    if (rv !== RV.success) return { rv, card: 0 }
    this.#handles.set(card, slot)
    return { rv, card, activeProtocol: protocol }
  }

  reconnect(asked: frames.Reconnect): Partial<frames.Reconnect> {
    const slot = this.#handles.get(asked.card)
    if (slot === undefined) return { rv: this.#foreign() }
    const { shareMode, preferredProtocols, initialization } = asked
    if (initialization > DISPOSITION.unpower) return { rv: RV.invalidValue, activeProtocol: 0 }
    const refused = refusal(shareMode, preferredProtocols)
    if (refused !== undefined) return { rv: refused, activeProtocol: 0 }
    if (!this.#standIn.has(slot)) return { rv: RV.readerUnavailable, activeProtocol: 0 }
    const { rv, protocol } = slot.reconnect(asked.card, shareMode, preferredProtocols, initialization)
    return { rv, activeProtocol: protocol }
  }

  /** A reader that is gone takes its connections with it: that is no error. */
  disconnect({ card, disposition }: frames.EndOfCard): Partial<frames.EndOfCard> {
    const slot = this.#handles.get(card)
    if (slot === undefined) return { rv: this.#foreign() }
    const rv = slot.disconnect(card, disposition)
    if (rv === RV.success) this.#handles.delete(card)
    return { rv }
  }

  transmit(body: Uint8Array, command: Uint8Array): Uint8Array {
    const asked = frames.transmit.decode(body)
    const slot = this.#handles.get(asked.card)
    if (slot === undefined) this.#foreign()
    const gone = slot === undefined || !this.#standIn.has(slot)
    const { rv, response } = gone
      ? { rv: RV.readerUnavailable, response: new Uint8Array(0) }
      : slot.transmit(asked.card, command, asked.sendProtocol)
    const fits = response.length <= asked.receiveLength
    const result = rv === RV.success && !fits ? RV.insufficientBuffer : rv
    const head = frames.transmit.encode({ ...asked, receiveLength: response.length, rv: result })
    return result === RV.success ? joined(head, response) : head
  }

  /** GET_FEATURE_REQUEST gets the true answer of a reader without PIN pad and display: no features. */
  control({ card, code }: frames.Control): Partial<frames.Control> {
    const known = code === CM_IOCTL_GET_FEATURE_REQUEST ? RV.success : RV.unsupportedFeature
    return { rv: this.on(card, (slot) => slot.checkSharing(card) || known), returned: 0 }
  }

  getAttribute({ card, id, length }: frames.Attribute): Partial<frames.Attribute> {
    let known: Uint8Array | undefined
    const rv = this.on(card, (slot) => {
      known = attributeOf(slot, id)
      return slot.check(card) || (known === undefined ? RV.unsupportedFeature : RV.success)
    })
    if (rv !== RV.success || known === undefined) return { rv, length: 0 }
    if (known.length > length) return { rv: RV.insufficientBuffer, length: known.length }
    const value = new Uint8Array(MAX_BUFFER)
    value.set(known)
    return { rv, value, length: known.length }
  }

  /** `use` gives PC/SC's return value. */
  on(card: number, use: (slot: Slot) => number): number {
    const slot = this.#handles.get(card)
    if (slot === undefined) return this.#foreign()
    return this.#standIn.has(slot) ? use(slot) : RV.readerUnavailable
  }

  /** A handle of nobody or of another client: the daemon hangs up, and so does its stand-in. */
  #foreign(): number {
    this.#hangUp()
    return RV.invalidHandle
  }

  /** The slot whose transaction must end first. */
  blockedBy({ command, body }: PcscdRequest): Slot | undefined {
    if (command === 'connect') {
      const asked = frames.connect.decode(body)
      const usable = refusal(asked.shareMode, asked.preferredProtocols) === undefined
      const slot = usable ? this.#standIn.slot(asked.reader) : undefined
      return slot?.mustWait(undefined) === true ? slot : undefined
    }
    if (command !== 'disconnect') return undefined
    const { card, disposition } = frames.endOfCard.decode(body)
    const slot = this.#handles.get(card)
    return slot?.mustWait(card, disposition) === true ? slot : undefined
  }

  /** What a card does that was reset, or out of its contacts for a moment, just before this exchange. */
  strike({ body }: PcscdRequest, fault: 'reset' | 'removed'): void {
    const slot = this.#handles.get(frames.transmit.decode(body).card)
    if (fault === 'reset') slot?.reset()
    else slot?.replug()
  }

  /** An exchange that would not reach the card leaves a fault to the next one. */
  meetsFaults({ command, body }: PcscdRequest): boolean {
    if (command !== 'transmit') return true
    const { card } = frames.transmit.decode(body)
    return this.#handles.get(card)?.check(card) === RV.success
  }

  /** The client has left all its cards. */
  abandon(): void {
    for (const [card, slot] of this.#handles) slot.abandon(card)
    this.#handles.clear()
  }
}

/** The daemon's own limit for one context. */
const MOST_HANDLES = 200

/** IOCTL 3400 (PC/SC part 10, 2.2), as pcsc-lite numbers it. */
const CM_IOCTL_GET_FEATURE_REQUEST = 0x42000000 + 3400

function refusal(shareMode: number, preferredProtocols: number): number | undefined {
  const usable = (preferredProtocols & (PROTOCOL.any | PROTOCOL.raw)) !== 0
  if (shareMode !== SHARE.direct && !usable) return RV.protoMismatch
  return shareMode >= SHARE.exclusive && shareMode <= SHARE.direct ? undefined : RV.invalidValue
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + tail.length)
  bytes.set(head)
  bytes.set(tail, head.length)
  return bytes
}
