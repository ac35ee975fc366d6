// One PC/SC client at the stand-in: requests in, answers out, in the order in which the daemon would give them. libpcsclite
// opens one connection for each context, so a session has at most one context and the handles opened in it. A request
// that has to wait for a transaction of somebody else keeps those behind it waiting, as the daemon's thread does.

import { DecodeError } from '../../../src/bytes/decode-error.ts'
import type { Layout } from '../../../src/bytes/layout.ts'
import { MAX_READERS, RV } from '../../framing/pcsc-codes.ts'
import * as frames from '../../framing/pcscd.ts'
import type { PcscdRequest } from '../../framing/pcscd-stream.ts'
import { ChangeWait } from './change-wait.ts'
import { Connections } from './connections.ts'
import type { StandIn } from './service.ts'

/** What the session asks of its socket. */
export interface ClientWire {
  send(bytes: Uint8Array): void
  hangUp(): void
}

/** Finds the session of another client's context: SCardCancel comes on a connection of its own. */
export type FindSession = (context: number) => Session | undefined

export class Session {
  readonly #standIn: StandIn
  readonly #wire: ClientWire
  readonly #find: FindSession
  readonly #cards: Connections
  readonly #behind: PcscdRequest[] = []
  readonly #changes: ChangeWait
  #context: number | undefined
  #waits = false
  #ended = false

  constructor(standIn: StandIn, wire: ClientWire, find: FindSession) {
    this.#standIn = standIn
    this.#wire = wire
    this.#find = find
    this.#cards = new Connections(standIn, () => wire.hangUp())
    this.#changes = new ChangeWait(standIn, (bytes) => wire.send(bytes))
  }

  get context(): number | undefined {
    return this.#context
  }

  /** From another connection. */
  cancelWait(): void {
    this.#changes.stop(RV.cancelled)
  }

  /** The client is gone: its handles are closed and its locks released, after the request that still waits. */
  end(): void {
    this.#ended = true
    this.#behind.length = 0
    this.#changes.end()
    if (!this.#waits) this.#releaseContext()
  }

  /** Throws `DecodeError` for a structure that does not decode. */
  take(request: PcscdRequest): void {
    if (this.#waits) return this.#queue(request)
    const fault = this.#cards.meetsFaults(request) ? this.#standIn.takeFault(request.command) : undefined
    if (fault === 'silence') return
    if (fault === 'hangUp') return this.#wire.hangUp()
    if (typeof fault === 'object') return this.#refuse(request, fault.rv)
    if (fault !== undefined) this.#cards.strike(request, fault)
    this.#serve(request)
  }

  #queue(request: PcscdRequest): void {
    this.#behind.push(request)
    if (this.#behind.length > MOST_BEHIND) this.#wire.hangUp()
  }

  #serve(request: PcscdRequest): void {
    const blocking = this.#cards.blockedBy(request)
    if (blocking === undefined) return this.#serveNow(request)
    this.#waits = true
    blocking.whenFree(() => {
      this.#waits = false
      this.#serve(request)
      if (this.#waits) return
      if (this.#ended) return this.#releaseContext()
      this.#serveBehind()
    })
  }

  /** This runs within somebody else's request: what is wrong with one of these is not to fall back on that. */
  #serveBehind(): void {
    try {
      for (const next of this.#behind.splice(0)) this.take(next)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      this.#wire.hangUp()
    }
  }

  #serveNow(request: PcscdRequest): void {
    const { body, payload } = request
    switch (request.command) {
      case 'version':
        return this.#answer(frames.version, body, (asked) => this.#agreeOn(asked))
      case 'establishContext':
        this.#context = this.#standIn.nextNumber()
        return this.#answer(frames.establishContext, body, () => ({ context: this.#context ?? 0, rv: RV.success }))
      case 'releaseContext':
        return this.#answer(frames.ofContext, body, ({ context }) => ({ rv: this.#release(context) }))
      case 'connect':
        return this.#answer(frames.connect, body, (asked) =>
          asked.context === this.#context ? this.#cards.connect(asked) : { rv: RV.invalidHandle },
        )
      case 'reconnect':
        return this.#answer(frames.reconnect, body, (asked) => this.#cards.reconnect(asked))
      case 'disconnect':
        return this.#answer(frames.endOfCard, body, (asked) => this.#cards.disconnect(asked))
      case 'beginTransaction':
        return this.#answer(frames.ofCard, body, ({ card }) => ({
          rv: this.#cards.on(card, (slot) => slot.begin(card)),
        }))
      case 'endTransaction':
        return this.#answer(frames.endOfCard, body, ({ card, disposition }) => ({
          rv: this.#cards.on(card, (slot) => slot.end(card, disposition)),
        }))
      case 'status':
        return this.#answer(frames.ofCard, body, ({ card }) => ({
          rv: this.#cards.on(card, (slot) => slot.check(card)),
        }))
      case 'transmit':
        return this.#wire.send(this.#cards.transmit(body, payload))
      case 'control':
        return this.#answer(frames.control, body, (asked) => this.#cards.control(asked))
      case 'getAttribute':
        return this.#answer(frames.attribute, body, (asked) => this.#cards.getAttribute(asked))
      case 'setAttribute':
        return this.#answer(frames.attribute, body, ({ card }) => ({
          rv: this.#cards.on(card, (slot) => slot.check(card) || RV.notTransacted),
        }))
      case 'cancel':
        return this.#answer(frames.ofContext, body, ({ context }) => ({ rv: this.#cancel(context) }))
      case 'readerStates':
        return this.#wire.send(this.#standIn.table())
      case 'waitForChange':
        return this.#changes.begin()
      case 'stopWaiting':
        this.#changes.stop(RV.success)
        return this.#changes.tableIsOut()
      case 'readerEvents':
        return this.#wire.send(frames.readerEvents.encode({ events: this.#standIn.readerEvents, rv: RV.success }))
      case 'readerStatesCount':
        return this.#wire.send(u32(MAX_READERS))
      case 'readerStatesArray':
        this.#wire.send(this.#standIn.table())
        return this.#changes.tableIsOut()
    }
  }

  /**
   * Clients before pcsc-lite 2.4.1 take their own minor version only, so each is given its own. One that is newer than
   * all that is known here, or too old, is told the nearest that it may try.
   */
  #agreeOn({ major, minor }: frames.Version): Partial<frames.Version> {
    const nearest = Math.min(Math.max(minor, OLDEST_MINOR), NEWEST_MINOR)
    this.#changes.separateTable = nearest >= SEPARATE_TABLE_MINOR
    return { major: 4, minor: nearest, rv: major === 4 && minor === nearest ? RV.success : RV.serviceStopped }
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

  #cancel(context: number): number {
    const other = this.#find(context)
    if (other === undefined) return RV.invalidHandle
    other.cancelWait()
    return RV.success
  }

  #release(context: number): number {
    if (context !== this.#context) return RV.invalidHandle
    this.#releaseContext()
    return RV.success
  }

  #releaseContext(): void {
    this.#cards.abandon()
    this.#context = undefined
  }
}

/** Versions of the protocol that are spoken here, and the one since which the table is asked for separately. */
const OLDEST_MINOR = 4
const NEWEST_MINOR = 6
const SEPARATE_TABLE_MINOR = 6

/** libpcsclite sends one request and waits: a client that sends this many behind a waiting one is none of its kind. */
const MOST_BEHIND = 16

function u32(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24)
}
