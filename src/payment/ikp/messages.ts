// The flows of iKP as they travel (SPEC.md 3), and what each signature is over. A signature that a variant does
// not have is absent, never empty.

import { bytes, fixed, nested, oneOf, optional } from '../../bytes/fields.ts'
import { layout, taggedLayout, type Layout } from '../../bytes/layout.ts'
import { clearLayout, DIGEST_BYTES, SECRET_BYTES, SHARE_BYTES, termsLayout, type Clear, type Terms } from './common.ts'

const SIGNATURE_BYTES = 512
const CERTIFICATE_BYTES = 2048
const ENC_SLIP_BYTES = 6000

/** Flow 1, B→S. */
export interface Initiate {
  /** SALT_B. */
  readonly salt: Uint8Array
  /** ID_B. */
  readonly buyerPseudonym: Uint8Array
  readonly terms: Terms
  readonly buyerCertificate: Uint8Array | undefined
  /** Asks for a session key: the buyer's half. */
  readonly buyerShare: Uint8Array | undefined
}

/** Flow 2, S→B. Carries CERT_A so that the buyer can seal the slip. */
export interface Invoice {
  readonly clear: Clear
  /** Sig_S. */
  readonly sellerSignature: Uint8Array | undefined
  readonly sellerCertificate: Uint8Array | undefined
  readonly acquirerCertificate: Uint8Array
}

/** Flow 3, B→S. */
export interface Payment {
  /** EncSlip. */
  readonly sealedSlip: Uint8Array
  /** Sig_B. */
  readonly buyerSignature: Uint8Array | undefined
}

/** Flow 4, S→A. */
export interface AuthRequest {
  readonly clear: Clear
  /** H(DESC, SALT_B). */
  readonly descriptionDigest: Uint8Array
  readonly sealedSlip: Uint8Array
  /** Sig_S, or Sig2_S in the hardened variant. */
  readonly sellerSignature: Uint8Array | undefined
  readonly sellerCertificate: Uint8Array | undefined
  readonly buyerSignature: Uint8Array | undefined
  readonly buyerCertificate: Uint8Array | undefined
}

export type Answer = 'yes' | 'no'

/** Flow 5, A→S. */
export interface AuthResponse {
  /** Y/N. */
  readonly answer: Answer
  /** Sig_A. */
  readonly acquirerSignature: Uint8Array
}

/** Flow 6, S→B. */
export interface Confirm {
  readonly answer: Answer
  readonly acquirerSignature: Uint8Array
  /** V, only with a yes and only where the seller signs. */
  readonly accept: Uint8Array | undefined
}

export const initiateLayout: Layout<Initiate> = layout<Initiate>('Initiate', {
  salt: fixed(SECRET_BYTES, 'SALT_B'),
  buyerPseudonym: fixed(DIGEST_BYTES, 'ID_B'),
  terms: nested(termsLayout, 'PRICE or the chains'),
  buyerCertificate: optional(bytes(CERTIFICATE_BYTES, 'CERT_B')),
  buyerShare: optional(fixed(SHARE_BYTES, 'X25519 share')),
})

export const invoiceLayout: Layout<Invoice> = layout<Invoice>('Invoice', {
  clear: nested(clearLayout, 'Clear'),
  sellerSignature: optional(bytes(SIGNATURE_BYTES, 'Sig_S')),
  sellerCertificate: optional(bytes(CERTIFICATE_BYTES, 'CERT_S')),
  acquirerCertificate: bytes(CERTIFICATE_BYTES, 'CERT_A'),
})

export const paymentLayout: Layout<Payment> = layout<Payment>('Payment', {
  sealedSlip: bytes(ENC_SLIP_BYTES, 'EncSlip'),
  buyerSignature: optional(bytes(SIGNATURE_BYTES, 'Sig_B')),
})

export const authRequestLayout: Layout<AuthRequest> = layout<AuthRequest>('AuthRequest', {
  clear: nested(clearLayout, 'Clear'),
  descriptionDigest: fixed(DIGEST_BYTES, 'H(DESC, SALT_B)'),
  sealedSlip: bytes(ENC_SLIP_BYTES, 'EncSlip'),
  sellerSignature: optional(bytes(SIGNATURE_BYTES, 'Sig_S or Sig2_S')),
  sellerCertificate: optional(bytes(CERTIFICATE_BYTES, 'CERT_S')),
  buyerSignature: optional(bytes(SIGNATURE_BYTES, 'Sig_B')),
  buyerCertificate: optional(bytes(CERTIFICATE_BYTES, 'CERT_B')),
})

const answerField = oneOf(['yes', 'no'], 'Y/N')

export const authResponseLayout: Layout<AuthResponse> = layout<AuthResponse>('AuthResponse', {
  answer: answerField,
  acquirerSignature: bytes(SIGNATURE_BYTES, 'Sig_A'),
})

export const confirmLayout: Layout<Confirm> = layout<Confirm>('Confirm', {
  answer: answerField,
  acquirerSignature: bytes(SIGNATURE_BYTES, 'Sig_A'),
  accept: optional(fixed(SECRET_BYTES, 'V')),
})

/** What Sig_S is over: made at Invoice, before the seller has seen a payment. */
export interface SignedInvoice {
  readonly commonDigest: Uint8Array
}

/** What Sig_B and Sig2_S are over, each under a tag of its own. */
export interface SignedSlip {
  readonly sealedSlip: Uint8Array
  readonly commonDigest: Uint8Array
}

/** What Sig_A is over. */
export interface SignedAnswer {
  readonly answer: Answer
  readonly commonDigest: Uint8Array
}

export const signedInvoiceLayout: Layout<SignedInvoice> = taggedLayout<SignedInvoice>('SignedInvoice', 0x10, {
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
})

export const signedPaymentLayout: Layout<SignedSlip> = taggedLayout<SignedSlip>('SignedPayment', 0x11, {
  sealedSlip: bytes(ENC_SLIP_BYTES, 'EncSlip'),
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
})

export const signedRequestLayout: Layout<SignedSlip> = taggedLayout<SignedSlip>('SignedRequest', 0x12, {
  sealedSlip: bytes(ENC_SLIP_BYTES, 'EncSlip'),
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
})

export const signedAnswerLayout: Layout<SignedAnswer> = taggedLayout<SignedAnswer>('SignedAnswer', 0x13, {
  answer: answerField,
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
})
