// `vpicc:PORT`: this process is the virtual reader. Any virtual card that speaks vsmartcard's protocol connects and is
// spoken to without pcscd and without root: jCardSim, vicc, opcard. Listens on this machine only.

import { createServer, type Server, type Socket } from 'node:net'
import { equalConstantTime } from '../../src/bytes/bytes.ts'
import type { CardFacts, OpenCard } from '../../src/card/channel.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { printAddress } from '../address.ts'
import { answerFrom } from '../answer.ts'
import { encodeVpcdControl, encodeVpcdFrame, VPCD_MOST_BYTES, VpcdSplitter } from '../framing/vpcd.ts'
import { inTurn } from '../in-turn.ts'
import { DEFAULT_LIMIT_MS, type OpenOptions, type ReaderDriver, type ReaderState } from '../reader.ts'
import { within } from '../time-limit.ts'
import { defaultProtocol, encodeWithin } from '../wire-form.ts'

/** Nothing listens before `open` or `list`. `host` is for cards on other machines. */
export function vpiccDriver(port: number, host: string = '127.0.0.1'): ReaderDriver {
  return new Vpicc(port, host)
}

class Vpicc implements ReaderDriver {
  readonly name = 'vpicc'
  readonly #port: number
  readonly #host: string
  readonly #reader: string
  #server: Promise<Server> | undefined
  #card: Link | undefined
  #arrived: (() => void) | undefined

  constructor(port: number, host: string) {
    this.#port = port
    this.#host = host
    this.#reader = printAddress({ kind: 'vpicc', port })
  }

  async list(): Promise<readonly ReaderState[]> {
    await this.#listen()
    const atr = await this.#card?.atr(DEFAULT_LIMIT_MS).catch(() => undefined)
    const card = atr === undefined ? 'absent' : 'present'
    return [{ reader: this.#reader, card, taken: false, atr: atr ?? new Uint8Array(0) }]
  }

  /** Waits for a card to connect, at most the limit. Throws `WireFailure` `noCard`. */
  async open(_reader?: string, options: OpenOptions = {}): Promise<OpenCard> {
    const limitMs = options.limitMs ?? DEFAULT_LIMIT_MS
    await this.#listen()
    const link = await this.#link(limitMs)
    link.send(encodeVpcdControl('powerOn'))
    const atr = await link.atr(limitMs)
    const facts: CardFacts = {
      address: this.#reader,
      driver: 'vpicc',
      reader: this.#reader,
      atr,
      protocol: defaultProtocol(atr),
      maxCommandBytes: VPCD_MOST_BYTES,
    }
    return this.#session(link, facts, limitMs)
  }

  async close(): Promise<void> {
    const server = await this.#server?.catch(() => undefined)
    this.#card?.end()
    this.#server = undefined
    if (server !== undefined) await new Promise((resolve) => server.close(resolve))
  }

  /** Speaks to the card that it began with. Another one, which has come in its place, is spoken to after a reset. */
  #session(first: Link, facts: CardFacts, limitMs: number): OpenCard {
    const queue = inTurn()
    let own = first
    let closed = false
    const present = (): Link => {
      if (closed) throw new WireFailure('closed', `${facts.address}: the connection is closed`)
      if (this.#card === undefined) throw new WireFailure('cardRemoved', `${facts.address}: the virtual card is gone`)
      return this.#card
    }
    const link = (): Link => {
      if (present() !== own)
        throw new WireFailure('cardRemoved', `${facts.address}: the virtual card is gone, another one has come`)
      return own
    }
    return {
      facts,
      transmit: (command) =>
        // The link carries whole commands, Le included, whatever protocol the ATR names.
        queue(async () => {
          const frame = encodeVpcdFrame(encodeWithin(VPCD_MOST_BYTES, command, facts.address))
          return answerFrom(facts.address, await link().exchange(frame, limitMs))
        }),
      reset: () =>
        queue(async () => {
          const before = own
          own = present()
          own.send(encodeVpcdControl(own === before ? 'reset' : 'powerOn'))
          await own.atrAfterReset(facts.atr, limitMs)
        }),
      close: () =>
        queue(async () => {
          if (!closed && this.#card === own) own.send(encodeVpcdControl('powerOff'))
          closed = true
        }),
    }
  }

  /** Another card that connects while one is there waits in the queue of the system and is then refused. */
  #accept(socket: Socket): void {
    if (this.#card !== undefined) {
      socket.destroy()
      return
    }
    this.#card = new Link(socket, this.#reader, () => {
      this.#card = undefined
    })
    this.#arrived?.()
  }

  async #link(limitMs: number): Promise<Link> {
    const arrival = new Promise<void>((resolve) => {
      this.#arrived = resolve
    })
    if (this.#card === undefined) {
      await within(limitMs, this.#reader, arrival).catch((cause: unknown) => {
        throw new WireFailure('noCard', `${this.#reader}: no virtual card has connected`, { cause })
      })
    }
    if (this.#card === undefined) throw new WireFailure('noCard', `${this.#reader}: the virtual card has left`)
    return this.#card
  }

  #listen(): Promise<Server> {
    this.#server ??= new Promise((resolve, reject) => {
      const server = createServer({ noDelay: true }, (socket) => this.#accept(socket))
      server.once('error', (cause) => {
        this.#server = undefined
        reject(new WireFailure('busy', `${this.#reader}: cannot listen on ${this.#host}:${this.#port}`, { cause }))
      })
      server.listen(this.#port, this.#host, () => resolve(server))
    })
    return this.#server
  }
}

/** Answers that a card can owe. */
const MOST_LATE = 4
const NOTHING = new Uint8Array(0)

/** One virtual card: a frame out, at most one frame back; who asks meanwhile, as `list` does, waits its turn. */
class Link {
  readonly #queue = inTurn()
  readonly #socket: Socket
  readonly #reader: string
  /** A command was not answered in time: its answer may still come. */
  #isInDoubt = false
  #answer: { resolve(frame: Uint8Array): void; reject(failure: WireFailure): void } | undefined

  constructor(socket: Socket, reader: string, gone: () => void) {
    this.#socket = socket
    this.#reader = reader
    const splitter = new VpcdSplitter()
    socket.on('data', (chunk) => {
      for (const frame of splitter.push(chunk)) this.#take(frame)
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      gone()
      this.#answer?.reject(this.#gone())
      this.#answer = undefined
    })
  }

  send(frame: Uint8Array): void {
    this.#socket.write(frame)
  }

  /** A card without one in time is cut off. */
  async atr(limitMs: number): Promise<Uint8Array> {
    try {
      return await this.exchange(encodeVpcdControl('getAtr'), limitMs)
    } catch (error) {
      this.end()
      throw error
    }
  }

  /** A late answer would be taken for that to the next command: after a silence the card has to be reset. */
  exchange(frame: Uint8Array, limitMs: number): Promise<Uint8Array> {
    return this.#queue(async () => {
      if (this.#isInDoubt) {
        throw new WireFailure('cardMute', `${this.#reader}: the card owes an answer: it has to be reset first`)
      }
      try {
        return await this.#exchange(frame, limitMs)
      } catch (error) {
        this.#isInDoubt = true
        throw error
      }
    })
  }

  /** What comes late is told from the ATR, which is `known`. A card that does not come to it is cut off. */
  atrAfterReset(known: Uint8Array, limitMs: number): Promise<Uint8Array> {
    return this.#queue(async () => {
      try {
        let atr = await this.#exchange(encodeVpcdControl('getAtr'), limitMs)
        for (let late = 0; this.#isInDoubt && late < MOST_LATE && !equalConstantTime(atr, known); late += 1) {
          atr = await this.#exchange(NOTHING, limitMs)
        }
        this.#isInDoubt = false
        return atr
      } catch (error) {
        this.end()
        throw error
      }
    })
  }

  async #exchange(frame: Uint8Array, limitMs: number): Promise<Uint8Array> {
    if (this.#socket.destroyed) throw this.#gone()
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      this.#answer = { resolve, reject }
    })
    this.send(frame)
    return within(limitMs, this.#reader, answer)
  }

  end(): void {
    this.#socket.destroy()
  }

  #gone(): WireFailure {
    return new WireFailure('cardRemoved', `${this.#reader}: the virtual card is gone`)
  }

  /** A frame that nobody waits for is dropped: the link gives it no meaning. */
  #take(frame: Uint8Array): void {
    this.#answer?.resolve(frame)
    this.#answer = undefined
  }
}
