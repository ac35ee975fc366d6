// The stand-in for pcscd without its socket: slots that come and go, clients that wait for a change, and faults on
// request. Where unmodified PC/SC programs could tell it from the daemon, the daemon is right.

import { counted } from '../../../src/bytes/counted.ts'
import type { CardPort } from '../../../src/card/port.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { MAX_READER_NAME, MAX_READERS } from '../../framing/pcsc-codes.ts'
import { slotRecord, type PcscdCommand } from '../../framing/pcscd.ts'
import { Slot } from './slot.ts'

/** What the next requests get instead of service. */
export interface Fault {
  readonly on: PcscdCommand
  /**
   * `rv` answers with that value, `silence` never answers, `hangUp` closes the connection. `reset` and `removed` are for
   * a transmit: the card is reset, or out of its contacts for a moment, just before it, which everybody hears who had it.
   */
  readonly does: { readonly rv: number } | 'silence' | 'hangUp' | 'reset' | 'removed'
  /** How many requests. Default 1. */
  readonly times?: number
}

/** The handle by which a test or a command line moves cards. */
export interface VirtualReader {
  readonly name: string
  /** False where a card is in it already. */
  insert(port: CardPort): boolean
  /** False where it was empty. */
  remove(): boolean
  /** The reader itself is unplugged. */
  detach(): void
}

/** A client that waits for the next change. */
export interface Waiter {
  wake(rv: number): void
}

export class StandIn {
  readonly #slots: Slot[] = []
  readonly #waiters = new Set<Waiter>()
  #faults: { readonly fault: Fault; left: number }[] = []
  #readerEvents = 0
  #lastNumber = 0

  /** Throws `WireFailure` `tooLong` for a name of more than 127 bytes, `busy` for one in use or a seventeenth reader. */
  attach(name: string, port?: CardPort): VirtualReader {
    if (new TextEncoder().encode(name).length >= MAX_READER_NAME || name === '') {
      throw new WireFailure(
        'tooLong',
        `a reader's name has 1 to ${counted(MAX_READER_NAME - 1, 'byte')}: ${JSON.stringify(name)}`,
      )
    }
    if (this.#slots.length >= MAX_READERS || this.slot(name) !== undefined) {
      throw new WireFailure('busy', `${name}: PC/SC has room for ${MAX_READERS} readers with different names`)
    }
    const slot = new Slot(name, () => this.#changed())
    this.#slots.push(slot)
    this.#readerEvents++
    if (port === undefined) this.#changed()
    else slot.insert(port)
    return {
      name,
      insert: (card) => slot.insert(card),
      remove: () => slot.remove(),
      detach: () => this.#detach(slot),
    }
  }

  injectFault(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 })
  }

  slot(name: string): Slot | undefined {
    return this.#slots.find((slot) => slot.name === name)
  }

  has(slot: Slot): boolean {
    return this.#slots.includes(slot)
  }

  /** Readers that came or went since the start (protocol 4:5). */
  get readerEvents(): number {
    return this.#readerEvents
  }

  /** `MAX_READERS` records, unused ones empty: the daemon's table never shrinks, and clients since 4:6 rely on it. */
  table(): Uint8Array {
    const table = new Uint8Array(MAX_READERS * RECORD_BYTES)
    this.#slots.forEach((slot, at) => table.set(slotRecord.encode(slot.record()), at * RECORD_BYTES))
    return table
  }

  /** Contexts and handles share one counter: libpcsclite loops for ever on a number that it has seen. */
  nextNumber(): number {
    // Handles are signed on the wire; a positive 31-bit number means the same to every client.
    this.#lastNumber = (this.#lastNumber % 0x7fffffff) + 1
    return this.#lastNumber
  }

  wait(waiter: Waiter): void {
    this.#waiters.add(waiter)
  }

  /** Whether it was still waiting. */
  stopWaiting(waiter: Waiter): boolean {
    return this.#waiters.delete(waiter)
  }

  takeFault(command: PcscdCommand): Fault['does'] | undefined {
    const found = this.#faults.find(({ fault }) => fault.on === command)
    if (found === undefined) return undefined
    found.left--
    this.#faults = this.#faults.filter(({ left }) => left > 0)
    return found.fault.does
  }

  #detach(slot: Slot): void {
    const at = this.#slots.indexOf(slot)
    if (at < 0) return
    this.#slots.splice(at, 1)
    this.#readerEvents++
    slot.remove()
    this.#changed()
  }

  #changed(): void {
    const waiting = [...this.#waiters]
    this.#waiters.clear()
    for (const waiter of waiting) waiter.wake(0)
  }
}

const RECORD_BYTES = 184
