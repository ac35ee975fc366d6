// One command at a time. A card has one wire: two callers that share it take turns in the order of their calls, and a
// reset or a close waits for the exchange under way.

import type { OpenCard } from '../../src/card/channel.ts'
import { inTurn } from '../in-turn.ts'

/** Throws what the card throws, to whoever waits for it. */
export function lock(card: OpenCard): OpenCard {
  const queue = inTurn()
  return {
    facts: card.facts,
    transmit: (command) => queue(() => card.transmit(command)),
    reset: () => queue(() => card.reset()),
    close: () => queue(() => card.close()),
  }
}
