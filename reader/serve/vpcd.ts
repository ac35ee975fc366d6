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
  let take: ((chunk: Uint8Array, length: number) => void) | undefined
  const callback = (length: number, chunk: Uint8Array): boolean => {
    take?.(chunk, length)
    return true
  }
  // One array for all that is read, and no stream: that is a fifth of what an exchange costs.
  const socket = connect({ ...address, noDelay: true, onread: { buffer: chunkBuffer(), callback } })
  await connected(socket, address)
  const link = new VpcdLink(card, (frame) => void socket.write(frame), options)
  let broken: unknown
  take = (chunk, length) => {
    try {
      if (!link.take(chunk, length)) socket.destroy()
    } catch (error) {
      broken = error
      socket.destroy()
    }
  }
  const ended = new Promise<void>((resolve, reject) => {
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      link.powerOff()
      if (broken === undefined) resolve()
      else reject(broken instanceof DecodeError ? wrongProtocol(address, broken) : broken)
    })
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

/** Whatever comes at once fits: a frame with its length. */
export function chunkBuffer(): Uint8Array {
  return new Uint8Array(2 + VPCD_MOST_BYTES)
}

export function wrongProtocol({ host, port }: VpcdAddress, cause: DecodeError): WireFailure {
  const where = `the virtual reader at ${host}:${port}`
  return new WireFailure('protocol', `${where} does not speak vpcd's protocol: ${cause.message}`, { cause })
}

/** Throws as `plugIntoVpcd` does; the socket is gone then. */
export async function connected(socket: Socket, { host, port }: VpcdAddress): Promise<void> {
  const connection = new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', (cause) => {
      const advice = 'is pcscd running with vsmartcard-vpcd? (sudo apt install pcscd vsmartcard-vpcd)'
      reject(new WireFailure('noService', `no virtual reader listens at ${host}:${port}: ${advice}`, { cause }))
    })
  })
  try {
    await within(CONNECT_LIMIT_MS, `vpcd at ${host}:${port}`, connection)
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** The card's end of the link: bytes as they come, and the frames that answer them. */
export class VpcdLink {
  readonly #splitter = new VpcdSplitter()
  readonly #watch: SlowWireWatch
  readonly #slot: CardSlot
  readonly #send: (frame: Uint8Array) => void
  #onSlowWire: PlugOptions['onSlowWire']

  /** Powers the card on. */
  constructor(card: CardPort, send: (frame: Uint8Array) => void, { clock, onSlowWire }: PlugOptions) {
    this.#watch = new SlowWireWatch(clock)
    this.#slot = new CardSlot(card)
    this.#send = send
    this.#onSlowWire = onSlowWire
  }

  /** False when the card is gone: the link has no other word for that than to hang up. Throws `DecodeError`. */
  take(chunk: Uint8Array, length: number): boolean {
    const frames = this.#splitter.push(chunk, length)
    this.#watch.sawChunk(this.#splitter.awaitsBody, frames.length)
    try {
      for (const frame of frames) {
        const answer = this.#slot.answer(frame)
        if (answer !== undefined) this.#send(encodeVpcdFrame(answer))
      }
    } catch (error) {
      if (isRemoval(error)) return false
      throw error
    }
    const slow = this.#onSlowWire === undefined ? undefined : this.#watch.verdict()
    if (slow === undefined) return true
    this.#onSlowWire?.(slow)
    this.#onSlowWire = undefined
    return true
  }

  powerOff(): void {
    this.#slot.powerOff()
  }
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
