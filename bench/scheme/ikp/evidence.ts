// What a seller stores of an authorised chain, as bytes, for a judge of its claim (oracle 7 of ARCHITECTURE.md).

import type { CouponEvidence } from '../../../src/payment/ikp/coupon/judge.ts'
import { commonLayout } from '../../../src/payment/ikp/common.ts'
import type { SellerPayment } from '../../../src/payment/ikp/seller.ts'

/** Everything but the best coupon, which comes with the last claim. */
export type ChainEvidence = Omit<CouponEvidence, 'spent' | 'coupon'>

export function evidenceOf(payment: SellerPayment): ChainEvidence {
  if (payment.step !== 'authorised') throw new RangeError(`a payment that is ${payment.step}, not authorised`)
  return {
    common: commonLayout.encode(payment.common),
    payment: payment.payment,
    buyerCertificate: payment.buyerCertificate,
    response: payment.response,
    position: 0,
  }
}
