// A whole card in software: contacts, power, applets on a memory that tears. What happens between the bytes of a command
// and its applet stands in dispatcher.ts. Follows the Java Card runtime 3.0.4.
// Leaves out secure messaging and GlobalPlatform card management: no applet can be loaded or deleted.

import { DecodeError } from '../src/bytes/decode-error.ts'
import { printHex } from '../src/bytes/hex.ts'
import type { CardPort } from '../src/card/port.ts'
import { WireFailure } from '../src/card/wire-failure.ts'
import type { Crypto, RandomBytes } from '../src/crypto/crypto.ts'
import { observed } from '../src/crypto/observed.ts'
import type { OperationObserver } from '../src/crypto/operations.ts'
import { printAid } from '../src/iso7816/aid.ts'
import { encodeResponse } from '../src/iso7816/response-apdu.ts'
import type { AppletFactory } from './applet.ts'
import { emulatedAtr } from './card-atr.ts'
import type { CardImage } from './card-image.ts'
import { FaultGate, type CardFaults } from './card-faults.ts'
import { Dispatcher } from './dispatcher.ts'
import type { InstalledApplet } from './logical-channels.ts'
import { CardMemory, type MemoryOptions, type MemoryWrite } from './memory/card-memory.ts'
import { PowerLost } from './memory/memory-fault.ts'
import type { Protocol } from './response-queue.ts'

export interface EmulatedCardOptions {
  /** In the order of installation; the first is selected by default. */
  readonly applets: readonly AppletFactory[]
  readonly crypto: Crypto
  readonly random: RandomBytes
  /** `emulatedAtr` unless given. */
  readonly atr?: Uint8Array
  /** How answers meet a Le that does not fit them. `T=1` unless given. */
  readonly protocol?: Protocol
  readonly memory?: MemoryOptions
  /** A card as it was saved; without it the applets are installed anew. */
  readonly image?: CardImage
  /** The card profile's name, kept in images. That of the image unless given. */
  readonly profile?: string
  /** Sees every operation of the card and every physical memory write. */
  readonly observe?: OperationObserver
  /** Sees every finished change of memory, as the applet asked for it. */
  readonly onWrite?: (write: MemoryWrite) => void
  /** Sees how many bytes of randomness an applet takes. */
  readonly onRandom?: (bytes: number) => void
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
  /** What stood behind the last 6F00 or 6581: for people who debug applets, never sent anywhere. */
  lastFault(): unknown
}

/** Throws `DecodeError` when an image does not fit the applets. The card is not powered yet. */
export function createEmulatedCard(options: EmulatedCardOptions): EmulatedCard {
  if (options.image !== undefined) checkApplets(options.applets, options.image)
  return new CardInSoftware(options)
}

function checkApplets(applets: readonly AppletFactory[], image: CardImage): void {
  const here = applets.map(({ aid }) => printAid(aid)).join(', ')
  const there = image.applets.map(printHex).join(', ')
  if (here !== there) throw new DecodeError('CardImage.applets', `the image has ${there}, this card has ${here}`)
}

class CardInSoftware implements EmulatedCard {
  readonly atr: Uint8Array
  readonly protocol: Protocol
  readonly faults: FaultGate
  readonly #options: EmulatedCardOptions
  readonly #memory: CardMemory
  readonly #dispatcher: Dispatcher
  #powered = false

  constructor(options: EmulatedCardOptions) {
    const { observe = () => undefined, onWrite = () => undefined } = options
    this.#options = options
    this.protocol = options.protocol ?? 'T=1'
    this.atr = options.atr ?? emulatedAtr(this.protocol)
    this.#dispatcher = new Dispatcher(this.protocol)
    this.#memory = new CardMemory(options.memory ?? {}, { observe, onWrite }, options.image?.memory)
    this.faults = new FaultGate(
      (cut) => this.#memory.cutPowerAt(cut),
      () => this.powerOff(),
    )
    this.#install()
  }

  powerOn(): Uint8Array {
    this.faults.assertInserted()
    this.#dispatcher.reset()
    this.#powered = true
    this.#orLosePower(() => {
      this.#memory.powerUp()
      this.#dispatcher.start(this.#install())
    })
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
    const answer = this.#orLosePower(() => encodeResponse(this.#dispatcher.answer(command)))
    this.#options.onExchange?.(command, answer)
    return this.faults.passed(answer)
  }

  memoryWrites(): number {
    return this.#memory.nvm.programs
  }

  image(): CardImage {
    const { applets, image, profile = image?.profile ?? '' } = this.#options
    return { profile, applets: applets.map(({ aid }) => aid.bytes), memory: this.#memory.image() }
  }

  lastFault(): unknown {
    return this.#dispatcher.lastFault
  }

  /** Applets are made anew at every power-up, so that nothing but their cells survives. */
  #install(): readonly InstalledApplet[] {
    const { applets, crypto, observe = () => undefined, onRandom } = this.#options
    const seen = observed(crypto, observe)
    const random: RandomBytes = (length) => {
      onRandom?.(length)
      return this.#options.random(length)
    }
    return this.#memory.install(() =>
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

  #orLosePower<T>(run: () => T): T {
    try {
      return run()
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error
      this.powerOff()
      throw new WireFailure('cardMute', 'the emulated card lost its power', { cause: error })
    }
  }
}
