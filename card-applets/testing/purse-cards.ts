// Cards with a purse for tests: blank, or loaded as in `purseWorld`, and asked through encoded bytes.

import { CAFE_TICK_AID, CAFE_TICK_COMMANDS } from '../../src/card/cafe-tick/commands.ts'
import type { PurseState } from '../../src/payment/cafe-tick/card-state.ts'
import { authoriseLoad } from '../../src/payment/cafe-tick/issuer.ts'
import { Numbered } from '../../src/payment/numbered.ts'
import { BALANCE, must, purseWorld, type PurseWorld } from '../../src/payment/cafe-tick/testing/purse-world.ts'
import type { AppletFactory } from '../applet.ts'
import type { CardImage } from '../card-image.ts'
import { createEmulatedCard, type EmulatedCard } from '../emulated-card.ts'
import { cafeTickApplet } from '../cafe-tick/applet.ts'
import { allocatePurseCells } from '../cafe-tick/cells.ts'
import { ask } from './ask.ts'
import { stateIn } from './state-in.ts'

export interface PurseCards {
  readonly world: PurseWorld
  /** A powered card, not personalised. */
  readonly blank: () => EmulatedCard
  /** A powered card, personalised and loaded with `BALANCE` as transaction 1. */
  readonly loaded: () => EmulatedCard
  /** Another card with the memory of this one, powered anew. */
  readonly copyOf: (card: EmulatedCard) => EmulatedCard
}

export function purseCards(applet: AppletFactory = cafeTickApplet()): PurseCards {
  const world = purseWorld()
  const { crypto, random } = world.card
  const make = (image?: CardImage): EmulatedCard => {
    const card = createEmulatedCard({ applets: [applet], crypto, random, ...(image && { image }) })
    card.powerOn()
    return card
  }
  const empty = make()
  const first = make()
  must(ask(first, CAFE_TICK_COMMANDS.personalise, world.personalisation))
  const opened = { ...world.account, loaded: 0n, loads: Numbered.of<never>() }
  const [, order] = authoriseLoad(world.issuer, opened, { txCounter: 1, units: BALANCE })
  must(ask(first, CAFE_TICK_COMMANDS.load, must(order)))
  return {
    world,
    blank: () => make(empty.image()),
    loaded: () => make(first.image()),
    copyOf: (card) => make(card.image()),
  }
}

/** What the card's memory would hold after the next power-up. */
export function stateOf(card: EmulatedCard): PurseState {
  return stateIn(card, { aid: CAFE_TICK_AID }, allocatePurseCells)
}
