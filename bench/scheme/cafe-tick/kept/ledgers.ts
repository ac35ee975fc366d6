// A purse and its issuer each keep a ledger of the same money. What a difference between them means: who has the older
// file, what is still on its way, what no seller has claimed yet.

import { loadsAfter, shadowBalance } from '../../../../src/payment/card-account.ts'
import type { CardAccount } from '../../../../src/payment/cafe-tick/issuer.ts'
import type { PurseView } from './purse-view.ts'

export type PurseLedger = Extract<PurseView, { readonly kind: 'purse' }>

export type Ledgers =
  | { readonly kind: 'agree' }
  /** Ordered by the issuer and not yet on the card: it comes with the next visit to the issuer. */
  | { readonly kind: 'loadOnItsWay'; readonly number: number; readonly units: bigint }
  /** Left the card, and no seller was paid for it. */
  | { readonly kind: 'unclaimed'; readonly units: bigint }
  /** The issuer knows of a number that the card has not come to. */
  | { readonly kind: 'cardOlder'; readonly number: number }
  | { readonly kind: 'cardHoldsMore'; readonly units: bigint }
  /** The card has a load that the issuer does not know of. */
  | { readonly kind: 'issuerOlder'; readonly number: number }
  | { readonly kind: 'cardUnknown' }

/** `account`: that of the card with this number, if the issuer has one. */
export function compareLedgers({ status, log }: PurseLedger, account: CardAccount | undefined): Ledgers {
  if (account === undefined) return { kind: 'cardUnknown' }
  const { txCounter, balance } = status
  const awaited = loadsAfter(account, txCounter)
  const units = awaited.reduce((sum, load) => sum + load.units, 0n)
  const highest = Math.max(0, ...lastNumberOf(account.payments), ...lastNumberOf(account.loads))
  if (highest > txCounter + awaited.length) return { kind: 'cardOlder', number: highest }
  const unknown = log.find((each) => each.kind === 'load' && account.loads.get(each.txCounter)?.units !== each.units)
  if (unknown !== undefined) return { kind: 'issuerOlder', number: unknown.txCounter }
  const missing = shadowBalance(account) - units - balance
  if (missing > 0n) return { kind: 'unclaimed', units: missing }
  if (missing < 0n) return { kind: 'cardHoldsMore', units: -missing }
  return awaited.length === 0 ? { kind: 'agree' } : { kind: 'loadOnItsWay', number: txCounter + 1, units }
}

/** In a few words, and whether the money is in order all the same. */
export function describeLedgers(ledgers: Ledgers): { readonly inOrder: boolean; readonly words: string } {
  switch (ledgers.kind) {
    case 'agree':
      return { inOrder: true, words: 'agree' }
    case 'loadOnItsWay': {
      const words = `a load of ${ledgers.units} is on its way: the card gets it with the next card load or run`
      return { inOrder: true, words }
    }
    case 'unclaimed': {
      const words = `${ledgers.units} units left the card and no seller claimed them here: is the issuer's file an older copy?`
      return { inOrder: false, words }
    }
    case 'cardOlder': {
      const words = `the issuer knows of transaction ${ledgers.number}, which the card has not come to: is the card an older copy?`
      return { inOrder: false, words }
    }
    case 'cardHoldsMore': {
      const words = `the card holds ${ledgers.units} units more than the issuer's books allow: is one of the two an older copy?`
      return { inOrder: false, words }
    }
    case 'issuerOlder': {
      const words = `the card has load ${ledgers.number}, of which the issuer does not know: is the issuer's file an older copy?`
      return { inOrder: false, words }
    }
    case 'cardUnknown':
      return { inOrder: false, words: 'does not know this card: give the file of the one who made it' }
  }
}

function lastNumberOf(entries: Iterable<readonly [number, unknown]>): readonly number[] {
  let last: number | undefined
  for (const [number] of entries) last = number
  return last === undefined ? [] : [last]
}
