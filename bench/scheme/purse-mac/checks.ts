// What must hold after a run of the symmetric purse: money is conserved, and no purse gave out more than it was loaded
// with.

import { shadowBalance } from '../../../src/payment/card-account.ts'
import { equal, sum, type SelfCheck } from '../contract/self-check.ts'
import type { HeldIep } from './issuer.ts'

/** `paid`: what sellers were paid in all, minor units. */
export function purseChecks(purses: ReadonlySet<HeldIep>, paid: bigint): readonly SelfCheck[] {
  const held = [...purses]
  const loaded = sum(held.map(({ account }) => account.loaded))
  const onCards = sum(held.map(({ balance }) => balance))
  const broken = held.filter(({ account }) => account.standing !== 'good' || shadowBalance(account) < 0n).length
  const differing = held.filter(({ account, balance }) => shadowBalance(account) !== balance).length
  return [
    { name: 'what was loaded is on the cards or with the sellers', ...equal(loaded, onCards + paid) },
    { name: 'no purse has spent more than it was loaded with', holds: broken === 0, detail: `${broken} broken purses` },
    {
      name: 'every purse holds what the issuer’s shadow balance says',
      holds: differing === 0,
      detail: `${held.length - differing} of ${held.length} purses`,
    },
  ]
}
