// The seller of iKP (SPEC.md 3 and 4): Invoice, Auth-Request, Confirm. V and VC are drawn together and at most one
// of them ever leaves: the step that makes room for one drops the other, and that state is durable before anything is
// sent. Cancel and Inquiry stand in files of their own.

import { equalConstantTime } from '../../bytes/bytes.ts'
import type { Crypto, RandomBytes } from '../../crypto/crypto.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import type { CertificateCheck } from './certificate.ts'
import {
  digestAccept,
  digestCancel,
  digestCommon,
  digestDescription,
  SECRET_BYTES,
  type Clear,
  type Common,
} from './common.ts'
import {
  authResponseLayout,
  initiateLayout,
  paymentLayout,
  signedAnswerLayout,
  signedInvoiceLayout,
  signedPaymentLayout,
  signedRequestLayout,
  type AuthRequest,
  type AuthResponse,
  type Confirm,
  type Initiate,
  type Invoice,
  type Payment,
} from './messages.ts'
import { captureOf, meetsOffer, type Offer } from './offer.ts'
import { termsAreSane } from './terms.ts'
import { buyerSigns, sellerSigns, sellerSignsSlip, type Variant } from './variant.ts'

export interface Seller {
  readonly crypto: Crypto
  readonly random: RandomBytes
  readonly variant: Variant
  readonly certificates: CertificateCheck
  /** ID_S. */
  readonly sellerId: string
  /** CERT_S and SK_S, from 2KP on. */
  readonly certificate: Uint8Array | undefined
  readonly signatureKey: Uint8Array | undefined
  /** K_(S,A): proves captures and refunds where there is no signature key. */
  readonly settlementKey: Uint8Array
  /** CERT_A, passed on to buyers, and PK_A from it. */
  readonly acquirerCertificate: Uint8Array
  readonly acquirerKey: Uint8Array
  /** How long an authorised hold lasts, ms. */
  readonly holdMs: number
}

/** V and VC as drawn for an invoice. Neither has left yet. */
export interface ReceiptSecrets {
  readonly accept: Uint8Array
  readonly cancel: Uint8Array
}

interface InvoicedFacts {
  readonly common: Common
  readonly commonDigest: Uint8Array
  /** Encoded Initiate and the invoice that answered it. */
  readonly initiate: Uint8Array
  readonly invoice: Invoice
  readonly buyerCertificate: Uint8Array | undefined
  /** The secret behind the seller's share of the session key. */
  readonly agreementKey: Uint8Array | undefined
}

interface RequestedFacts extends InvoicedFacts {
  /** Encoded Payment: EncSlip and Sig_B are the seller's evidence in a dispute. */
  readonly payment: Uint8Array
  readonly request: AuthRequest
}

interface AnsweredFacts extends RequestedFacts {
  /** Encoded Auth-Response: Sig_A is the seller's claim on the acquirer. */
  readonly response: Uint8Array
  /** Holds V after a yes. After a no V is gone: nobody ever sees it. */
  readonly confirm: Confirm
}

export interface InvoicedPayment extends InvoicedFacts {
  readonly step: 'invoiced'
  readonly secrets: ReceiptSecrets | undefined
}

/** The acquirer may say yes from now on, so VC is gone. */
export interface RequestedPayment extends RequestedFacts {
  readonly step: 'requested'
  readonly acceptSecret: Uint8Array | undefined
}

export interface AuthorisedPayment extends AnsweredFacts {
  readonly step: 'authorised'
}

export interface DeclinedPayment extends AnsweredFacts {
  readonly step: 'declined'
}

/** V is gone. */
export interface WithdrawnInvoice extends InvoicedFacts {
  readonly step: 'cancelled'
  readonly cancelSecret: Uint8Array
}

export type SellerPayment = InvoicedPayment | RequestedPayment | AuthorisedPayment | DeclinedPayment | WithdrawnInvoice

export type SellerRefusal =
  | 'outOfOrder'
  | 'changedRepeat'
  | 'wrongShape'
  | 'otherTerms'
  | 'termsNotSane'
  | 'buyerNotCertified'
  | 'buyerSignatureWrong'
  | 'alreadyExpired'
  | 'acquirerSignatureWrong'
  | 'anotherPayment'
  | 'variantHasNoCancel'
  | 'tooLateToCancel'

export interface InvoiceInput {
  readonly initiate: Initiate
  readonly offer: Offer
  /** TID_S: never used before by this seller. */
  readonly transactionId: bigint
  readonly now: number
  /** What the session holds already: a repeated Initiate gets the stored invoice and no second TID_S. */
  readonly known?: SellerPayment | undefined
}

/** Flows 1 to 2. Undefined state when nothing was agreed. */
export function invoice(
  seller: Seller,
  { initiate, offer, transactionId, now, known }: InvoiceInput,
): Transition<SellerPayment | undefined, Outcome<Invoice, SellerRefusal>> {
  if (known !== undefined) {
    const same = equalConstantTime(known.initiate, initiateLayout.encode(initiate))
    return [known, same ? accept(known.invoice) : refuse('changedRepeat')]
  }
  const refused = refuseInitiate(seller, initiate, offer)
  if (refused !== undefined) return [undefined, refuse(refused)]
  const { crypto, random } = seller
  const secrets = sellerSigns(seller.variant)
    ? { accept: random(SECRET_BYTES), cancel: random(SECRET_BYTES) }
    : undefined
  const half = initiate.buyerShare && crypto.agreement.keyPair(random)
  const common: Common = {
    seller: {
      sellerId: seller.sellerId,
      transactionId,
      date: now,
      expires: now + seller.holdMs,
      nonce: random(SECRET_BYTES),
      capture: captureOf(offer),
      acceptDigest: secrets && digestAccept(crypto, secrets.accept),
      cancelDigest: secrets && digestCancel(crypto, secrets.cancel),
      sellerShare: half?.publicKey,
    },
    terms: initiate.terms,
    buyerPseudonym: initiate.buyerPseudonym,
    descriptionDigest: digestDescription(crypto, initiate.salt, offer.description),
    buyerShare: initiate.buyerShare,
  }
  const commonDigest = digestCommon(crypto, common)
  const message = invoiceFor(seller, common, commonDigest)
  const { buyerCertificate } = initiate
  const facts = { common, commonDigest, buyerCertificate, invoice: message, initiate: initiateLayout.encode(initiate) }
  return [{ step: 'invoiced', ...facts, secrets, agreementKey: half?.secretKey }, accept(message)]
}

/** Flows 3 to 4. In 3KP the buyer's signature is checked before anything is sent on. */
export function requestAuthorisation(
  seller: Seller,
  state: SellerPayment,
  payment: Payment,
  now: number,
): Transition<SellerPayment, Outcome<AuthRequest, SellerRefusal>> {
  const encoded = paymentLayout.encode(payment)
  if (state.step === 'cancelled') return [state, refuse('outOfOrder')]
  if (state.step !== 'invoiced') {
    return [state, equalConstantTime(state.payment, encoded) ? accept(state.request) : refuse('changedRepeat')]
  }
  const refused = refusePayment(seller, state, payment, now)
  if (refused !== undefined) return [state, refuse(refused)]
  const request: AuthRequest = {
    clear: state.invoice.clear,
    descriptionDigest: state.common.descriptionDigest,
    sealedSlip: payment.sealedSlip,
    sellerSignature: requestSignature(seller, state, payment.sealedSlip),
    sellerCertificate: sellerSigns(seller.variant) ? seller.certificate : undefined,
    buyerSignature: payment.buyerSignature,
    buyerCertificate: state.buyerCertificate,
  }
  const { secrets, ...facts } = state
  const acceptSecret = secrets?.accept
  return [{ ...facts, step: 'requested', acceptSecret, payment: encoded, request }, accept(request)]
}

/** Flows 5 to 6: the acquirer's signature decides; only a yes releases V. */
export function answered(
  seller: Seller,
  state: SellerPayment,
  response: AuthResponse,
): Transition<SellerPayment, Outcome<Confirm, SellerRefusal>> {
  if (state.step === 'invoiced' || state.step === 'cancelled') return [state, refuse('outOfOrder')]
  const encoded = authResponseLayout.encode(response)
  if (state.step !== 'requested') {
    return [state, equalConstantTime(state.response, encoded) ? accept(state.confirm) : refuse('changedRepeat')]
  }
  const { answer, acquirerSignature } = response
  const signed = signedAnswerLayout.encode({ answer, commonDigest: state.commonDigest })
  if (!seller.crypto.signatures.verify(seller.acquirerKey, signed, acquirerSignature)) {
    return [state, refuse('acquirerSignatureWrong')]
  }
  const { acceptSecret, ...facts } = state
  const confirm: Confirm = { answer, acquirerSignature, accept: answer === 'yes' ? acceptSecret : undefined }
  return [{ ...facts, step: answer === 'yes' ? 'authorised' : 'declined', response: encoded, confirm }, accept(confirm)]
}

function refuseInitiate(seller: Seller, initiate: Initiate, offer: Offer): SellerRefusal | undefined {
  if ((initiate.buyerCertificate !== undefined) !== buyerSigns(seller.variant)) return 'wrongShape'
  if (!termsAreSane(initiate.terms)) return 'termsNotSane'
  return meetsOffer(initiate.terms, offer) ? undefined : 'otherTerms'
}

function invoiceFor(seller: Seller, common: Common, commonDigest: Uint8Array): Invoice {
  const { buyerShare } = common
  const clear: Clear = { seller: common.seller, chains: common.terms.chains, buyerShare, commonDigest }
  const { acquirerCertificate } = seller
  if (!sellerSigns(seller.variant)) {
    return { clear, sellerSignature: undefined, sellerCertificate: undefined, acquirerCertificate }
  }
  const sellerSignature = sign(seller, signedInvoiceLayout.encode({ commonDigest }))
  return { clear, sellerSignature, sellerCertificate: seller.certificate, acquirerCertificate }
}

function refusePayment(
  seller: Seller,
  state: InvoicedPayment,
  { sealedSlip, buyerSignature }: Payment,
  now: number,
): SellerRefusal | undefined {
  if (state.common.seller.expires <= now) return 'alreadyExpired'
  if ((buyerSignature !== undefined) !== buyerSigns(seller.variant)) return 'wrongShape'
  if (buyerSignature === undefined) return undefined
  const buyer = state.buyerCertificate && seller.certificates(state.buyerCertificate, 'buyer', now)
  if (buyer === undefined) return 'buyerNotCertified'
  const signed = signedPaymentLayout.encode({ sealedSlip, commonDigest: state.commonDigest })
  const holds = seller.crypto.signatures.verify(buyer.signatureKey, signed, buyerSignature)
  return holds ? undefined : 'buyerSignatureWrong'
}

/** Sig2_S in the hardened variant, else the Sig_S of the invoice, else nothing. */
function requestSignature(seller: Seller, state: InvoicedFacts, sealedSlip: Uint8Array): Uint8Array | undefined {
  if (!sellerSignsSlip(seller.variant)) return state.invoice.sellerSignature
  return sign(seller, signedRequestLayout.encode({ sealedSlip, commonDigest: state.commonDigest }))
}

function sign(seller: Seller, message: Uint8Array): Uint8Array {
  if (seller.signatureKey === undefined) throw new RangeError('a signing seller without a signature key')
  return seller.crypto.signatures.sign(seller.signatureKey, message)
}
