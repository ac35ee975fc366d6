// What the issuer says of a card that signs, and what a seller checks of it once a card (cafe-tick/SPEC.md 3). For the
// schemes whose cards sign; the sizes hold for all that they exchange.

import { byteKey, equalConstantTime } from '../bytes/bytes.ts'
import { bytes, fixed, nested, unixMs } from '../bytes/fields.ts'
import { layout, taggedLayout, type Layout } from '../bytes/layout.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { currency } from '../money/fields.ts'
import type { CheckTable } from './check-table.ts'
import { accept, refuse, type Outcome } from './outcome.ts'

export const CARD_ID_BYTES = 8
export const PAYEE_BYTES = 16
export const NONCE_BYTES = 16
/** RSA-2048 is the longest signature, its SubjectPublicKeyInfo the longest key. */
export const LONGEST_SIGNATURE = 256
export const LONGEST_PUBLIC_KEY = 300
/** PKCS #8 of an RSA-2048 key is the longest secret key. */
export const LONGEST_SECRET_KEY = 1300

/** What the issuer says of a card: this key belongs to this card, in this currency, until then. */
export interface CardCertificate {
  readonly cardId: Uint8Array
  readonly publicKey: Uint8Array
  readonly currency: string
  readonly expires: number
}

export const cardCertificateLayout: Layout<CardCertificate> = taggedLayout<CardCertificate>('CardCertificate', 0x40, {
  cardId: fixed(CARD_ID_BYTES, 'the card'),
  publicKey: bytes(LONGEST_PUBLIC_KEY, 'the key that verifies its commitments'),
  currency: currency('the currency of the purse'),
  expires: unixMs('no chain may be opened later'),
})

export interface SignedCertificate {
  readonly certificate: CardCertificate
  readonly signature: Uint8Array
}

export const signedCertificateLayout: Layout<SignedCertificate> = layout<SignedCertificate>('SignedCertificate', {
  certificate: nested(cardCertificateLayout, 'the certificate'),
  signature: bytes(LONGEST_SIGNATURE, "the issuer's signature over it"),
})

/** A certificate that `checkCertificate` has passed; keep it, so that a card is checked once and not once a chain. */
export interface CheckedCertificate {
  readonly checked: SignedCertificate
}

export type CertificateRefusal = 'certificateExpired' | 'certificateForged'

/** `now` in ms since 1970. */
export function checkCertificate(
  crypto: Crypto,
  issuerKey: Uint8Array,
  signed: SignedCertificate,
  now: number,
): Outcome<CheckedCertificate, CertificateRefusal> {
  if (now > signed.certificate.expires) return refuse('certificateExpired')
  const body = cardCertificateLayout.encode(signed.certificate)
  if (!crypto.signatures.verify(issuerKey, body, signed.signature)) return refuse('certificateForged')
  return accept({ checked: signed })
}

/** `checkCertificate` with the issuer's key that its holder was set up with. */
export type CardCertificateCheck = (
  signed: SignedCertificate,
  now: number,
) => Outcome<CheckedCertificate, CertificateRefusal>

/**
 * A check that remembers what it has verified, one certificate a card, as copies of its own: whoever holds it verifies the
 * same bytes once. Validity is looked at each time.
 */
export function createCardCertificateCheck(crypto: Crypto, issuerKey: Uint8Array): CardCertificateCheck {
  const verified = new Map<string, { readonly bytes: Uint8Array; readonly certificate: CheckedCertificate }>()
  return (signed, now) => {
    const { cardId, expires } = signed.certificate
    const card = byteKey(cardId)
    const bytes = signedCertificateLayout.encode(signed)
    const known = verified.get(card)
    if (known !== undefined && now <= expires && equalConstantTime(known.bytes, bytes)) return accept(known.certificate)
    const checked = checkCertificate(crypto, issuerKey, signed, now)
    if (!checked.ok) return checked
    const certificate = { checked: signedCertificateLayout.decode(bytes) }
    verified.set(card, { bytes, certificate })
    return accept(certificate)
  }
}

const CERTIFICATE_CLAUSE = 'cafe-tick/SPEC.md 3'

/** In the order in which `checkCertificate` asks. */
export const CERTIFICATE_CHECKS: CheckTable<CertificateRefusal> = {
  certificateExpired: { asks: 'valid', clause: CERTIFICATE_CLAUSE },
  certificateForged: { asks: 'issuer’s signature', clause: CERTIFICATE_CLAUSE },
}
