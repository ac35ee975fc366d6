// What must hold after a run of the symmetric purse: money is conserved, no purse gave out more than it was loaded with,
// and whoever holds the keys finds the same claims in what was stored (oracles 1, 2, 4, 7 of protocols.md 8).

import { shadowBalance } from '../../../src/payment/card-account.ts'
import { digestOf } from '../../../src/payment/purse-mac/acquirer.ts'
import { collectionKeyOf, type MacIssuer } from '../../../src/payment/purse-mac/issuer.ts'
import { isSigned } from '../../../src/payment/purse-mac/keys.ts'
import { collectionLayout, type CollectionClaim } from '../../../src/payment/purse-mac/messages.ts'
import { equalConstantTime } from '../../../src/bytes/bytes.ts'
import { equal, sum } from '../ikp/checks.ts'
import type { HeldIep } from './issuer.ts'
import type { Risk, SelfCheck } from '../scheme.ts'

export interface PaidCollection {
  readonly seller: string
  readonly claim: CollectionClaim
  readonly paid: bigint
}

/** `issuer`: the keys are all that a judge of MACs can trust. */
export function macChecks(
  issuer: MacIssuer,
  purses: ReadonlySet<HeldIep>,
  collections: readonly PaidCollection[],
): readonly SelfCheck[] {
  const held = [...purses]
  const loaded = sum(held.map(({ account }) => account.loaded))
  const onCards = sum(held.map(({ balance }) => balance))
  const paid = sum(collections.map((each) => each.paid))
  const owed = sum(collections.map(({ claim }) => judged(issuer, claim)))
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
    { name: 'who holds the keys finds the same claims in the stored evidence', ...equal(owed, paid) },
  ]
}

/** What a stored collection proves to whoever holds the masters; nothing where it proves nothing. */
function judged(issuer: MacIssuer, { collection, purchases }: CollectionClaim): bigint {
  const { psamId, count, digest, total } = collection.body
  if (!isSigned(issuer.mac, collectionKeyOf(issuer, psamId), collectionLayout, collection)) return 0n
  const all = sum(purchases.map(({ units }) => units))
  const whole = count === purchases.length && equalConstantTime(digestOf(issuer.hash, purchases), digest)
  return whole && all === total ? total : 0n
}

/** As protocols.md 3.6 asks of the others. */
export const MAC_RISKS: readonly Risk[] = [
  { party: 'third party on line', risk: 'never: neither to open nor to pay' },
  { party: 'buyer, device stolen', risk: 'the balance, until the purse is blocked or on the hot list' },
  { party: 'buyer, seller cheats', risk: 'what was paid and not delivered' },
  { party: 'seller, buyer cheats', risk: 'nothing while chips hold' },
  {
    party: 'issuer',
    risk: 'an opened module gives away its masters: purses can be made until the shadow balances show it',
  },
  { party: 'crash', risk: 'one purchase in doubt until both GET PREVIOUS commands have answered' },
  { party: 'privacy', risk: 'the seller and the issuer see the purse’s number and every purchase' },
]
