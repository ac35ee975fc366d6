// Cancel (flow 3' of SPEC.md 3): instead of asking the acquirer, the seller gives up the payment and releases VC.
// From 2KP on only: in 1KP nothing would prove who sent it. The paper's reason is left out: VC does not protect it and
// nobody acts on it. The buyer may ask for a cancellation; its request proves nothing and can only stop a payment that
// its sender could as well have kept from arriving.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { fixed } from '../../bytes/fields.ts'
import { layout, type Layout } from '../../bytes/layout.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import type { Buyer, BuyerPayment, BuyerRefusal, SentPayment } from './buyer.ts'
import { DIGEST_BYTES, digestCancel, SECRET_BYTES } from './common.ts'
import type { SellerPayment, SellerRefusal } from './seller.ts'

/** B→S: please cancel. */
export interface CancelRequest {
  readonly commonDigest: Uint8Array
}

/** S→B. */
export interface Cancel {
  readonly commonDigest: Uint8Array
  /** VC. */
  readonly cancel: Uint8Array
}

export const cancelRequestLayout: Layout<CancelRequest> = layout<CancelRequest>('CancelRequest', {
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
})

export const cancelLayout: Layout<Cancel> = layout<Cancel>('Cancel', {
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
  cancel: fixed(SECRET_BYTES, 'VC'),
})

/** The seller gives up: possible until it has asked the acquirer, who may say yes from then on. */
export function cancel(state: SellerPayment): Transition<SellerPayment, Outcome<Cancel, SellerRefusal>> {
  switch (state.step) {
    case 'invoiced': {
      const { secrets, ...facts } = state
      if (secrets === undefined) return [state, refuse('variantHasNoCancel')]
      const withdrawn = { ...facts, step: 'cancelled', cancelSecret: secrets.cancel } as const
      return [withdrawn, accept({ commonDigest: state.commonDigest, cancel: secrets.cancel })]
    }
    case 'cancelled':
      return [state, accept({ commonDigest: state.commonDigest, cancel: state.cancelSecret })]
    case 'requested':
    case 'authorised':
    case 'declined':
      return [state, refuse('tooLateToCancel')]
  }
}

/** The buyer's request to cancel reaches the seller. */
export function cancelOnRequest(
  state: SellerPayment,
  { commonDigest }: CancelRequest,
): Transition<SellerPayment, Outcome<Cancel, SellerRefusal>> {
  return equalConstantTime(commonDigest, state.commonDigest) ? cancel(state) : [state, refuse('anotherPayment')]
}

/** The buyer asks. Nothing changes until VC, or an answer, comes back. */
export function askToCancel({ commonDigest }: SentPayment): CancelRequest {
  return { commonDigest }
}

/** The buyer is shown VC. After a yes of the acquirer that is a contradiction, and both are kept for a judge. */
export function takeCancel(
  buyer: Buyer,
  payment: BuyerPayment,
  message: Cancel,
): Transition<BuyerPayment, Outcome<'cancelled', BuyerRefusal>> {
  if (payment.step === 'initiated') return [payment, refuse('outOfOrder')]
  const paid = payment.step === 'paid' ? payment : payment.paid
  const refused = refuseCancel(buyer, paid, message)
  if (refused !== undefined) return [payment, refuse(refused)]
  switch (payment.step) {
    case 'paid':
      return [{ step: 'cancelled', paid, cancel: message.cancel }, accept('cancelled')]
    case 'cancelled':
      return [payment, accept('cancelled')]
    case 'answered': {
      const { receipt } = payment
      if (receipt.answer === 'no') return [payment, accept('cancelled')]
      return [{ step: 'contradicted', paid, receipt, cancel: message.cancel }, refuse('contradiction')]
    }
    case 'contradicted':
      return [payment, refuse('contradiction')]
  }
}

function refuseCancel(buyer: Buyer, paid: SentPayment, message: Cancel): BuyerRefusal | undefined {
  if (!equalConstantTime(message.commonDigest, paid.commonDigest)) return 'anotherPayment'
  const { cancelDigest } = paid.common.seller
  if (cancelDigest === undefined) return 'variantHasNoCancel'
  return equalConstantTime(digestCancel(buyer.crypto, message.cancel), cancelDigest) ? undefined : 'cancelWrong'
}
