// The cards of a run: one emulated card a buyer, or one real card that plays every buyer. Whoever pays with a card gets
// a channel and cannot know which of the two it is.

import type { AppletFactory } from '../../../card-applets/applet.ts'
import { createEmulatedCard, type EmulatedCardOptions } from '../../../card-applets/emulated-card.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import { trace } from '../../../reader/wrappers/trace.ts'
import { usualStack } from '../../../reader/wrappers/usual.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import type { Crypto, RandomBytes } from '../../../src/crypto/crypto.ts'
import { encodeCommand } from '../../../src/iso7816/command-apdu.ts'
import { appletsOn } from './applets-on.ts'

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

export type CardObservers = Required<Pick<EmulatedCardOptions, 'observe' | 'onWrite' | 'onRandom' | 'onExchange'>>

/** Emulated cards with a blank applet, a new one each time. */
export function emulatedRack(oneEach: boolean): CardRack {
  return {
    description: oneEach ? 'emulated cards, one a buyer' : 'one emulated card for all buyers',
    oneEach,
    take: ({ applet, crypto, random, observers }) =>
      openEmulated(createEmulatedCard({ applets: [applet], crypto, random, ...observers })),
  }
}

/** The card in a reader, for every buyer in turn and for every scheme that finds its applet on it. */
export function singleCardRack(card: OpenCard): CardRack {
  const applets = appletsOn(card)
  return {
    description: `the card in ${card.facts.reader} for all buyers`,
    oneEach: false,
    take: ({ applet }) => applets(applet.aid),
  }
}

/** Tells of every APDU that goes over the wire, as command and response bytes. */
export type ApduCounter = (commandBytes: number, responseBytes: number) => void

export function counted(card: OpenCard, count: ApduCounter): OpenCard {
  const observer = trace((event) => {
    if (event.kind === 'response') count(encodeCommand(event.command).length, event.response.data.length + 2)
  })
  return usualStack(card, observer)
}
