// The card of `purseWorld` with a chain open, and the steps that a test takes with it.

import type { OpenRequest } from '../card-messages.ts'
import { NEW_PURSE, type PurseState } from '../card-state.ts'
import { openTicks, tickTo } from '../card-ticks.ts'
import { must, openingOf, purseWorld, type PurseWorld } from './purse-world.ts'

export const world: PurseWorld = purseWorld()
const { card } = world
/** Chain 2 is open, and no tick of it spent. */
export const opened: PurseState = open(world.state)

/** A chain of `openingOf` opened. */
export function open(state: PurseState, changes: Partial<OpenRequest> = {}): PurseState {
  const [next, outcome] = openTicks(card, state, openingOf(changes))
  must(outcome)
  return next
}

/** Paid up to tick `spent`. */
export function ticked(state: PurseState, spent: number): PurseState {
  if (state.chain === undefined) throw new Error('the card has no chain')
  const [next, outcome] = tickTo(card, state, { txCounter: state.chain.txCounter, spent })
  must(outcome)
  return next
}

/** What a reset does: RAM is gone. */
export function reset(state: PurseState): PurseState {
  return { ...state, session: NEW_PURSE.session }
}

/** The loaded card with another account. */
export function at(changes: Partial<PurseState['account']>): PurseState {
  return { ...world.state, account: { ...world.state.account, ...changes } }
}
