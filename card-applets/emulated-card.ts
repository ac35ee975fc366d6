// A whole card in software: contacts, power, applets on a memory that tears. What happens between the bytes of a command
// and its applet stands in dispatcher.ts. Follows the Java Card runtime 3.0.4.
// Leaves out secure messaging and GlobalPlatform card management: no applet can be loaded or deleted.

import { DecodeError } from '../src/bytes/decode-error.ts'
import { printHex } from '../src/bytes/hex.ts'
import type { CardPort } from '../src/card/port.ts'
import { WireFailure } from '../src/card/wire-failure.ts'
import { printAid } from '../src/iso7816/aid.ts'
import { encodeResponse } from '../src/iso7816/response-apdu.ts'
import { emulatedAtr } from './runtime/card-atr.ts'
import type { CardImage } from './card-image.ts'
import { FaultGate, type CardFaults } from './card-faults.ts'
import { Dispatcher } from './runtime/dispatcher.ts'
import { installApplets, reinstallApplets, type InstallationOptions } from './runtime/installation.ts'
import { CardMemory, type MemoryOptions, type MemoryWrite } from './memory/card-memory.ts'
import type { ProgramWatch } from './memory/nvm.ts'
import { PowerLost } from './memory/memory-fault.ts'
import type { Protocol } from './runtime/response-queue.ts'

export interface EmulatedCardOptions extends InstallationOptions {
  /** `emulatedAtr` unless given. */
  readonly atr?: Uint8Array
  /** How answers meet a Le that does not fit them. `T=1` unless given. */
  readonly protocol?: Protocol
  readonly memory?: MemoryOptions
  /** A card as it was saved; without it the applets are installed anew. */
  readonly image?: CardImage
  /** The card profile's name, kept in images. That of the image unless given. */
  readonly profile?: string
  /** Sees every finished change of memory, as the applet asked for it. */
  readonly onWrite?: (write: MemoryWrite) => void
  /** Told of each physical write before it happens; may take the power away at it. */
  readonly watchProgram?: ProgramWatch | undefined
  /** Sees each command and its answer at the contacts. */
  readonly onExchange?: (command: Uint8Array, answer: Uint8Array) => void
}

export interface EmulatedCard extends CardPort {
  readonly atr: Uint8Array
  readonly protocol: Protocol
  readonly faults: CardFaults
  /** Physical memory writes since this object was made. */
  memoryWrites(): number
  /** The card as it would be found with the power off, also in the middle of a torn transaction. */
  image(): CardImage
  /** What stood behind the last 6F00, 6581 or dead applet: for people who debug applets, never sent anywhere. */
  lastFault(): unknown
}

/**
 * Throws `DecodeError` when an image does not fit the applets. The card is not powered yet.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { cafeTickApplet, createEmulatedCard } from 'tickbench/card'
 * import { nodeCrypto, seededRandom } from 'tickbench/crypto'
 *
 * const card = createEmulatedCard({ applets: [cafeTickApplet()], crypto: nodeCrypto('p256'), random: seededRandom(1) })
 * card.powerOn()
 * const select = Uint8Array.from(Buffer.from('00A404000AF07469636B707572736500', 'hex'))
 * assert.deepEqual([...card.exchange(select).slice(-2)], [0x90, 0x00])
 */
export function createEmulatedCard(options: EmulatedCardOptions): EmulatedCard {
  return new CardInSoftware(options)
}

/** Recovers and installs on a copy: the image itself stays as it was found until the card is powered. */
function checkImage(options: EmulatedCardOptions, image: CardImage): void {
  const here = options.applets.map(({ aid }) => printAid(aid)).join(', ')
  const there = image.applets.map(printHex).join(', ')
  if (here !== there) throw new DecodeError('CardImage.applets', `the image has ${there}, this card has ${here}`)
  const { applets, crypto, random } = options
  if (image.suite !== undefined && image.suite !== crypto.suite) {
    throw new DecodeError('CardImage.suite', `the image signs with ${image.suite}, this card with ${crypto.suite}`)
  }
  const copy = new CardMemory(options.memory ?? {}, { observe: () => undefined }, image.memory)
  copy.powerUp()
  installApplets(copy, { applets, crypto, random })
}

class CardInSoftware implements EmulatedCard {
  readonly atr: Uint8Array
  readonly protocol: Protocol
  readonly faults: FaultGate
  readonly #options: EmulatedCardOptions
  readonly #memory: CardMemory
  readonly #dispatcher: Dispatcher
  #powered = false
  #lastFault: unknown

  constructor(options: EmulatedCardOptions) {
    const { observe = () => undefined, onWrite } = options
    this.#options = options
    this.protocol = options.protocol ?? 'T=1'
    this.atr = options.atr ?? emulatedAtr(this.protocol)
    this.#dispatcher = new Dispatcher(this.protocol, (fault) => (this.#lastFault = fault))
    const observers = { observe, onWrite, watch: options.watchProgram }
    this.#memory = new CardMemory(options.memory ?? {}, observers, options.image?.memory)
    this.faults = new FaultGate(
      (cut) => this.#memory.cutPowerAt(cut),
      () => this.powerOff(),
    )
    if (options.image === undefined) installApplets(this.#memory, options)
    else checkImage(options, options.image)
  }

  powerOn(): Uint8Array {
    this.faults.assertInserted()
    this.#dispatcher.reset()
    this.#powered = true
    try {
      this.#memory.powerUp()
      const applets = reinstallApplets(this.#memory, this.#options, (fault) => (this.#lastFault = fault))
      this.#dispatcher.start(applets)
    } catch (error) {
      throw this.#losingPower(error)
    }
    return this.atr.slice()
  }

  reset(): Uint8Array {
    return this.powerOn()
  }

  powerOff(): void {
    this.#powered = false
    this.#dispatcher.reset()
  }

  exchange(command: Uint8Array): Uint8Array {
    this.faults.assertInserted()
    if (!this.#powered) throw new WireFailure('cardMute', 'the emulated card has no power')
    const answer = this.#answer(command)
    this.#options.onExchange?.(command, answer)
    return this.faults.passed(answer)
  }

  memoryWrites(): number {
    return this.#memory.nvm.programs
  }

  image(): CardImage {
    const { applets, crypto, image, profile = image?.profile ?? '' } = this.#options
    return { profile, suite: crypto.suite, applets: applets.map(({ aid }) => aid.bytes), memory: this.#memory.image() }
  }

  lastFault(): unknown {
    return this.#lastFault
  }

  #answer(command: Uint8Array): Uint8Array {
    try {
      return encodeResponse(this.#dispatcher.answer(command))
    } catch (error) {
      throw this.#losingPower(error)
    }
  }

  #losingPower(error: unknown): unknown {
    if (!(error instanceof PowerLost)) return error
    this.powerOff()
    return new WireFailure('cardMute', 'the emulated card lost its power', { cause: error })
  }
}
