// The most that a command takes beside its parts: dispatch by the card's system, parsing and the applet's own bytecode. No
// laboratory measured them alone; JCAlgTest's command that does nothing has them in it (MODEL.md, "Range").

import { CARD_PROFILES } from './card-profiles.ts'
import { exchangeTime, type Wire } from './wire.ts'

/** Header, 22 bytes of data and Le, and what comes back: one byte and the status. */
export const EMPTY_COMMAND = { commandBytes: 28, answerBytes: 3 } as const

export interface Dispatch {
  /** For each command, at most. */
  readonly ns: number
  /**
   * What it is known from: the card's own command that does nothing; that of other cards, the median, where the card has
   * none; the shortest exchange once more, where whole exchanges were measured with their dispatch in them; nothing,
   * where there is no card.
   */
  readonly basis: 'emptyCommand' | 'otherCards' | 'ownExchange' | 'noCard'
}

export function dispatchOn(wire: Wire): Dispatch {
  if (wire.kind === 'none') return { ns: 0, basis: 'noCard' }
  const own = wire.kind === 'measured' ? shortestOf(wire) : besideWire(wire)
  if (own === undefined || own <= 0) return { ns: medianOfCards(), basis: 'otherCards' }
  return { ns: own, basis: wire.kind === 'measured' ? 'ownExchange' : 'emptyCommand' }
}

/** Undefined where no command that does nothing was measured. */
function besideWire(wire: Wire): number | undefined {
  if ((wire.kind !== 'contact' && wire.kind !== 'contactless') || wire.emptyCommandNs === undefined) return undefined
  // At which rate a contactless card was measured is not known: the fastest leaves the most for the card.
  const fastest: Wire = wire.kind === 'contact' ? wire : { ...wire, kbitPerSecond: 848 }
  const { wireNs, readerNs } = exchangeTime(fastest, EMPTY_COMMAND.commandBytes, EMPTY_COMMAND.answerBytes)
  return wire.emptyCommandNs - wireNs - readerNs
}

function shortestOf(wire: Wire & { readonly kind: 'measured' }): number {
  const [command, answer] = [wire.commands[0]?.bytes ?? 0, wire.answers[0]?.bytes ?? 0]
  return exchangeTime(wire, command, answer).wireNs
}

let median: number | undefined

function medianOfCards(): number {
  if (median !== undefined) return median
  const all = CARD_PROFILES.flatMap(({ wires }) => Object.values(wires).slice(0, 1).map(besideWire))
  const known = all.filter((ns) => ns !== undefined).toSorted((a, b) => a - b)
  median = known[Math.floor(known.length / 2)] ?? 0
  return median
}
