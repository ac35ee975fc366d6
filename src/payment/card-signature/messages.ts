// A payment that a card signs, one signature each: the expensive baseline of the ticks (SPEC.md). The certificate is
// that of the tick purse.

import { bytes, fixed, nested, secret, u32, unixMs } from '../../bytes/fields.ts'
import { layout, taggedLayout, type Layout } from '../../bytes/layout.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { currency, minorUnits } from '../../money/fields.ts'
import {
  CARD_ID_BYTES,
  LONGEST_SECRET_KEY,
  LONGEST_SIGNATURE,
  NONCE_BYTES,
  PAYEE_BYTES,
  type SignedCertificate,
  signedCertificateLayout,
} from '../card-certificate.ts'

/** What the terminal asks for. */
export interface PaymentRequest {
  readonly payee: Uint8Array
  readonly terminalNonce: Uint8Array
  readonly date: number
  readonly currency: string
  readonly units: bigint
}

const requestFields = {
  payee: fixed(PAYEE_BYTES, 'who is paid: the only one who can deposit'),
  terminalNonce: fixed(NONCE_BYTES, 'fresh: tells a retry from a second payment'),
  date: unixMs("the terminal's clock"),
  currency: currency('the currency'),
  units: minorUnits('the amount'),
}

export const paymentRequestLayout: Layout<PaymentRequest> = layout<PaymentRequest>('PaymentRequest', requestFields)

export interface CardPayment extends PaymentRequest {
  readonly cardId: Uint8Array
  readonly counter: number
}

export const cardPaymentLayout: Layout<CardPayment> = taggedLayout<CardPayment>('CardPayment', 0x48, {
  cardId: fixed(CARD_ID_BYTES, 'the card that pays'),
  counter: u32('counts its payments from 1'),
  ...requestFields,
})

export interface SignedPayment {
  readonly payment: CardPayment
  readonly signature: Uint8Array
}

export const signedPaymentLayout: Layout<SignedPayment> = layout<SignedPayment>('SignedCardPayment', {
  payment: nested(cardPaymentLayout, 'the payment'),
  signature: bytes(LONGEST_SIGNATURE, "the card's signature over it"),
})

/**
 * Whether a signature of a card proves a payment: the plain signature over `cardPaymentLayout` unless a kind of card
 * can only sign something else that names the payment's hash.
 */
export type ProvesPayment = (publicKey: Uint8Array, payment: CardPayment, signature: Uint8Array) => boolean

export function plainProof({ signatures }: Pick<Crypto, 'signatures'>): ProvesPayment {
  return (publicKey, payment, signature) => signatures.verify(publicKey, cardPaymentLayout.encode(payment), signature)
}

/** The seller's claim at the acquirer. */
export interface PaymentClaim {
  readonly certificate: SignedCertificate
  readonly signed: SignedPayment
}

export const paymentClaimLayout: Layout<PaymentClaim> = taggedLayout<PaymentClaim>('PaymentClaim', 0x49, {
  certificate: nested(signedCertificateLayout, "the card's certificate"),
  signed: nested(signedPaymentLayout, 'the payment'),
})

export interface SignerPersonalisation {
  readonly certificate: SignedCertificate
  readonly signingKey: Uint8Array
  readonly largestPayment: bigint
}

export const signerPersonalisationLayout: Layout<SignerPersonalisation> = layout<SignerPersonalisation>(
  'SignerPersonalisation',
  {
    certificate: nested(signedCertificateLayout, 'card number, public key and currency, signed by the issuer'),
    signingKey: secret(bytes(LONGEST_SECRET_KEY, 'signs payments')),
    largestPayment: minorUnits('no payment exceeds it'),
  },
)

export interface SignerStatus {
  readonly cardId: Uint8Array
  readonly currency: string
  readonly counter: number
}

export const signerStatusLayout: Layout<SignerStatus> = layout<SignerStatus>('SignerStatus', {
  cardId: fixed(CARD_ID_BYTES, 'the card'),
  currency: currency('the currency'),
  counter: u32('payments signed so far'),
})
