// The cards of a run: one a buyer, or one that plays every buyer. Whoever pays with a card gets a channel and cannot know
// which of the two it is.

import type { AppletFactory } from '../../../card-applets/applet.ts'
import type { EmulatedCardOptions } from '../../../card-applets/emulated-card.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import type { Crypto, RandomBytes } from '../../../src/crypto/crypto.ts'

export interface CardRack {
  /** For people: what kind of card the run used. */
  readonly description: string
  /** Whether each buyer has a card of his own. If not, one call serves all. */
  readonly oneEach: boolean
  /** A card that this applet answers on. */
  take(use: AppletUse): OpenCard
}

/** What a scheme needs of a card; what only an emulated card can offer is left aside by a real one. */
export interface AppletUse {
  readonly applet: AppletFactory
  readonly crypto: Crypto
  readonly random: RandomBytes
  readonly observers: CardObservers
}

export type CardObservers = Required<Pick<EmulatedCardOptions, 'observe'>> &
  Pick<EmulatedCardOptions, 'onWrite' | 'onRandom' | 'onExchange' | 'watchProgram'>
