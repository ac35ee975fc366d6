// What commands to purse and module carry where messages.ts has no structure for it. Never MACed as it stands.

import { fixed, flag, nested, u16, u32, u8, unixMs } from '../../bytes/fields.ts'
import { layout, type Layout } from '../../bytes/layout.ts'
import { currency, minorUnits } from '../../money/fields.ts'
import { iepRecordLayout, type IepRecord } from './purse-state.ts'
import {
  ID_BYTES,
  macedOfferLayout,
  purchaseDoneLayout,
  SIGNATURE_BYTES,
  type Maced,
  type Purchase,
  type PurchaseOffer,
} from './messages.ts'

/** S3, the purse's last word of a transaction. */
export interface IepSignature {
  readonly signature: Uint8Array
}

export const iepSignatureLayout: Layout<IepSignature> = layout<IepSignature>('IepSignature', {
  signature: fixed(SIGNATURE_BYTES, 'S3: the money has moved'),
})

/** The last transaction with the S3 that was its answer. */
export interface PreviousIep extends IepSignature {
  readonly record: IepRecord
}

export const previousIepLayout: Layout<PreviousIep> = layout<PreviousIep>('PreviousIep', {
  record: nested(iepRecordLayout, 'the last transaction'),
  signature: fixed(SIGNATURE_BYTES, 'the S3 that was its answer'),
})

export interface IepStatus {
  readonly iepId: Uint8Array
  readonly currency: string
  readonly balance: bigint
  readonly number: number
  readonly blocked: boolean
  /** Tries left to present the PIN. */
  readonly pinTries: number
}

export const iepStatusLayout: Layout<IepStatus> = layout<IepStatus>('IepStatus', {
  iepId: fixed(ID_BYTES, 'ID_IEP'),
  currency: currency('the currency'),
  balance: minorUnits('the balance'),
  number: u32('NT_IEP of the last transaction, 0 before the first'),
  blocked: flag('blocked by the issuer'),
  pinTries: u8('tries left to present the PIN'),
})

export interface IepLogRequest {
  readonly age: number
}

export const iepLogRequestLayout: Layout<IepLogRequest> = layout<IepLogRequest>('IepLogRequest', {
  age: u16('0 for the newest record'),
})

/** INITIALIZE PSAM: what the purse offered, forwarded, with the amount and the terminal's clock. */
export interface PsamPurchaseRequest {
  readonly offer: Maced<PurchaseOffer>
  readonly units: bigint
  readonly date: number
}

export const psamPurchaseRequestLayout: Layout<PsamPurchaseRequest> = layout<PsamPurchaseRequest>(
  'PsamPurchaseRequest',
  {
    offer: nested(macedOfferLayout, 'what the purse said at INITIALIZE IEP'),
    units: minorUnits('the amount'),
    date: unixMs("the terminal's clock"),
  },
)

/** What the module has taken in: the terminal keeps the purchases for the acquirer. */
export interface PsamReceipt {
  readonly purchase: Purchase
  /** The sum since the last collection. */
  readonly total: bigint
}

export const psamReceiptLayout: Layout<PsamReceipt> = layout<PsamReceipt>('PsamReceipt', {
  purchase: nested(purchaseDoneLayout, 'the purchase that was counted'),
  total: minorUnits('the sum since the last collection'),
})

export interface PsamStatus {
  readonly psamId: Uint8Array
  readonly currency: string
  readonly number: number
  readonly total: bigint
  readonly count: number
}

export const psamStatusLayout: Layout<PsamStatus> = layout<PsamStatus>('PsamStatus', {
  psamId: fixed(ID_BYTES, 'ID_PSAM'),
  currency: currency('the currency'),
  number: u32('NT_PSAM of the last purchase, 0 before the first'),
  total: minorUnits('the sum since the last collection'),
  count: u32('purchases since the last collection'),
})
