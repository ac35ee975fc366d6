// One emulated card that outlives the program: every applet of the comparison on it, saved to an image file and loaded
// from it again.

import { createEmulatedCard, type EmulatedCard } from '../../../card-applets/emulated-card.ts'
import { echoApplet } from '../../../card-applets/echo/echo-applet.ts'
import { hashApplet } from '../../../card-applets/hash/hash-applet.ts'
import type { CardImage } from '../../../card-applets/card-image.ts'
import { cafeTickApplet } from '../../../card-applets/cafe-tick/applet.ts'
import { purseMacApplet } from '../../../card-applets/purse-mac/purse-applet.ts'
import { cardSignatureApplet } from '../../../card-applets/card-signature/applet.ts'
import type { Crypto, RandomBytes } from '../../../src/crypto/crypto.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import { hostClock } from '../../measure/latency.ts'
import { emulatedTeller } from '../../witness/told-emulated.ts'
import type { Lane } from '../../witness/witness.ts'
import type { CardObservers } from '../contract/rack.ts'

export interface LabCard {
  readonly card: EmulatedCard
  /** Powers it on. What goes over this is told of where there is a lane; to be called once. */
  readonly open: () => OpenCard
  /** From now on these see what the card does, and no others. */
  readonly watch: (observers: CardObservers) => void
}

export interface LabCardInput {
  readonly crypto: Crypto
  readonly random: RandomBytes
  /** A card as it was saved; without it a blank one. */
  readonly image?: CardImage | undefined
  /** Told of everything that the card does. */
  readonly lane?: Lane | undefined
}

/** Throws `DecodeError` when the image is of another kind of card. */
export function labCard({ crypto, random, image, lane }: LabCardInput): LabCard {
  let watching: CardObservers | undefined
  const applets = [cafeTickApplet(), purseMacApplet(), cardSignatureApplet(), hashApplet(), echoApplet()]
  const teller = lane && emulatedTeller({ lane, clock: hostClock }, applets)
  const card = createEmulatedCard({
    applets,
    watchProgram: teller?.watchProgram ?? ((program) => watching?.watchProgram?.(program)),
    crypto,
    random,
    observe: (kind, bytes, count) => watching?.observe(kind, bytes, count),
    onWrite: (write) => watching?.onWrite?.(write),
    onRandom: (bytes) => watching?.onRandom?.(bytes),
    onExchange: (command, answer) => watching?.onExchange?.(command, answer),
    ...(image === undefined ? {} : { image }),
  })
  return {
    card,
    open() {
      const open = openEmulated(card)
      return teller?.card(open) ?? open
    },
    watch: (observers) => {
      watching = observers
    },
  }
}
