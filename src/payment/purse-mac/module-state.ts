// What a PSAM (purchase security application module, EN 1546) keeps: the seller's own chip, which holds masters of the
// purses' keys. Purchases go into a batch; a collection is the batch as it was handed to the acquirer.

import { fixed, flag, list, nested, secret, u32, u8 } from '../../bytes/fields.ts'
import { layout, type Layout } from '../../bytes/layout.ts'
import { CMAC_KEY_BYTES, type Cmac } from '../../crypto/cmac.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { currency, minorUnits } from '../../money/fields.ts'
import type { Outcome, Transition } from '../outcome.ts'
import { DIGEST_BYTES, ID_BYTES, type HotList, type Purchase } from './messages.ts'

export interface PsamTools {
  readonly mac: Cmac
  readonly hash: Crypto['hash']
}

/** The master from which purses of one version were diversified. A module need not hold all (partitioned masters). */
export interface PurchaseMaster {
  readonly version: number
  readonly key: Uint8Array
}

export const purchaseMasterLayout: Layout<PurchaseMaster> = layout<PurchaseMaster>('PurchaseMaster', {
  version: u8('the key version that purses name'),
  key: secret(fixed(CMAC_KEY_BYTES, 'the master')),
})

export const MOST_MASTERS = 4

export interface PsamPersonalisation {
  readonly psamId: Uint8Array
  readonly currency: string
  readonly masters: readonly PurchaseMaster[]
  readonly collectionKey: Uint8Array
  readonly largestPurchase: bigint
}

export const psamPersonalisationLayout: Layout<PsamPersonalisation> = layout<PsamPersonalisation>(
  'PsamPersonalisation',
  {
    psamId: fixed(ID_BYTES, 'ID_PSAM'),
    currency: currency('the currency that it takes'),
    masters: list(nested(purchaseMasterLayout, 'a master'), MOST_MASTERS, 'masters of purchase keys'),
    collectionKey: secret(fixed(CMAC_KEY_BYTES, 'shared with the acquirer')),
    largestPurchase: minorUnits('no purchase exceeds it'),
  },
)

/** The purchases since the last collection. One cell: a purchase is one atomic write. */
export interface PsamBatch {
  /** NT_PSAM of the last purchase; it never goes back. */
  readonly number: number
  readonly total: bigint
  readonly count: number
  readonly digest: Uint8Array
  /** The last purchase, so that it can be told again: purse, NT_IEP, amount. */
  readonly lastIepId: Uint8Array
  readonly lastIepNumber: number
  readonly lastUnits: bigint
}

export const psamBatchLayout: Layout<PsamBatch> = layout<PsamBatch>('PsamBatch', {
  number: u32('NT_PSAM of the last purchase'),
  total: minorUnits('the sum since the last collection'),
  count: u32('purchases since the last collection'),
  digest: fixed(DIGEST_BYTES, 'the hash over them'),
  lastIepId: fixed(ID_BYTES, 'purse of the last purchase'),
  lastIepNumber: u32('its NT_IEP'),
  lastUnits: minorUnits('its amount'),
})

/** The collection handed out last. */
export interface PsamCollection {
  readonly number: number
  readonly total: bigint
  readonly count: number
  readonly digest: Uint8Array
  /** Not yet acknowledged by the acquirer. */
  readonly open: boolean
}

export const psamCollectionLayout: Layout<PsamCollection> = layout<PsamCollection>('PsamCollection', {
  number: u32('counts collections from 1; 0 before the first'),
  total: minorUnits('the sum'),
  count: u32('how many purchases'),
  digest: fixed(DIGEST_BYTES, 'the hash over them'),
  open: flag('not yet acknowledged'),
})

/** RAM: the purchase between INITIALIZE PSAM and CREDIT PSAM. After a reset the terminal sends both again. */
export interface PsamSession {
  readonly purchase: Purchase
  readonly key: Uint8Array
}

export interface PsamState {
  readonly identity: PsamPersonalisation | undefined
  readonly batch: PsamBatch
  readonly collection: PsamCollection
  readonly hotList: HotList
  readonly session: PsamSession | undefined
}

const NOTHING = { total: 0n, count: 0, digest: new Uint8Array(DIGEST_BYTES) }

/** The batch once its purchases have been handed out; the last purchase can still be told. */
export function emptied(batch: PsamBatch): PsamBatch {
  return { ...batch, ...NOTHING }
}

export const NEW_PSAM: PsamState = {
  identity: undefined,
  batch: { number: 0, ...NOTHING, lastIepId: new Uint8Array(ID_BYTES), lastIepNumber: 0, lastUnits: 0n },
  collection: { number: 0, ...NOTHING, open: false },
  hotList: { version: 0, purses: [] },
  session: undefined,
}

export type PsamStep<Reply, Refusal extends string> = Transition<PsamState, Outcome<Reply, Refusal>>
