// What signed payments prove to anybody, by two signatures each, trusting the issuer's key and nothing else.

import { printHex } from '../../../src/bytes/hex.ts'
import type { Crypto } from '../../../src/crypto/crypto.ts'
import { createCardCertificateCheck, type CardCertificateCheck } from '../../../src/payment/card-certificate.ts'
import {
  paymentClaimLayout,
  type PaymentClaim,
  type ProvesPayment,
} from '../../../src/payment/card-signature/messages.ts'
import type { Court } from '../contract/declaration.ts'
import { revenueOf } from '../contract/self-check.ts'
import { PAYMENT_SIGNERS, type PaymentSignerName } from './signers.ts'

export interface ClaimEvidence {
  /** What signed: it decides what counts as a card's signature. */
  readonly signer: PaymentSignerName
  readonly issuerKey: Uint8Array
  /** Encoded. */
  readonly claims: readonly Uint8Array[]
  /** The sellers' names by the payee that cards sign, in hex. */
  readonly payees: ReadonlyMap<string, string>
}

export function claimsCourt(crypto: Crypto): Court<ClaimEvidence> {
  let certificates: CardCertificateCheck | undefined
  return {
    hear({ signer, issuerKey, claims, payees }) {
      const check = (certificates ??= createCardCertificateCheck(crypto, issuerKey))
      const proves = PAYMENT_SIGNERS[signer].proof(crypto)
      const proven = claims.map((bytes) => {
        const claim = paymentClaimLayout.decode(bytes)
        const payee = printHex(claim.signed.payment.payee)
        return { seller: payees.get(payee) ?? payee, paid: provenBy(proves, check, claim) }
      })
      return revenueOf([], proven)
    },
  }
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
