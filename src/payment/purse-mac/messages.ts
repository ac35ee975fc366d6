// What purse, security module and issuer MAC for one another, after EN 1546 (SPEC.md 3). "Signature" S1, S2, S3 is that
// standard's word for these MACs. Each structure has a type of its own, 50 to 5D.

import { fixed, list, nested, u32, u8, unixMs } from '../../bytes/fields.ts'
import { layout, taggedLayout, type Layout } from '../../bytes/layout.ts'
import { currency, minorUnits } from '../../money/fields.ts'
import { controlOrderLayout, type ControlOrder } from '../card-control.ts'

export const ID_BYTES = 8
/** AES-CMAC cut to 64 bits, the least that SP 800-38B allows without a limit on tries: a try costs an exchange. */
export const SIGNATURE_BYTES = 8
export const DIGEST_BYTES = 32

/** A structure with its MAC. */
export interface Maced<Body> {
  readonly body: Body
  readonly signature: Uint8Array
}

function maced<Body>(body: Layout<Body>, meaning: string): Layout<Maced<Body>> {
  return layout<Maced<Body>>(`Maced${body.name}`, {
    body: nested(body, meaning),
    signature: fixed(SIGNATURE_BYTES, 'AES-CMAC over it, its first 8 bytes'),
  })
}

/** What a purse says at INITIALIZE IEP for a purchase; S1 shows that it is genuine. */
export interface PurchaseOffer {
  readonly iepId: Uint8Array
  readonly currency: string
  readonly expires: number
  readonly keyVersion: number
  /** NT_IEP that the purchase will use. */
  readonly iepNumber: number
}

export const purchaseOfferLayout: Layout<PurchaseOffer> = taggedLayout<PurchaseOffer>('PurchaseOffer', 0x50, {
  iepId: fixed(ID_BYTES, 'ID_IEP, the purse'),
  currency: currency('the currency'),
  expires: unixMs('end of its validity'),
  keyVersion: u8('which master its purchase key is derived from'),
  iepNumber: u32('NT_IEP, the number that the purchase will use'),
})

/** S1. */
export const macedOfferLayout: Layout<Maced<PurchaseOffer>> = maced(purchaseOfferLayout, 'the offer')

/** What is bought, and between whom: under S2 an order to the purse, under S3 its word that the money has left. */
export interface Purchase {
  readonly iepId: Uint8Array
  readonly iepNumber: number
  readonly psamId: Uint8Array
  readonly psamNumber: number
  readonly currency: string
  readonly units: bigint
}

const purchaseFields = {
  iepId: fixed(ID_BYTES, 'ID_IEP, the purse that pays'),
  iepNumber: u32('NT_IEP, its number for this purchase'),
  psamId: fixed(ID_BYTES, 'ID_PSAM, the module that is paid'),
  psamNumber: u32('NT_PSAM, its number for this purchase'),
  currency: currency('the currency'),
  units: minorUnits('the amount'),
}

export const purchaseOrderLayout: Layout<Purchase> = taggedLayout<Purchase>('PurchaseOrder', 0x51, purchaseFields)
export const purchaseDoneLayout: Layout<Purchase> = taggedLayout<Purchase>('PurchaseDone', 0x52, purchaseFields)
/** The module's word that it has counted a purchase. */
export const purchaseTakenLayout: Layout<Purchase> = taggedLayout<Purchase>('PurchaseTaken', 0x5c, purchaseFields)
export const macedTakenLayout: Layout<Maced<Purchase>> = maced(purchaseTakenLayout, 'the purchase')

/** S2. */
export const macedOrderLayout: Layout<Maced<Purchase>> = maced(purchaseOrderLayout, 'the order')

/** What a purse says at INITIALIZE IEP for a load, to the issuer. */
export interface LoadOffer {
  readonly iepId: Uint8Array
  readonly currency: string
  readonly iepNumber: number
  readonly balance: bigint
}

export const loadOfferLayout: Layout<LoadOffer> = taggedLayout<LoadOffer>('LoadOffer', 0x53, {
  iepId: fixed(ID_BYTES, 'ID_IEP, the purse'),
  currency: currency('the currency'),
  iepNumber: u32('NT_IEP, the number that the load will use'),
  balance: minorUnits('its balance'),
})

export const macedLoadOfferLayout: Layout<Maced<LoadOffer>> = maced(loadOfferLayout, 'the offer')

/** The issuer's order to load; under the other tag the purse's word that it has. */
export interface Credit {
  readonly iepId: Uint8Array
  readonly iepNumber: number
  readonly currency: string
  readonly units: bigint
}

const creditFields = {
  iepId: fixed(ID_BYTES, 'ID_IEP, the purse'),
  iepNumber: u32('NT_IEP, its number for this load'),
  currency: currency('the currency'),
  units: minorUnits('the amount'),
}

export const creditOrderLayout: Layout<Credit> = taggedLayout<Credit>('CreditOrder', 0x54, creditFields)
export const creditDoneLayout: Layout<Credit> = taggedLayout<Credit>('CreditDone', 0x55, creditFields)
export const macedCreditLayout: Layout<Maced<Credit>> = maced(creditOrderLayout, 'the order')

/** One purchase in the module's hash over all of them: a later one cannot change an earlier one. */
export interface ChainedPurchase {
  readonly previous: Uint8Array
  readonly purchase: Purchase
}

export const chainedPurchaseLayout: Layout<ChainedPurchase> = taggedLayout<ChainedPurchase>('ChainedPurchase', 0x58, {
  previous: fixed(DIGEST_BYTES, 'the digest before it, zeros at first'),
  purchase: nested(purchaseDoneLayout, 'the purchase'),
})

/** What a module has taken in since the last collection. */
export interface Collection {
  readonly psamId: Uint8Array
  readonly number: number
  readonly currency: string
  readonly total: bigint
  readonly count: number
  readonly digest: Uint8Array
}

export const collectionLayout: Layout<Collection> = taggedLayout<Collection>('Collection', 0x59, {
  psamId: fixed(ID_BYTES, 'ID_PSAM, the module'),
  number: u32('counts its collections from 1'),
  currency: currency('the currency'),
  total: minorUnits('the sum'),
  count: u32('how many purchases'),
  digest: fixed(DIGEST_BYTES, 'the hash over all of them, in order'),
})

export const macedCollectionLayout: Layout<Maced<Collection>> = maced(collectionLayout, 'the collection')

/** A terminal that has this many purchases collects. */
export const LONGEST_COLLECTION = 10_000

/** What the terminal sends: the module's statement and the purchases that it stands for, in order. */
export interface CollectionClaim {
  readonly collection: Maced<Collection>
  readonly purchases: readonly Purchase[]
}

export const collectionClaimLayout: Layout<CollectionClaim> = taggedLayout<CollectionClaim>('CollectionClaim', 0x5d, {
  collection: nested(macedCollectionLayout, "the module's statement"),
  purchases: list(nested(purchaseDoneLayout, 'a purchase'), LONGEST_COLLECTION, 'what it stands for, in order'),
})

/** The acquirer's word that a collection has been paid: the module may forget it. */
export interface CollectionPaid {
  readonly psamId: Uint8Array
  readonly number: number
  readonly total: bigint
}

export const collectionPaidLayout: Layout<CollectionPaid> = taggedLayout<CollectionPaid>('CollectionPaid', 0x5a, {
  psamId: fixed(ID_BYTES, 'ID_PSAM, the module'),
  number: u32('which collection'),
  total: minorUnits('what was paid for it'),
})

export const macedCollectionPaidLayout: Layout<Maced<CollectionPaid>> = maced(collectionPaidLayout, 'the payment')

/** The issuer's order to block or unblock a purse. */
export const macedControlLayout: Layout<Maced<ControlOrder>> = maced(controlOrderLayout, 'the order')

export const LONGEST_HOT_LIST = 32

/** Purses that no module may take any more. */
export interface HotList {
  readonly version: number
  readonly purses: readonly Uint8Array[]
}

export const hotListLayout: Layout<HotList> = taggedLayout<HotList>('HotList', 0x5b, {
  version: u32('a list replaces those of lower version'),
  purses: list(fixed(ID_BYTES, 'ID_IEP'), LONGEST_HOT_LIST, 'the purses'),
})

export const macedHotListLayout: Layout<Maced<HotList>> = maced(hotListLayout, 'the list')
