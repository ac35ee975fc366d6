// What signed payments prove to anybody, by two signatures each, trusting the issuer's key and nothing else.

import type { Crypto } from '../../../src/crypto/crypto.ts'
import { checkCertificate } from '../../../src/payment/card-certificate.ts'
import type { PaymentClaim, ProvesPayment } from '../../../src/payment/card-signature/messages.ts'
import { revenueOf } from '../contract/self-check.ts'

export interface ClaimEvidence {
  readonly crypto: Crypto
  readonly proves: ProvesPayment
  readonly issuerKey: Uint8Array
  readonly claims: readonly { readonly seller: string; readonly claim: PaymentClaim }[]
}

export function judgeClaims(evidence: ClaimEvidence): ReadonlyMap<string, bigint> {
  return revenueOf(
    [],
    evidence.claims.map(({ seller, claim }) => ({ seller, paid: provenBy(evidence, claim) })),
  )
}

/** Nothing where it proves nothing. */
function provenBy({ crypto, proves, issuerKey }: ClaimEvidence, { certificate, signed }: PaymentClaim): bigint {
  const { payment, signature } = signed
  if (!checkCertificate(crypto, issuerKey, certificate, payment.date).ok) return 0n
  return proves(certificate.certificate.publicKey, payment, signature) ? payment.units : 0n
}
