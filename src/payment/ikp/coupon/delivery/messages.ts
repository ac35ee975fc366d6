// Micro-Request, Micro-Product, acknowledgement and close (coupon/SPEC.md 6). Each is the body of
// a Maced message. The MAC of a request covers index, coupon, description and number at once: a MAC over the
// description alone would let coupons be swapped between requests.

import { bytes, fixed, flag, list, nested, oneOf, u32, u64 } from '../../../../bytes/fields.ts'
import { taggedLayout, type Layout } from '../../../../bytes/layout.ts'
import { DIGEST_BYTES, MOST_CHAINS } from '../../common.ts'
import { microPaymentLayout, type MicroPayment } from '../messages.ts'

/** B→S. */
export interface MicroRequest {
  /** TID_S: which session. */
  readonly transactionId: bigint
  /** Rises by one with each new request; a repeat keeps it. */
  readonly requestNumber: number
  /** Of the chains of this session's Common only: its key is what protects them. Empty where nothing is due. */
  readonly coupons: readonly MicroPayment[]
  readonly encrypted: boolean
  /** Micro-desc: what is wanted, as it is or encrypted. */
  readonly description: Uint8Array
}

/** Why a request got no product, and its coupons did not count. */
export const NOT_COUNTED = [
  'notSold',
  'notReadable',
  'wrongPrice',
  'nothingPaid',
  'nothingNew',
  'anotherChain',
  'chainTwice',
  'chainClosed',
  'chainExpired',
  'spentNotWhole',
  'spentOutOfRange',
  'skipTooLong',
  'valueWrongSize',
  'valueNotOnChain',
] as const

/** Why a request gets no product any more, though its coupons counted. */
export const COUNTED = ['triesUsedUp', 'alreadyAcknowledged'] as const

export type NotCounted = (typeof NOT_COUNTED)[number]
export type Counted = (typeof COUNTED)[number]
export type MicroAnswer = 'product' | NotCounted | Counted

/** S→B. Names the request by its digest, and with it index, coupon and description. */
export interface MicroProduct {
  readonly transactionId: bigint
  readonly requestNumber: number
  readonly requestDigest: Uint8Array
  readonly answer: MicroAnswer
  readonly encrypted: boolean
  /** The product; with `notSold` what the shop says about it; else empty. */
  readonly product: Uint8Array
}

/** B→S: the product has arrived. */
export interface Acknowledgement {
  readonly transactionId: bigint
  readonly requestNumber: number
  readonly requestDigest: Uint8Array
}

/** B→S: asks the seller to close all chains of the session and to free what is left. */
export interface CloseRequest {
  readonly transactionId: bigint
  /** Of the last request: a close from before it cannot be played again after it. */
  readonly requestNumber: number
}

export const PRODUCT_BYTES = 60_000
const DESCRIPTION_BYTES = 4096

export const microRequestLayout: Layout<MicroRequest> = taggedLayout<MicroRequest>('MicroRequest', 0x30, {
  transactionId: u64('TID_S'),
  requestNumber: u32('number of the request in this session, from 1'),
  coupons: list(nested(microPaymentLayout, 'a coupon'), MOST_CHAINS, 'coupons'),
  encrypted: flag('the description is encrypted'),
  description: bytes(DESCRIPTION_BYTES, 'micro-desc'),
})

export const microProductLayout: Layout<MicroProduct> = taggedLayout<MicroProduct>('MicroProduct', 0x31, {
  transactionId: u64('TID_S'),
  requestNumber: u32('of the request that is answered'),
  requestDigest: fixed(DIGEST_BYTES, 'H(MicroRequest)'),
  answer: oneOf(['product', ...NOT_COUNTED, ...COUNTED], 'what became of the request'),
  encrypted: flag('the product is encrypted'),
  product: bytes(PRODUCT_BYTES, 'micro-product'),
})

export const acknowledgementLayout: Layout<Acknowledgement> = taggedLayout<Acknowledgement>('Acknowledgement', 0x32, {
  transactionId: u64('TID_S'),
  requestNumber: u32('of the request whose product arrived'),
  requestDigest: fixed(DIGEST_BYTES, 'H(MicroRequest)'),
})

export const closeRequestLayout: Layout<CloseRequest> = taggedLayout<CloseRequest>('CloseRequest', 0x33, {
  transactionId: u64('TID_S'),
  requestNumber: u32('of the last request'),
})
