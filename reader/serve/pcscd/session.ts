// One PC/SC client at the stand-in: requests in, answers out, in the order in which the daemon would give them. libpcsclite
// opens one connection for each context, so a session has at most one context and the handles opened in it.

import type { Layout } from '../../../src/bytes/layout.ts'
import { MAX_ATR, MAX_BUFFER, MAX_BUFFER_EXTENDED, MAX_READERS, RV } from '../../framing/pcsc-codes.ts'
import * as frames from '../../framing/pcscd.ts'
import type { PcscdRequest } from '../../framing/pcscd-stream.ts'
import type { StandIn, Waiter } from './service.ts'
import type { Slot } from './slot.ts'

/** What the session asks of its socket. */
export interface ClientWire {
  send(bytes: Uint8Array): void
  hangUp(): void
}

/** Finds the session of another client's context: SCardCancel comes on a connection of its own. */
export type FindSession = (context: number) => Session | undefined

export class Session implements Waiter {
  readonly #standIn: StandIn
  readonly #wire: ClientWire
  readonly #find: FindSession
  readonly #handles = new Map<number, Slot>()
  #context: number | undefined

  constructor(standIn: StandIn, wire: ClientWire, find: FindSession) {
    this.#standIn = standIn
    this.#wire = wire
    this.#find = find
  }

  get context(): number | undefined {
    return this.#context
  }

  wake(rv: number): void {
    this.#wire.send(frames.waited.encode({ timeout: 0, rv }))
  }

  /** The client is gone: its handles are closed and its locks released. */
  end(): void {
    this.#standIn.stopWaiting(this)
    this.#releaseContext()
  }

  /** Throws `DecodeError` for a structure that does not decode. */
  take(request: PcscdRequest): void {
    const fault = this.#standIn.takeFault(request.command)
    if (fault === 'silence') return
    if (fault === 'hangUp') this.#wire.hangUp()
    else if (fault !== undefined) this.#refuse(request, fault.rv)
    else this.#serve(request)
  }

  #serve(request: PcscdRequest): void {
    const { body, payload } = request
    switch (request.command) {
      case 'version':
        return this.#answer(frames.version, body, (asked) => agreeOn(asked))
      case 'establishContext':
        this.#context = this.#standIn.nextNumber()
        return this.#answer(frames.establishContext, body, () => ({ context: this.#context ?? 0, rv: RV.success }))
      case 'releaseContext':
        return this.#answer(frames.ofContext, body, ({ context }) => ({ rv: this.#release(context) }))
      case 'connect':
        return this.#answer(frames.connect, body, (asked) => this.#connect(asked))
      case 'reconnect':
        return this.#answer(frames.reconnect, body, (asked) => this.#reconnect(asked))
      case 'disconnect':
        return this.#answer(frames.endOfCard, body, (asked) => this.#disconnect(asked))
      case 'beginTransaction':
        return this.#answer(frames.ofCard, body, ({ card }) => ({ rv: this.#on(card, (slot) => slot.begin(card)) }))
      case 'endTransaction':
        return this.#answer(frames.endOfCard, body, ({ card, disposition }) => ({
          rv: this.#on(card, (slot) => slot.end(card, disposition)),
        }))
      case 'status':
        return this.#answer(frames.ofCard, body, ({ card }) => ({ rv: this.#on(card, (slot) => slot.status(card)) }))
      case 'transmit':
        return this.#transmit(body, payload)
      case 'control':
        return this.#answer(frames.control, body, (asked) => this.#control(asked))
      case 'getAttribute':
        return this.#answer(frames.attribute, body, (asked) => this.#getAttribute(asked))
      case 'setAttribute':
        return this.#answer(frames.attribute, body, () => ({ rv: RV.unsupportedFeature }))
      case 'cancel':
        return this.#answer(frames.ofContext, body, ({ context }) => ({ rv: this.#cancel(context) }))
      case 'readerStates':
        return this.#wire.send(this.#standIn.records(MAX_READERS))
      case 'waitForChange':
        this.#standIn.wait(this)
        return this.#wire.send(this.#standIn.records(MAX_READERS))
      case 'stopWaiting':
        // A change that came first has answered already: then the daemon stays silent, too.
        if (this.#standIn.stopWaiting(this)) this.wake(RV.success)
        return
      case 'readerEvents':
        return this.#wire.send(frames.readerEvents.encode({ events: this.#standIn.readerEvents, rv: RV.success }))
      case 'readerStatesCount':
        return this.#wire.send(u32(this.#standIn.readerCount))
      case 'readerStatesArray':
        return this.#wire.send(this.#standIn.records(this.#standIn.readerCount))
    }
  }

  /** The same structure with some fields filled in. */
  #answer<T>(layout: Layout<T>, body: Uint8Array, serve: (asked: T) => Partial<T>): void {
    const asked = layout.decode(body)
    this.#wire.send(layout.encode({ ...asked, ...serve(asked) }))
  }

  /** Every structure ends with its return value; what has none cannot be refused and is left unanswered. */
  #refuse(request: PcscdRequest, rv: number): void {
    if (request.body.length < 4) return
    const answer = request.body.slice()
    answer.set(u32(rv), answer.length - 4)
    this.#wire.send(answer)
  }

  #connect({ context, reader, shareMode, preferredProtocols }: frames.Connect): Partial<frames.Connect> {
    const slot = this.#standIn.slot(reader)
    if (context !== this.#context) return { rv: RV.invalidHandle }
    if (slot === undefined) return { rv: RV.unknownReader }
    if (this.#handles.size >= MOST_HANDLES) return { rv: RV.noMemory }
    const card = this.#standIn.nextNumber()
    const { rv, protocol } = slot.connect(card, shareMode, preferredProtocols)
    if (rv !== RV.success) return { rv }
    this.#handles.set(card, slot)
    return { rv, card, activeProtocol: protocol }
  }

  #reconnect(asked: frames.Reconnect): Partial<frames.Reconnect> {
    const slot = this.#handles.get(asked.card)
    if (slot === undefined) return { rv: this.#foreign() }
    if (!this.#standIn.has(slot)) return { rv: RV.readerUnavailable }
    const { shareMode, preferredProtocols, initialization } = asked
    const { rv, protocol } = slot.reconnect(asked.card, shareMode, preferredProtocols, initialization)
    return { rv, activeProtocol: protocol }
  }

  #disconnect({ card, disposition }: frames.EndOfCard): Partial<frames.EndOfCard> {
    const rv = this.#on(card, (slot) => slot.disconnect(card, disposition))
    if (rv === RV.success || rv === RV.readerUnavailable) this.#handles.delete(card)
    return { rv }
  }

  #transmit(body: Uint8Array, command: Uint8Array): void {
    const asked = frames.transmit.decode(body)
    const slot = this.#handles.get(asked.card)
    if (slot === undefined) this.#foreign()
    const gone = slot === undefined || !this.#standIn.has(slot)
    const { rv, response } = gone
      ? { rv: RV.readerUnavailable, response: new Uint8Array(0) }
      : slot.transmit(asked.card, command, asked.sendProtocol)
    const fits = response.length <= asked.receiveLength
    const told = rv === RV.success && !fits ? RV.insufficientBuffer : rv
    const head = frames.transmit.encode({ ...asked, receiveLength: response.length, rv: told })
    this.#wire.send(told === RV.success ? joined(head, response) : head)
  }

  /** GET_FEATURE_REQUEST gets the true answer of a reader without PIN pad and display: no features. */
  #control({ card, code }: frames.Control): Partial<frames.Control> {
    const rv = this.#on(card, () => (code === CM_IOCTL_GET_FEATURE_REQUEST ? RV.success : RV.unsupportedFeature))
    return { rv, returned: 0 }
  }

  #getAttribute({ card, id }: frames.Attribute): Partial<frames.Attribute> {
    let known: Uint8Array | undefined
    const rv = this.#on(card, (slot) => {
      known = attributeOf(slot, id)
      return known === undefined ? RV.unsupportedFeature : RV.success
    })
    if (rv !== RV.success || known === undefined) return { rv }
    const value = new Uint8Array(MAX_BUFFER)
    value.set(known)
    return { rv, value, length: known.length }
  }

  #on(card: number, use: (slot: Slot) => number): number {
    const slot = this.#handles.get(card)
    if (slot === undefined) return this.#foreign()
    return this.#standIn.has(slot) ? use(slot) : RV.readerUnavailable
  }

  /** A handle of nobody or of another client: the daemon hangs up, and so does its stand-in. */
  #foreign(): number {
    this.#wire.hangUp()
    return RV.invalidHandle
  }

  #cancel(context: number): number {
    const other = this.#find(context)
    if (other === undefined) return RV.invalidHandle
    if (this.#standIn.stopWaiting(other)) other.wake(RV.cancelled)
    return RV.success
  }

  #release(context: number): number {
    if (context !== this.#context) return RV.invalidHandle
    this.#releaseContext()
    return RV.success
  }

  #releaseContext(): void {
    for (const [card, slot] of this.#handles) slot.abandon(card)
    this.#handles.clear()
    this.#context = undefined
  }
}

/** The daemon's own limit for one context. */
const MOST_HANDLES = 200

/** IOCTL 3400 (PC/SC part 10, 2.2), as pcsc-lite numbers it. */
const CM_IOCTL_GET_FEATURE_REQUEST = 0x42000000 + 3400

const ATTRIBUTE = { atr: 0x00090303, present: 0x00090300, vendor: 0x00010100, maxInput: 0x0007a007 } as const

function attributeOf(slot: Slot, id: number): Uint8Array | undefined {
  switch (id) {
    case ATTRIBUTE.atr:
      return slot.atr.subarray(0, MAX_ATR)
    case ATTRIBUTE.present:
      return Uint8Array.of(slot.occupied ? 2 : 0)
    case ATTRIBUTE.vendor:
      return new TextEncoder().encode('tickbench')
    case ATTRIBUTE.maxInput:
      return u32(MAX_BUFFER_EXTENDED)
    default:
      return undefined
  }
}

/**
 * Clients before pcsc-lite 2.4.1 take their own minor version only; later ones take any from 4. So 4 and 5 are echoed, and
 * a 4:6 client, whose further commands are served all the same, is told 4:5.
 */
function agreeOn(asked: frames.Version): Partial<frames.Version> {
  const known = asked.major === 4 && asked.minor >= 4
  return { major: 4, minor: known ? Math.min(asked.minor, 5) : 4, rv: known ? RV.success : RV.serviceStopped }
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24)
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + tail.length)
  bytes.set(head)
  bytes.set(tail, head.length)
  return bytes
}
