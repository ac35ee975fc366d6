// Tells of one emulated card as a whole: of its writes, and of what goes over its contacts, by whichever of its two ends
// it is used. Only together do they know whether a write belongs to a command or puts a torn one back.

import type { AppletFactory } from '../../card-applets/applet.ts'
import type { ProgramWatch } from '../../card-applets/memory/nvm.ts'
import type { ClockNs } from '../../reader/clock.ts'
import type { OpenCard } from '../../src/card/channel.ts'
import type { CardPort } from '../../src/card/port.ts'
import { toldCard, type ToldCard } from './told-card.ts'
import { memoryTeller } from './told-memory.ts'
import { toldPort } from './told-port.ts'
import type { Lane } from './witness.ts'

export interface EmulatedTeller {
  /** For the card when it is made. */
  readonly watchProgram: ProgramWatch
  /** The card as this program talks to it. */
  card(open: OpenCard): OpenCard
  /** The card as other programs talk to it. */
  port(port: CardPort): CardPort
}

export interface EmulatedTold {
  readonly lane: Lane
  readonly clock: ClockNs
}

/** For one card with these applets: one of `card` and `port` is to be called, once. */
export function emulatedTeller({ lane, clock }: EmulatedTold, applets: readonly AppletFactory[]): EmulatedTeller {
  let told: Pick<ToldCard, 'isAnswering'> | undefined
  return {
    watchProgram: memoryTeller(lane, { applets, isAnswering: () => told?.isAnswering() === true }),
    card(open) {
      const card = toldCard(open, lane, clock, applets[0]?.aid)
      told = card
      return card
    },
    port(port) {
      const contacts = toldPort(port, lane, clock, applets[0]?.aid)
      told = contacts
      return contacts
    },
  }
}
