// Inquiry (SPEC.md 3): a buyer or seller that missed flow 5 or 6 asks again how a payment stands. Answering
// changes nothing. "Unknown" proves nothing and is never acted on: only Sig_A, V and VC change what the asker holds.
// Unlike a repeated Auth-Request, an Inquiry never makes the acquirer authorise anything.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { fixed, nested, optional, text, u64 } from '../../bytes/fields.ts'
import { layout, type Layout } from '../../bytes/layout.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import { confirm, confirmByAcquirer, type Buyer, type BuyerPayment, type BuyerRefusal } from './buyer.ts'
import { takeCancel } from './cancel.ts'
import { DIGEST_BYTES, SECRET_BYTES, type Common } from './common.ts'
import type { AcquirerLedger } from './ledger.ts'
import { authResponseLayout, confirmLayout, type AuthResponse, type Confirm } from './messages.ts'
import { answered, type Seller, type SellerPayment, type SellerRefusal } from './seller.ts'

/** B→S, B→A or S→A. */
export interface Inquiry {
  readonly sellerId: string
  readonly transactionId: bigint
  readonly commonDigest: Uint8Array
}

/** S→B: Confirm, VC, or neither when the seller has nothing to show. */
export interface SellerStanding {
  readonly commonDigest: Uint8Array
  readonly confirm: Confirm | undefined
  readonly cancel: Uint8Array | undefined
}

/** A→B or A→S: the stored Auth-Response, or nothing. */
export interface AcquirerStanding {
  readonly commonDigest: Uint8Array
  readonly response: AuthResponse | undefined
}

/** What the asker has learnt. */
export type Standing = 'unknown' | 'cancelled' | 'answered'

export const inquiryLayout: Layout<Inquiry> = layout<Inquiry>('Inquiry', {
  sellerId: text(255, 'ID_S'),
  transactionId: u64('TID_S'),
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
})

export const sellerStandingLayout: Layout<SellerStanding> = layout<SellerStanding>('SellerStanding', {
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
  confirm: optional(nested(confirmLayout, 'the stored Confirm')),
  cancel: optional(fixed(SECRET_BYTES, 'VC')),
})

export const acquirerStandingLayout: Layout<AcquirerStanding> = layout<AcquirerStanding>('AcquirerStanding', {
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
  response: optional(nested(authResponseLayout, 'the stored Auth-Response')),
})

/** What buyer and seller ask with: both hold Common once the invoice is out. */
export function inquire(held: { readonly common: Common; readonly commonDigest: Uint8Array }): Inquiry {
  const { sellerId, transactionId } = held.common.seller
  return { sellerId, transactionId, commonDigest: held.commonDigest }
}

/** The seller looks up. A question about another H(Common) under the same TID_S learns nothing. */
export function standingAtSeller(state: SellerPayment | undefined, { commonDigest }: Inquiry): SellerStanding {
  const nothing: SellerStanding = { commonDigest, confirm: undefined, cancel: undefined }
  if (state === undefined || !equalConstantTime(state.commonDigest, commonDigest)) return nothing
  switch (state.step) {
    case 'invoiced':
    case 'requested':
      return nothing
    case 'authorised':
    case 'declined':
      return { ...nothing, confirm: state.confirm }
    case 'cancelled':
      return { ...nothing, cancel: state.cancelSecret }
  }
}

/** The acquirer looks up, by the same rule. A record that was forgotten is unknown. */
export function standingAtAcquirer(ledger: AcquirerLedger, inquiry: Inquiry): AcquirerStanding {
  const { sellerId, transactionId, commonDigest } = inquiry
  const payment = ledger.payment(sellerId, transactionId)
  const known = payment !== undefined && equalConstantTime(payment.commonDigest, commonDigest)
  return { commonDigest, response: known ? payment.response : undefined }
}

/** The buyer takes the seller's reply as it would take the Confirm or Cancel that it missed. */
export function buyerLearnsFromSeller(
  buyer: Buyer,
  payment: BuyerPayment,
  standing: SellerStanding,
): Transition<BuyerPayment, Outcome<Standing, BuyerRefusal>> {
  if (!isAbout(payment, standing.commonDigest)) return [payment, refuse('anotherPayment')]
  const { commonDigest, confirm: confirmation, cancel } = standing
  if (confirmation !== undefined && cancel !== undefined) return [payment, refuse('wrongShape')]
  if (cancel !== undefined) return takeCancel(buyer, payment, { commonDigest, cancel })
  if (confirmation === undefined) return [payment, accept('unknown')]
  const [next, outcome] = confirm(buyer, payment, confirmation)
  return [next, outcome.ok ? accept('answered') : outcome]
}

/** The buyer learns the answer where the seller is silent: a receipt without V, which an Inquiry may complete later. */
export function buyerLearnsFromAcquirer(
  buyer: Buyer,
  payment: BuyerPayment,
  standing: AcquirerStanding,
): Transition<BuyerPayment, Outcome<Standing, BuyerRefusal>> {
  if (!isAbout(payment, standing.commonDigest)) return [payment, refuse('anotherPayment')]
  if (standing.response === undefined) return [payment, accept('unknown')]
  const [next, outcome] = confirmByAcquirer(buyer, payment, standing.response)
  return [next, outcome.ok ? accept('answered') : outcome]
}

/** The seller takes the acquirer's reply as the Auth-Response that it missed. */
export function sellerLearnsFromAcquirer(
  seller: Seller,
  state: SellerPayment,
  standing: AcquirerStanding,
): Transition<SellerPayment, Outcome<Standing, SellerRefusal>> {
  if (!equalConstantTime(standing.commonDigest, state.commonDigest)) return [state, refuse('anotherPayment')]
  if (standing.response === undefined) return [state, accept('unknown')]
  const [next, outcome] = answered(seller, state, standing.response)
  return [next, outcome.ok ? accept('answered') : outcome]
}

function isAbout(payment: BuyerPayment, commonDigest: Uint8Array): boolean {
  if (payment.step === 'initiated') return false
  const paid = payment.step === 'paid' ? payment : payment.paid
  return equalConstantTime(paid.commonDigest, commonDigest)
}
