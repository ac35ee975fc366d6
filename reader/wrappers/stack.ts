// Wrappers have the type of what they wrap, so that they stack in any order that makes sense; usual.ts has the usual one.

import type { CardChannel, OpenCard } from '../../src/card/channel.ts'

export type Wrapper = (channel: CardChannel) => CardChannel

/** The card behind its wrappers, the first one nearest to the card. Facts, reset and close stay the card's own. */
export function stack(card: OpenCard, ...wrappers: readonly Wrapper[]): OpenCard {
  const channel = wrappers.reduce<CardChannel>((inner, wrap) => wrap(inner), card)
  return {
    facts: card.facts,
    transmit: (command) => channel.transmit(command),
    reset: () => card.reset(),
    close: () => card.close(),
  }
}
