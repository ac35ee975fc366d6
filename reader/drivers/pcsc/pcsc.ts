// `pcsc:[NAME]`: the computer's smart card service, through whichever native binding is there. Asks the service before
// it loads native code, loads it only then, and starts again after the service came back.

import type { CardFacts } from '../../../src/card/channel.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { printAddress } from '../../address.ts'
import { DISPOSITION, PROTOCOL, SHARE } from '../../framing/pcsc-codes.ts'
import {
  DEFAULT_LIMIT_MS,
  type OpenOptions,
  type ReaderChange,
  type ReaderState,
  type WatchingDriver,
} from '../../reader.ts'
import { within } from '../../time-limit.ts'
import type { BindingEvent, PcscBinding } from './binding.ts'
import { chooseReader } from './choose-reader.ts'
import { firstUsable, nativePcsc, type PcscOptions } from './load.ts'
import { askService } from './service.ts'
import { openSession, type PcscCard } from './session.ts'
import { protocolName, readerState, slotChanges, type Slot } from './slots.ts'

export interface PcscDriver extends WatchingDriver {
  /** The npm package in use, once something was opened or watched. */
  readonly binding: string | undefined
  /**
   * A connection or an exchange is stuck in native code, because the service hangs. close() then leaves the native threads alone, and
   * even `process.exit` waits for them: only a signal ends the process.
   */
  readonly stuck: boolean
  open(reader?: string, options?: OpenOptions): Promise<PcscCard>
}

/** A service that is alive answers in about a millisecond. */
const SERVICE_LIMIT_MS = 500
const REPORT_LIMIT_MS = 300

/** Touches nothing until it is used. */
export function pcscDriver(options: PcscOptions = nativePcsc()): PcscDriver {
  return new Pcsc(options)
}

class Pcsc implements PcscDriver {
  readonly name = 'pcsc'
  readonly #options: PcscOptions
  readonly #slots = new Map<string, Slot>()
  readonly #listeners = new Set<(change: ReaderChange) => void>()
  readonly #sessions = new Set<PcscCard>()
  #binding: PcscBinding | undefined
  #starting: Promise<PcscBinding> | undefined
  #reported: (() => void) | undefined
  #connecting = 0

  constructor(options: PcscOptions) {
    this.#options = options
  }

  get binding(): string | undefined {
    return this.#binding?.name
  }

  get stuck(): boolean {
    return this.#connecting > 0 || [...this.#sessions].some((session) => session.stuck)
  }

  async list(): Promise<readonly ReaderState[]> {
    await this.#start()
    await this.#askAgain()
    return [...this.#slots]
      .map(([reader, slot]) => readerState(reader, slot))
      .sort((a, b) => (a.reader < b.reader ? -1 : 1))
  }

  async open(reader?: string, options: OpenOptions = {}): Promise<PcscCard> {
    const binding = await this.#start()
    const name = chooseReader(await this.list(), reader)
    const doing = `${printAddress({ kind: 'pcsc', reader: name })}: connect`
    const share = SHARE[options.share ?? 'shared']
    this.#connecting++
    const connecting = binding.connect(name, share, protocols(options)).finally(() => this.#connecting--)
    const connection = await within(options.limitMs ?? DEFAULT_LIMIT_MS, doing, connecting, (late) => {
      late.disconnect(DISPOSITION.leave).catch(() => undefined)
    })
    const session = openSession(connection, this.#facts(name, connection.protocol), options)
    this.#sessions.add(session)
    return session
  }

  watch(tell: (change: ReaderChange) => void): () => void {
    for (const [reader, slot] of this.#slots) slotChanges(reader, undefined, slot).forEach(tell)
    this.#listeners.add(tell)
    this.#start().catch((error: unknown) => {
      if (this.#listeners.has(tell))
        tell({ kind: 'ended', why: error instanceof Error ? error.message : String(error) })
    })
    return () => this.#listeners.delete(tell)
  }

  async close(): Promise<void> {
    this.#listeners.clear()
    await Promise.all([...this.#sessions].map((session) => session.close()))
    if (this.stuck) return
    this.#sessions.clear()
    await this.#starting?.catch(() => undefined)
    const binding = this.#binding
    this.#forget()
    if (binding !== undefined && !(await this.#hangs())) binding.stop()
  }

  #start(): Promise<PcscBinding> {
    this.#starting ??= this.#startNow().catch((error: unknown) => {
      this.#forget()
      throw error
    })
    return this.#starting
  }

  async #startNow(): Promise<PcscBinding> {
    const { socket, load } = this.#options
    const expected = socket === undefined ? undefined : (await askService(socket, SERVICE_LIMIT_MS)).slots.length
    const binding = await firstUsable(load)
    this.#binding = binding
    binding.start((event) => {
      // One that was given up, because its service went away, may still talk.
      if (this.#binding === binding) this.#take(event)
    })
    await this.#allReported(expected)
    return binding
  }

  /** Ends when `expected` readers have a state, or after the limit. */
  async #allReported(expected: number | undefined): Promise<void> {
    const all = new Promise<void>((resolve) => {
      this.#reported = () => {
        if (expected !== undefined && this.#slots.size >= expected) resolve()
      }
    })
    this.#reported?.()
    await within(this.#options.reportLimitMs ?? REPORT_LIMIT_MS, 'readers', all).catch(() => undefined)
    this.#reported = undefined
  }

  #take(event: BindingEvent): void {
    switch (event.kind) {
      case 'state': {
        const before = this.#slots.get(event.reader)
        const after = { state: event.state, atr: event.atr ?? new Uint8Array(0) }
        this.#slots.set(event.reader, after)
        this.#tell(slotChanges(event.reader, before, after))
        this.#reported?.()
        return
      }
      case 'gone':
        if (this.#slots.delete(event.reader)) this.#tell([{ kind: 'detached', reader: event.reader }])
        return
      case 'ended':
        this.#forget()
        this.#tell([{ kind: 'ended', why: event.failure.message }])
    }
  }

  #tell(changes: readonly ReaderChange[]): void {
    for (const change of changes) for (const tell of this.#listeners) tell(change)
  }

  /** The next use asks the service again. */
  #forget(): void {
    this.#binding = undefined
    this.#starting = undefined
    this.#slots.clear()
  }

  /** The service knows better than a binding whether it lives, and tells the ATRs that a binding does not. */
  async #askAgain(): Promise<void> {
    const { socket } = this.#options
    if (socket === undefined) return
    const { slots } = await askService(socket, SERVICE_LIMIT_MS).catch((error: unknown) => {
      this.#forget()
      throw error
    })
    for (const { reader, atr } of slots) {
      const slot = this.#slots.get(reader)
      if (slot !== undefined && slot.atr.length === 0) this.#slots.set(reader, { ...slot, atr })
    }
  }

  /** Native code would wait for a hanging service for ever. */
  async #hangs(): Promise<boolean> {
    const { socket } = this.#options
    if (socket === undefined) return false
    const error: unknown = await askService(socket, SERVICE_LIMIT_MS).then(
      () => undefined,
      (failure: unknown) => failure,
    )
    return error instanceof WireFailure && error.code === 'timeout'
  }

  #facts(reader: string, protocol: number): CardFacts {
    return {
      address: printAddress({ kind: 'pcsc', reader }),
      driver: `pcsc (${this.#binding?.name ?? ''})`,
      reader,
      atr: this.#slots.get(reader)?.atr ?? new Uint8Array(0),
      protocol: protocolName(protocol),
      maxCommandBytes: undefined,
    }
  }
}

function protocols(options: OpenOptions): number {
  if (options.share === 'direct') return PROTOCOL.undefined
  if (options.protocol === undefined) return PROTOCOL.any
  return options.protocol === 'T=0' ? PROTOCOL.t0 : PROTOCOL.t1
}
