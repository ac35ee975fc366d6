// Racks of cards: emulated ones, new each time, or the one in a reader for every buyer in turn.

import { createEmulatedCard } from '../../../card-applets/emulated-card.ts'
import { openEmulated } from '../../../reader/drivers/emulated.ts'
import type { OpenCard } from '../../../src/card/channel.ts'
import type { CardRack } from '../contract/rack.ts'
import { appletsOn } from './applets-on.ts'

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
