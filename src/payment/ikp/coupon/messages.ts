// The messages that coupons add to iKP: Micro-Payment, Clear-Request, Clear-Reply (SPEC.md 3).
// On the wire stands the paper's falling index j; everybody inside counts `spent = n - j`.

import { bytes, fixed, flag, nested, text, u32, u64, u8 } from '../../../bytes/fields.ts'
import { layout, taggedLayout, type Layout } from '../../../bytes/layout.ts'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../../../chain/step.ts'
import { minorUnits } from '../../../money/fields.ts'
import { DIGEST_BYTES } from '../common.ts'

/** Row 7, B→S: one coupon, or several by the lowest number alone. */
export interface MicroPayment {
  /** Which chain: the identifier that stands in Common. */
  readonly chainId: Uint8Array
  /** j of PB_j. */
  readonly index: number
  readonly coupon: Uint8Array
}

export const microPaymentLayout: Layout<MicroPayment> = layout<MicroPayment>('MicroPayment', {
  chainId: fixed(CHAIN_ID_BYTES, 'which chain'),
  index: u32('j'),
  coupon: fixed(CHAIN_VALUE_BYTES, 'PB_j'),
})

/** What the seller claims in row 8, and what its signature or MAC is over. */
export interface ClearClaim {
  readonly sellerId: string
  readonly transactionId: bigint
  readonly commonDigest: Uint8Array
  /** Position of the chain in Common. */
  readonly chain: number
  /** Rises with every request for the chain, so that an old one cannot be played again. */
  readonly sequence: number
  readonly index: number
  readonly coupon: Uint8Array
  /** Closes the chain: what is not spent goes back to the buyer. */
  readonly final: boolean
}

export interface ClearRequest {
  readonly claim: Uint8Array
  /** Signature or MAC over the claim; empty where the policy asks for none. */
  readonly proof: Uint8Array
}

export const clearClaimLayout: Layout<ClearClaim> = taggedLayout<ClearClaim>('ClearClaim', 0x20, {
  sellerId: text(255, 'ID_S'),
  transactionId: u64('TID_S'),
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
  chain: u8('position of the chain in Common'),
  sequence: u32('number of the request for this chain, from 1'),
  index: u32('j'),
  coupon: fixed(CHAIN_VALUE_BYTES, 'PB_j'),
  final: flag('close the chain'),
})

export const clearRequestLayout: Layout<ClearRequest> = layout<ClearRequest>('ClearRequest', {
  claim: bytes(600, 'ClearClaim'),
  proof: bytes(512, 'signature or MAC of the seller, empty where the acquirer asks for none'),
})

/** Row 9: the acquirer's statement about the chain after the request, whether or not money moved. */
export interface ClearStatement {
  readonly commonDigest: Uint8Array
  readonly chain: number
  readonly sequence: number
  /** Where the chain stands now. */
  readonly index: number
  readonly coupon: Uint8Array
  /** Paid because of this request, and for the chain in all. */
  readonly paid: bigint
  readonly paidInAll: bigint
  /** Billed to the seller for this request. */
  readonly fee: bigint
  readonly closed: boolean
}

export interface ClearReply {
  readonly statement: ClearStatement
  /** Sig_A over the statement. */
  readonly acquirerSignature: Uint8Array
}

export const clearStatementLayout: Layout<ClearStatement> = taggedLayout<ClearStatement>('ClearStatement', 0x21, {
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
  chain: u8('position of the chain in Common'),
  sequence: u32('of the request that is answered'),
  index: u32('j of the best coupon cleared'),
  coupon: fixed(CHAIN_VALUE_BYTES, 'PB_j'),
  paid: minorUnits('paid now'),
  paidInAll: minorUnits('paid for this chain so far'),
  fee: minorUnits('billed for this request'),
  closed: flag('the chain is closed'),
})

export const clearReplyLayout: Layout<ClearReply> = layout<ClearReply>('ClearReply', {
  statement: nested(clearStatementLayout, 'what holds now'),
  acquirerSignature: bytes(512, 'Sig_A'),
})
