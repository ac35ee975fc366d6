// A whole card in software: power, reset, dispatch of commands to applets, memory that tears. Follows ISO/IEC 7816-4
// and the Java Card runtime 3.0.4; each part of the dispatch stands in a file of its own beside this one.
// Leaves out secure messaging and GlobalPlatform card management: no applet can be loaded or deleted.

import { DecodeError } from '../src/bytes/decode-error.ts'
import type { CardPort } from '../src/card/port.ts'
import { WireFailure } from '../src/card/wire-failure.ts'
import type { Crypto, RandomBytes } from '../src/crypto/crypto.ts'
import { observed } from '../src/crypto/observed.ts'
import type { OperationObserver } from '../src/crypto/operations.ts'
import { printAid } from '../src/iso7816/aid.ts'
import { decodeClassByte } from '../src/iso7816/class-byte.ts'
import { decodeCommand, type CommandApdu } from '../src/iso7816/command-apdu.ts'
import { encodeResponse, responseApdu, type ResponseApdu } from '../src/iso7816/response-apdu.ts'
import { SW, type StatusWord } from '../src/iso7816/status-word.ts'
import type { AppletFactory } from './applet.ts'
import { FaultGate, type CardFaults } from './card-faults.ts'
import { Chaining } from './chaining.ts'
import { CHANNEL_COUNT, LogicalChannels, type InstalledApplet } from './logical-channels.ts'
import { manageChannel } from './manage-channel.ts'
import { CardMemory, type MemoryImage, type MemoryOptions, type MemoryWrite } from './memory/card-memory.ts'
import { MemoryFault, PowerLost } from './memory/memory-fault.ts'
import { ResponseQueue, type Protocol } from './response-queue.ts'
import { selectByName, selectsByName } from './selection.ts'

export interface EmulatedCardOptions {
  /** In the order of installation; the first is selected by default. */
  readonly applets: readonly AppletFactory[]
  readonly crypto: Crypto
  readonly random: RandomBytes
  readonly atr?: Uint8Array
  /** How answers meet a Le that does not fit them. `T=1` unless given. */
  readonly protocol?: Protocol
  readonly memory?: MemoryOptions
  /** A card as it was saved; without it the applets are installed anew. */
  readonly image?: MemoryImage
  /** Sees every operation of the card and every physical memory write. */
  readonly observe?: OperationObserver
  /** Sees every finished change of memory, as the applet asked for it. */
  readonly onWrite?: (write: MemoryWrite) => void
  /** Sees each command and its answer at the contacts. */
  readonly onExchange?: (command: Uint8Array, answer: Uint8Array) => void
}

export interface EmulatedCard extends CardPort {
  readonly atr: Uint8Array
  readonly protocol: Protocol
  readonly faults: CardFaults
  /** Physical memory writes since this object was made. */
  memoryWrites(): number
  /** The persistent memory as it is now, also in the middle of a torn transaction. */
  memoryImage(): MemoryImage
  /** What stood behind the last 6F00 or 6581: for people who debug applets, never sent anywhere. */
  lastFault(): unknown
}

/** Throws `DecodeError` when an image does not fit the applets. The card is not powered yet. */
export function createEmulatedCard(options: EmulatedCardOptions): EmulatedCard {
  return new CardInSoftware(options)
}

/** T=1 and T=0 offered would allow PPS; one protocol and no TA1 keep it out. See `atr.ts` of src/iso7816. */
const DEFAULT_ATR = Uint8Array.of(0x3b, 0x80, 0x80, 0x01, 0x01)
const INS = { manageChannel: 0x70, select: 0xa4, getResponse: 0xc0 } as const
const EMPTY = new Uint8Array(0)

class CardInSoftware implements EmulatedCard {
  readonly atr: Uint8Array
  readonly protocol: Protocol
  readonly faults: FaultGate
  readonly #options: EmulatedCardOptions
  readonly #memory: CardMemory
  readonly #channels = new LogicalChannels()
  readonly #chaining = new Chaining()
  readonly #responses: ResponseQueue
  #applets: readonly InstalledApplet[] = []
  #powered = false
  #lastFault: unknown

  constructor(options: EmulatedCardOptions) {
    const { observe = () => undefined, onWrite = () => undefined } = options
    this.#options = options
    this.atr = options.atr ?? DEFAULT_ATR
    this.protocol = options.protocol ?? 'T=1'
    this.#responses = new ResponseQueue(this.protocol)
    this.#memory = new CardMemory(options.memory ?? {}, { observe, onWrite }, options.image)
    this.faults = new FaultGate(
      (cut) => this.#memory.cutPowerAt(cut),
      () => this.powerOff(),
    )
    this.#install()
  }

  powerOn(): Uint8Array {
    this.faults.assertInserted()
    this.#powered = true
    this.#dropVolatile()
    this.#orLosePower(() => {
      this.#memory.powerUp()
      this.#install()
      const [first] = this.#applets
      if (first !== undefined) this.#channels.select(0, first)
    })
    return this.atr.slice()
  }

  reset(): Uint8Array {
    return this.powerOn()
  }

  powerOff(): void {
    this.#powered = false
    this.#dropVolatile()
  }

  exchange(command: Uint8Array): Uint8Array {
    this.faults.assertInserted()
    if (!this.#powered) throw new WireFailure('cardMute', 'the emulated card has no power')
    const answer = this.#orLosePower(() => encodeResponse(this.#answer(command)))
    this.#options.onExchange?.(command, answer)
    return this.faults.passed(answer)
  }

  memoryWrites(): number {
    return this.#memory.nvm.programs
  }

  memoryImage(): MemoryImage {
    return this.#memory.image()
  }

  lastFault(): unknown {
    return this.#lastFault
  }

  /** Applets are made anew at every power-up, so that nothing but their cells survives. */
  #install(): void {
    const { applets, crypto, random, observe = () => undefined } = this.#options
    const seen = observed(crypto, observe)
    this.#applets = this.#memory.install(() =>
      applets.map((factory) => {
        const owner = printAid(factory.aid)
        const memory = this.#memory.forApplet(owner)
        return {
          aid: factory.aid,
          applet: factory.install({ memory, random, crypto: seen, observe }),
          clearDeselected: () => this.#memory.transient.clearDeselected(owner),
        }
      }),
    )
  }

  #dropVolatile(): void {
    this.#channels.reset()
    this.#chaining.drop()
    this.#responses.drop()
  }

  #orLosePower<T>(run: () => T): T {
    try {
      return run()
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error
      this.powerOff()
      throw new WireFailure('cardMute', 'the emulated card lost its power', { cause: error })
    }
  }

  #answer(bytes: Uint8Array): ResponseApdu {
    let command: CommandApdu
    try {
      command = decodeCommand(bytes)
    } catch (error) {
      if (error instanceof DecodeError) return refuse(SW.wrongLength)
      throw error
    }
    if (command.extended && this.protocol === 'T=0') return refuse(SW.wrongLength)
    return this.#onChannel(command)
  }

  #onChannel(command: CommandApdu): ResponseApdu {
    const cls = decodeClassByte(command.cla)
    if (cls.kind === 'invalid' || cls.kind === 'reserved') return refuse(SW.claNotSupported)
    if (isInvalidIns(command.ins)) return refuse(SW.insNotSupported)
    const channel = cls.kind === 'proprietary' ? 0 : cls.channel
    if (channel >= CHANNEL_COUNT || !this.#channels.isOpen(channel)) return refuse(SW.channelNotSupported)
    const chained = cls.kind !== 'proprietary' && cls.chained
    const own = cls.kind === 'interindustry' && isOwn(command)
    if (own && chained) return refuse(SW.chainingNotSupported)
    if (own && cls.secureMessaging !== 'none') return refuse(SW.secureMessagingNotSupported)
    if (own && command.ins === INS.select) this.#chaining.drop()
    const joined = this.#chaining.join(command, chained)
    if (joined.kind === 'refused') return refuse(joined.sw)
    if (joined.kind === 'part') return refuse(SW.ok)
    if (own && command.ins === INS.getResponse) return this.#responses.next(channel, command.ne)
    const repeated = this.#responses.repeated(channel, command)
    if (repeated !== undefined) return repeated
    this.#responses.drop()
    return this.#responses.offer(channel, joined.command, this.#run(joined.command, channel, own))
  }

  #run(command: CommandApdu, channel: number, own: boolean): ResponseApdu {
    try {
      if (own && command.ins === INS.select) return selectByName(this.#channels, this.#applets, command, channel)
      if (own) return manageChannel(this.#channels, command, channel, this.#applets[0])
      const selected = this.#channels.selectedOn(channel)
      return selected?.applet.process(command, { channel }) ?? refuse(SW.appletSelectFailed)
    } catch (error) {
      return refuse(this.#statusOf(error))
    }
  }

  /** Power loss is no status: it is thrown on. */
  #statusOf(error: unknown): StatusWord {
    if (error instanceof PowerLost) throw error
    if (error instanceof DecodeError) return SW.wrongData
    this.#lastFault = error
    return error instanceof MemoryFault && error.code === 'worn' ? SW.memoryFailure : SW.noPreciseDiagnosis
  }
}

/** 6X and 9X clash with the procedure bytes of T=0 (7816-3:2006, 10.3.3). */
function isInvalidIns(ins: number): boolean {
  return ins >> 4 === 0x6 || ins >> 4 === 0x9
}

/** The commands that the card answers itself. */
function isOwn(command: CommandApdu): boolean {
  const { ins } = command
  return ins === INS.manageChannel || ins === INS.getResponse || (ins === INS.select && selectsByName(command))
}

function refuse(sw: StatusWord): ResponseApdu {
  return responseApdu(EMPTY, sw)
}
