// What signed payments prove to anybody, by two signatures each, trusting the issuer's key and nothing else.

import { printHex } from '../../../src/bytes/hex.ts'
import type { Crypto } from '../../../src/crypto/crypto.ts'
import { createCardCertificateCheck, type CardCertificateCheck } from '../../../src/payment/card-certificate.ts'
import type { PaymentClaim, ProvesPayment } from '../../../src/payment/card-signature/messages.ts'
import { revenueOf } from '../contract/self-check.ts'

export interface ClaimEvidence {
  readonly crypto: Crypto
  readonly proves: ProvesPayment
  readonly issuerKey: Uint8Array
  readonly claims: readonly { readonly claim: PaymentClaim }[]
  /** The sellers' names by the payee that cards sign, in hex. */
  readonly payees: ReadonlyMap<string, string>
}

export function judgeClaims(evidence: ClaimEvidence): ReadonlyMap<string, bigint> {
  const certificates = createCardCertificateCheck(evidence.crypto, evidence.issuerKey)
  const proven = evidence.claims.map(({ claim }) => {
    const payee = printHex(claim.signed.payment.payee)
    return { seller: evidence.payees.get(payee) ?? payee, paid: provenBy(evidence.proves, certificates, claim) }
  })
  return revenueOf([], proven)
}

/** Nothing where it proves nothing. */
function provenBy(
  proves: ProvesPayment,
  certificates: CardCertificateCheck,
  { certificate, signed }: PaymentClaim,
): bigint {
  const { payment, signature } = signed
  const checked = certificates(certificate, payment.date)
  if (!checked.ok) return 0n
  return proves(checked.value.checked.certificate.publicKey, payment, signature) ? payment.units : 0n
}
