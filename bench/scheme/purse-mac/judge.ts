// What collections prove to whoever holds the masters: a MAC convinces nobody else, and the judge could have made them all.

import { equalConstantTime } from '../../../src/bytes/bytes.ts'
import { digestOf } from '../../../src/payment/purse-mac/acquirer.ts'
import { collectionKeyOf, type MacIssuer } from '../../../src/payment/purse-mac/issuer.ts'
import { isSigned } from '../../../src/payment/purse-mac/keys.ts'
import { collectionLayout, type CollectionClaim } from '../../../src/payment/purse-mac/messages.ts'
import { revenueOf, sum } from '../contract/self-check.ts'

export interface CollectionEvidence {
  /** Secret: its keys are all that a judge of MACs can trust. */
  readonly issuer: MacIssuer
  readonly collections: readonly { readonly seller: string; readonly claim: CollectionClaim }[]
}

export function judgeCollections({ issuer, collections }: CollectionEvidence): ReadonlyMap<string, bigint> {
  return revenueOf(
    [],
    collections.map(({ seller, claim }) => ({ seller, paid: provenBy(issuer, claim) })),
  )
}

/** Nothing where it proves nothing. */
function provenBy(issuer: MacIssuer, { collection, purchases }: CollectionClaim): bigint {
  const { psamId, count, digest, total } = collection.body
  if (!isSigned(issuer.mac, collectionKeyOf(issuer, psamId), collectionLayout, collection)) return 0n
  const all = sum(purchases.map(({ units }) => units))
  const isWhole = count === purchases.length && equalConstantTime(digestOf(issuer.hash, purchases), digest)
  return isWhole && all === total ? total : 0n
}
