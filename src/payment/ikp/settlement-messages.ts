// Capture, void and refund as they travel (SPEC.md 5): what a seller orders after an authorisation, and the
// acquirer's signed statement of how the payment then stands. The fields are reconstruction: ZiP only names the sections.

import { bytes, fixed, nested, oneOf, text, u32, u64 } from '../../bytes/fields.ts'
import { layout, taggedLayout, type Layout } from '../../bytes/layout.ts'
import { minorUnits } from '../../money/fields.ts'
import { DIGEST_BYTES, SECRET_BYTES } from './common.ts'

/**
 * `capture` moves `amount` more from the hold, `capture-to` as much as makes `amount` in all, `void` gives the rest of
 * the hold back, `refund` pays `amount` of what was cleared back to the buyer.
 */
export type SettlementKind = 'capture' | 'capture-to' | 'void' | 'refund'

export interface SettlementOrder {
  readonly sellerId: string
  readonly transactionId: bigint
  readonly commonDigest: Uint8Array
  /** 1, 2, 3 ... for the payment: an order that was lost is sent again under its number. */
  readonly sequence: number
  /** Fresh: two refunds of the same amount differ. */
  readonly nonce: Uint8Array
  readonly kind: SettlementKind
  /** Zero for a void. */
  readonly amount: bigint
}

export const settlementOrderLayout: Layout<SettlementOrder> = taggedLayout<SettlementOrder>('SettlementOrder', 0x14, {
  sellerId: text(255, 'ID_S'),
  transactionId: u64('TID_S'),
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
  sequence: u32('number of the order for this payment, from 1'),
  nonce: fixed(SECRET_BYTES, 'fresh for each order'),
  kind: oneOf(['capture', 'capture-to', 'void', 'refund'], 'what to do'),
  amount: minorUnits('how much'),
})

export interface SettlementRequest {
  /** Encoded SettlementOrder. */
  readonly order: Uint8Array
  /** Signature of the seller; in 1KP, where it has no key for that, a MAC. */
  readonly proof: Uint8Array
}

export const settlementRequestLayout: Layout<SettlementRequest> = layout<SettlementRequest>('SettlementRequest', {
  order: bytes(600, 'SettlementOrder'),
  proof: bytes(512, 'signature or MAC of the seller'),
})

export interface SettlementStatement {
  readonly commonDigest: Uint8Array
  readonly sequence: number
  readonly cleared: bigint
  readonly refunded: bigint
  readonly held: bigint
}

export const settlementStatementLayout: Layout<SettlementStatement> = taggedLayout<SettlementStatement>(
  'SettlementStatement',
  0x15,
  {
    commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
    sequence: u32('of the order that is answered'),
    cleared: minorUnits('cleared in all'),
    refunded: minorUnits('refunded in all'),
    held: minorUnits('still held'),
  },
)

export interface SettlementReply {
  readonly statement: SettlementStatement
  readonly acquirerSignature: Uint8Array
}

export const settlementReplyLayout: Layout<SettlementReply> = layout<SettlementReply>('SettlementReply', {
  statement: nested(settlementStatementLayout, 'how the payment stands now'),
  acquirerSignature: bytes(512, 'Sig_A'),
})
