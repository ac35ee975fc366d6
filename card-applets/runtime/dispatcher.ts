// From command bytes to the applet that answers them: class byte, channel, chaining, the card's own three commands,
// 61xx and 6Cxx (ISO/IEC 7816-4:2005, 5.1; Java Card runtime 3.0.4, 4 and 9). Each step stands in a file beside this one.

import type { part } from '../../src/bytes/bytes.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { decodeClassByte, type ClassByte } from '../../src/iso7816/class-byte.ts'
import { decodeCommandBy, type CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { statusOnly, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW, type StatusWord } from '../../src/iso7816/status-word.ts'
import type { AppletSession } from '../applet.ts'
import { apduBuffer } from './apdu-buffer.ts'
import { Chaining } from './chaining.ts'
import { LogicalChannels, type InstalledApplet } from './logical-channels.ts'
import { manageChannel } from './manage-channel.ts'
import { MemoryFault, PowerLost } from '../memory/memory-fault.ts'
import { ResponseQueue, type Protocol } from './response-queue.ts'
import { selectByName, selectsByName } from './selection.ts'

const INS = { manageChannel: 0x70, select: 0xa4, getResponse: 0xc0 } as const

/** What the class byte says of a command, for each of the 256; to an applet it is the session that the command came in. */
interface Place extends AppletSession {
  /** Why a command of this class goes nowhere. */
  readonly refused: StatusWord | undefined
  readonly chained: boolean
  /** The card's own commands are of this kind alone. */
  readonly isInterindustry: boolean
  readonly isSecured: boolean
}

const PLACES: readonly Place[] = Array.from({ length: 256 }, (_, cla) => placeOf(decodeClassByte(cla)))

function placeOf(cls: ClassByte): Place {
  const nowhere = { refused: undefined, channel: 0, chained: false, isInterindustry: false, isSecured: false }
  if (cls.kind === 'invalid' || cls.kind === 'reserved') return { ...nowhere, refused: SW.claNotSupported }
  if (cls.kind === 'proprietary') return nowhere
  const { kind, channel, chained, secureMessaging } = cls
  return {
    refused: undefined,
    channel,
    chained,
    isInterindustry: kind === 'interindustry',
    isSecured: secureMessaging !== 'none',
  }
}

export class Dispatcher {
  readonly #protocol: Protocol
  readonly #take = apduBuffer()
  readonly #channels = new LogicalChannels()
  readonly #chaining = new Chaining()
  readonly #responses: ResponseQueue
  #applets: readonly InstalledApplet[] = []
  readonly #onFault: (fault: unknown) => void

  /** `onFault` gets what stands behind a 6F00 or 6581. */
  constructor(protocol: Protocol, onFault: (fault: unknown) => void) {
    this.#protocol = protocol
    this.#onFault = onFault
    this.#responses = new ResponseQueue(protocol)
  }

  /** Forgets selection, channels, chains and waiting answers: what power loss leaves of them. */
  reset(): void {
    this.#channels.reset()
    this.#chaining.drop()
    this.#responses.drop()
  }

  /** The first of `applets` is the default one and is selected on channel 0. */
  start(applets: readonly InstalledApplet[]): void {
    this.#applets = applets
    const [first] = applets
    if (first !== undefined) this.#channels.select(0, first)
  }

  /** Any bytes get an answer. Throws `PowerLost` and nothing else. */
  answer(bytes: Uint8Array): ResponseApdu {
    const command = commandIn(this.#take, bytes)
    const place = PLACES[command?.cla ?? 0]
    if (command === undefined || place === undefined || (command.extended && this.#protocol === 'T=0')) {
      return this.#refuse(SW.wrongLength)
    }
    const fetches = command.ins === INS.getResponse && this.#responses.waitsFor(command.cla)
    const own = fetches || (place.isInterindustry && isOwn(command))
    const refused = this.#whyNowhere(command, place)
    if (refused !== undefined) return this.#refuse(refused)
    if (own && place.chained) return this.#refuse(SW.chainingNotSupported)
    if (own && !fetches && place.isSecured) return this.#refuse(SW.secureMessagingNotSupported)
    return this.#onChannel(command, place, own)
  }

  #refuse(sw: StatusWord): ResponseApdu {
    this.#chaining.drop()
    this.#responses.drop()
    return statusOnly(sw)
  }

  #whyNowhere({ ins }: CommandApdu, { refused, channel }: Place): StatusWord | undefined {
    if (refused !== undefined) return refused
    if (clashesAtT0(ins)) return SW.insNotSupported
    return this.#channels.isOpen(channel) ? undefined : SW.channelNotSupported
  }

  #onChannel(command: CommandApdu, place: Place, own: boolean): ResponseApdu {
    const { channel, chained } = place
    if (own && command.ins === INS.select) this.#chaining.drop()
    const joined = this.#chaining.join(command, chained)
    if (typeof joined === 'number') {
      this.#responses.drop()
      return statusOnly(joined)
    }
    if (own && command.ins === INS.getResponse) return this.#responses.next(channel, command.ne)
    const repeated = this.#responses.repeated(channel, command)
    if (repeated !== undefined) return repeated
    this.#responses.drop()
    return this.#responses.offer(channel, joined, this.#run(joined, place, own))
  }

  #run(command: CommandApdu, place: Place, own: boolean): ResponseApdu {
    const { channel } = place
    try {
      if (own && command.ins === INS.select) return this.#select(command, channel)
      if (own) return manageChannel(this.#channels, command, channel, this.#applets[0])
      const selected = this.#channels.selectedOn(channel)
      return selected?.applet.process(command, place) ?? statusOnly(SW.appletSelectFailed)
    } catch (error) {
      return statusOnly(this.#statusOf(error))
    }
  }

  /** At T=1 no Le says that nobody wants the FCI (7816-4:2005, 7.1.1); at T=0 it may still be asked for. */
  #select(command: CommandApdu, channel: number): ResponseApdu {
    const response = selectByName(this.#channels, this.#applets, command, channel)
    return this.#protocol === 'T=1' && command.ne === 0 ? statusOnly(response.sw) : response
  }

  /** Power loss is no status: it is thrown on. */
  #statusOf(error: unknown): StatusWord {
    if (error instanceof PowerLost) throw error
    if (error instanceof DecodeError) return SW.wrongData
    this.#onFault(error)
    return error instanceof MemoryFault && error.code === 'worn' ? SW.memoryFailure : SW.noPreciseDiagnosis
  }
}

/** Undefined for bytes that are none. */
function commandIn(take: typeof part, bytes: Uint8Array): CommandApdu | undefined {
  try {
    return decodeCommandBy(take, bytes)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

/** 6X and 9X clash with the procedure bytes of T=0 (7816-3:2006, 10.3.3). */
function clashesAtT0(ins: number): boolean {
  return (ins & 0xf0) === 0x60 || (ins & 0xf0) === 0x90
}

/** The commands that the card answers itself. */
function isOwn(command: CommandApdu): boolean {
  const { ins } = command
  return ins === INS.manageChannel || ins === INS.getResponse || (ins === INS.select && selectsByName(command))
}
