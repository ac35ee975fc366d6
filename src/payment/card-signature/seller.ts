// The seller's side of signed payments: two signature checks for a new card, one for each payment (SPEC.md 4).

import { equalConstantTime } from '../../bytes/bytes.ts'
import { accept, refuse, type Outcome } from '../outcome.ts'
import type { CheckedCertificate } from '../card-certificate.ts'
import {
  paymentRequestLayout,
  type PaymentClaim,
  type PaymentRequest,
  type ProvesPayment,
  type SignedPayment,
} from './messages.ts'

export type PaymentRefusal = 'otherCard' | 'otherRequest' | 'paymentForged'

/** The claim to persist before serving, if the card signed exactly what was asked. */
export function acceptPayment(
  proves: ProvesPayment,
  { checked: certificate }: CheckedCertificate,
  asked: PaymentRequest,
  signed: SignedPayment,
): Outcome<PaymentClaim, PaymentRefusal> {
  const { payment, signature } = signed
  if (!equalConstantTime(payment.cardId, certificate.certificate.cardId)) return refuse('otherCard')
  const same = equalConstantTime(paymentRequestLayout.encode(payment), paymentRequestLayout.encode(asked))
  if (!same || asked.currency !== certificate.certificate.currency) return refuse('otherRequest')
  if (!proves(certificate.certificate.publicKey, payment, signature)) return refuse('paymentForged')
  return accept({ certificate, signed })
}
