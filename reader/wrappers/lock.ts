// One command at a time. A card has one wire: two callers that share it take turns in the order of their calls, and a
// reset or a close waits for the exchange under way.

import type { OpenCard } from '../../src/card/channel.ts'

/** A failed exchange does not stop the ones behind it. */
export function lock(card: OpenCard): OpenCard {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const turn = last.then(run, run)
    last = turn
    return turn
  }
  return {
    facts: card.facts,
    transmit: (command) => inTurn(() => card.transmit(command)),
    reset: () => inTurn(() => card.reset()),
    close: () => inTurn(() => card.close()),
  }
}
