// Plugs a card of ours into a virtual reader: a real pcscd with vsmartcard's driver then shows it to every program. The
// virtual reader listens, the card connects; with no card plugged in the slot is empty.

import { connect, type Socket } from 'node:net'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import type { CardPort } from '../../src/card/port.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import type { ClockNs } from '../clock.ts'
import { SlowWireWatch, type SlowWire } from '../framing/slow-wire.ts'
import { decodeVpcdMessage, encodeVpcdFrame, VPCD_MOST_BYTES, VpcdSplitter } from '../framing/vpcd.ts'
import { within } from '../time-limit.ts'

export interface VpcdAddress {
  readonly host: string
  readonly port: number
}

export interface PlugOptions {
  readonly clock: ClockNs
  /** Told once, as soon as it is sure. */
  readonly onSlowWire?: (slow: SlowWire) => void
}

export interface PluggedCard {
  /** Resolves when the virtual reader is gone or `unplug` was called; rejects as `protocol` with what the reader sent wrong. */
  readonly ended: Promise<void>
  unplug(): Promise<void>
}

const CONNECT_LIMIT_MS = 3_000

/** Throws `WireFailure` `noService` when nobody listens, `timeout` when the host is silent. */
export async function plugIntoVpcd(card: CardPort, address: VpcdAddress, options: PlugOptions): Promise<PluggedCard> {
  let take: (chunk: Uint8Array, length: number) => void = () => undefined
  // One array for all that is read, and no stream: that is a fifth of what an exchange costs.
  const callback = (length: number, chunk: Uint8Array): boolean => {
    take(chunk, length)
    return true
  }
  const socket = connect({
    ...address,
    noDelay: true,
    onread: { buffer: new Uint8Array(2 + VPCD_MOST_BYTES), callback },
  })
  await within(CONNECT_LIMIT_MS, `vpcd at ${address.host}:${address.port}`, connected(socket, address)).catch(
    (error: unknown) => {
      socket.destroy()
      throw error
    },
  )
  const link = openLink(socket, card, options)
  take = link.take
  const ended = link.ended.catch((cause: unknown) => {
    if (!(cause instanceof DecodeError)) throw cause
    const where = `the virtual reader at ${address.host}:${address.port}`
    throw new WireFailure('protocol', `${where} does not speak vpcd's protocol: ${cause.message}`, { cause })
  })
  // Who does not wait for the end does not want to hear of it either.
  ended.catch(() => undefined)
  return {
    ended,
    async unplug() {
      socket.destroy()
      await ended.catch(() => undefined)
    },
  }
}

async function connected(socket: Socket, { host, port }: VpcdAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', (cause) => {
      const advice = 'is pcscd running with vsmartcard-vpcd? (sudo apt install pcscd vsmartcard-vpcd)'
      reject(new WireFailure('noService', `no virtual reader listens at ${host}:${port}: ${advice}`, { cause }))
    })
  })
}

interface Link {
  readonly take: (chunk: Uint8Array, length: number) => void
  readonly ended: Promise<void>
}

function openLink(socket: Socket, card: CardPort, options: PlugOptions): Link {
  const splitter = new VpcdSplitter()
  const watch = new SlowWireWatch(options.clock)
  const slot = new CardSlot(card)
  let told = false
  let broken: unknown
  const ended = new Promise<void>((resolve, reject) => {
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      slot.powerOff()
      if (broken === undefined) resolve()
      else reject(broken)
    })
  })
  const take = (chunk: Uint8Array, length: number): void => {
    try {
      const frames = splitter.push(chunk, length)
      watch.sawChunk(splitter.awaitsBody, frames.length)
      for (const frame of frames) {
        const answer = slot.answer(frame)
        if (answer !== undefined) socket.write(encodeVpcdFrame(answer))
      }
    } catch (error) {
      // The link has no other word for a card that was pulled out than to hang up.
      if (!isRemoval(error)) broken = error
      socket.destroy()
    }
    const slow = told ? undefined : watch.verdict()
    if (slow === undefined) return
    told = true
    options.onSlowWire?.(slow)
  }
  return { take, ended }
}

/** The card's contacts as the virtual reader drives them. It asks for the ATR also of a card without power. */
export class CardSlot {
  readonly #card: CardPort
  #atr: Uint8Array
  #powered = true

  constructor(card: CardPort) {
    this.#card = card
    this.#atr = card.powerOn()
  }

  /** Undefined where nothing is answered. Throws `DecodeError`. */
  answer(frame: Uint8Array): Uint8Array | undefined {
    const message = decodeVpcdMessage(frame)
    if (message.kind === 'command') return this.#exchange(message.bytes)
    switch (message.control) {
      case 'powerOff':
        this.powerOff()
        return undefined
      case 'powerOn':
        if (!this.#powered) this.#power(this.#card.powerOn())
        return undefined
      case 'reset':
        this.#power(this.#powered ? this.#card.reset() : this.#card.powerOn())
        return undefined
      case 'getAtr':
        return this.#atr
    }
  }

  powerOff(): void {
    if (this.#powered) this.#card.powerOff()
    this.#powered = false
  }

  #power(atr: Uint8Array): void {
    this.#atr = atr
    this.#powered = true
  }

  /** The link has no word for a card that fell silent, nor room for the longest response; no diagnosis is the nearest. */
  #exchange(command: Uint8Array): Uint8Array {
    try {
      const response = this.#card.exchange(command)
      return response.length > VPCD_MOST_BYTES ? NO_PRECISE_DIAGNOSIS : response
    } catch (error) {
      if (error instanceof WireFailure && !isRemoval(error)) return NO_PRECISE_DIAGNOSIS
      throw error
    }
  }
}

const NO_PRECISE_DIAGNOSIS = Uint8Array.of(0x6f, 0x00)

function isRemoval(error: unknown): boolean {
  return error instanceof WireFailure && error.code === 'cardRemoved'
}
