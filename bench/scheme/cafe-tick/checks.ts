// What must hold after a run of ticks: no card gave out more than it was loaded with, and every unit is on a card or with
// a seller.

import { shadowBalance } from '../../../src/payment/card-account.ts'
import { equal, sum, type SelfCheck } from '../contract/self-check.ts'
import type { HeldCard } from './issuer.ts'

/** `paid`: what sellers were paid in all, minor units. */
export function tickChecks(cards: ReadonlySet<HeldCard>, paid: bigint): readonly SelfCheck[] {
  const held = [...cards]
  const loaded = sum(held.map(({ account }) => account.loaded))
  const onCards = sum(held.map(({ balance }) => balance))
  const before = sum(held.map(({ spentBefore }) => spentBefore))
  const broken = held.filter(({ account }) => shadowBalance(account) < 0n).length
  return [
    { name: 'what was loaded is on the cards or with the sellers', ...equal(loaded, onCards + paid + before) },
    { name: 'no card has spent more than it was loaded with', holds: broken === 0, detail: `${broken} broken cards` },
  ]
}
