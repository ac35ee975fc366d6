// Collections at the acquirer: one MAC over a total pays for many purchases; the purchases themselves, which the terminal
// kept, must hash to what the module says, and go into the shadow balances of their purses (SPEC.md 6).

import { equalConstantTime } from '../../bytes/bytes.ts'
import { fits } from '../../money/amount.ts'
import { bookPayment, type Booked } from '../card-account.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import { collectionKeyOf, type IepAccount, type MacIssuer, type PsamAccount } from './issuer.ts'
import { isSigned, withSignature } from './keys.ts'
import {
  chainedPurchaseLayout,
  collectionLayout,
  collectionPaidLayout,
  DIGEST_BYTES,
  type Collection,
  type CollectionClaim,
  type CollectionPaid,
  type Maced,
  type Purchase,
} from './messages.ts'

export interface Collected {
  /** Goes back to the module. */
  readonly receipt: Maced<CollectionPaid>
  /** Minor units now paid to the seller. */
  readonly units: bigint
  /** Purchases to book on their purses: none when the collection had been paid before. */
  readonly purchases: readonly Purchase[]
}

export type CollectionRefusal =
  | 'otherPsam'
  | 'currencyWrong'
  | 'collectionForged'
  | 'collectionOutOfOrder'
  | 'purchasesMissing'
  | 'purchasesAltered'
  | 'totalWrong'
  | 'purchaseNotNew'
  | 'paidOverRange'

/** Pays a collection once. The same again gets the same receipt and pays nothing. */
export function collect(
  issuer: MacIssuer,
  account: PsamAccount,
  claim: CollectionClaim,
): Transition<PsamAccount, Outcome<Collected, CollectionRefusal>> {
  return payOnce(issuer, account, claim.collection, claim.purchases)
}

/**
 * A collection whose purchases the terminal has lost: paid once on the word of the module, whose MAC covers total and
 * count. It books nothing on purses, whose shadow balances then stand above what they hold.
 */
export function collectUnlisted(
  issuer: MacIssuer,
  account: PsamAccount,
  collection: Maced<Collection>,
): Transition<PsamAccount, Outcome<Collected, CollectionRefusal>> {
  return payOnce(issuer, account, collection, undefined)
}

/** What closes the last collection that was paid, and proves to the module whose acquirer this is. */
export function receiptOf(issuer: MacIssuer, account: PsamAccount): Maced<CollectionPaid> {
  const { psamId, collected: number, total } = account
  return withSignature(issuer.mac, collectionKeyOf(issuer, psamId), collectionPaidLayout, { psamId, number, total })
}

function payOnce(
  issuer: MacIssuer,
  account: PsamAccount,
  collection: Maced<Collection>,
  purchases: readonly Purchase[] | undefined,
): Transition<PsamAccount, Outcome<Collected, CollectionRefusal>> {
  const { body } = collection
  if (!equalConstantTime(body.psamId, account.psamId)) return [account, refuse('otherPsam')]
  if (body.currency !== account.currency) return [account, refuse('currencyWrong')]
  const key = collectionKeyOf(issuer, account.psamId)
  if (!isSigned(issuer.mac, key, collectionLayout, collection)) return [account, refuse('collectionForged')]
  const { number, total, count, digest } = body
  if (number === account.collected && total === account.total && equalConstantTime(digest, account.digest)) {
    return [account, accept({ receipt: receiptOf(issuer, account), units: 0n, purchases: [] })]
  }
  if (number !== account.collected + 1) return [account, refuse('collectionOutOfOrder')]
  const refused = purchases && refusePurchases(issuer, account, body, purchases)
  if (refused !== undefined) return [account, refuse(refused)]
  const paid = account.paid + total
  if (!fits(paid)) return [account, refuse('paidOverRange')]
  const next = { ...account, collected: number, total, digest, number: account.number + count, paid }
  return [next, accept({ receipt: receiptOf(issuer, next), units: total, purchases: purchases ?? [] })]
}

/** The hash that a module with these purchases has, starting from an empty batch. */
export function digestOf(hash: MacIssuer['hash'], purchases: readonly Purchase[]): Uint8Array {
  return purchases.reduce<Uint8Array>(
    (previous, purchase) => hash(chainedPurchaseLayout.encode({ previous, purchase })),
    new Uint8Array(DIGEST_BYTES),
  )
}

/** Books a paid purchase on its purse. A number used twice shows a cloned purse or an opened module. */
export function bookPurchase(
  account: IepAccount,
  purchase: Purchase,
): Transition<IepAccount, Outcome<Booked, 'numberUsedTwice' | 'depositedOverRange'>> {
  const { iepNumber, units } = purchase
  const usedAlready = account.payments.has(iepNumber) || account.loads.get(iepNumber)?.state === 'confirmed'
  if (usedAlready) return [{ ...account, standing: 'broken' }, refuse('numberUsedTwice')]
  return bookPayment(account, iepNumber, purchase, units)
}

function refusePurchases(
  { hash }: MacIssuer,
  account: PsamAccount,
  { count, digest, total }: Collection,
  purchases: readonly Purchase[],
): CollectionRefusal | undefined {
  if (count !== purchases.length) return 'purchasesMissing'
  if (!equalConstantTime(digestOf(hash, purchases), digest)) return 'purchasesAltered'
  if (purchases.reduce((sum, { units }) => sum + units, 0n) !== total) return 'totalWrong'
  const ofThisModule = purchases.every(
    ({ psamId, psamNumber }, at) => equalConstantTime(psamId, account.psamId) && psamNumber === account.number + 1 + at,
  )
  return ofThisModule ? undefined : 'purchaseNotNew'
}
