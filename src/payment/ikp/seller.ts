// The seller of iKP (protocols.md 1.4, 1.5): Invoice, Auth-Request, Confirm, and Cancel in its place. V and VC are
// drawn together and at most one of them ever leaves: after a yes it is V, after a cancellation VC.

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
  type Terms,
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
  /** CERT_A, passed on to buyers, and PK_A from it. */
  readonly acquirerCertificate: Uint8Array
  readonly acquirerKey: Uint8Array
  /** How long an authorised hold lasts, ms. */
  readonly holdMs: number
}

/** What the seller agreed to sell: a price, or coupons within limits. */
export interface Offer {
  /** DESC. */
  readonly description: Uint8Array
  readonly currency: string
  /** The exact price of a plain payment, the largest total for coupons; minor units. */
  readonly price: bigint
  readonly coupons: CouponLimits | undefined
}

export interface CouponLimits {
  readonly longestChain: number
  readonly smallestValue: bigint
}

interface InvoicedFacts {
  readonly common: Common
  readonly commonDigest: Uint8Array
  /** Encoded Initiate and the invoice that answered it. */
  readonly initiate: Uint8Array
  readonly invoice: Invoice
  /** V and VC: secret until one of them is released. */
  readonly acceptSecret: Uint8Array
  readonly cancelSecret: Uint8Array
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
  readonly confirm: Confirm
}

export type SellerPayment =
  | ({ readonly step: 'invoiced' } & InvoicedFacts)
  | ({ readonly step: 'requested' } & RequestedFacts)
  | ({ readonly step: 'authorised' } & AnsweredFacts)
  | ({ readonly step: 'declined' } & AnsweredFacts)
  | ({ readonly step: 'cancelled' } & InvoicedFacts)

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

export interface InvoiceInput {
  readonly initiate: Initiate
  readonly offer: Offer
  /** TID_S: never used before by this seller. */
  readonly transactionId: bigint
  readonly now: number
}

/** Flows 1 to 2. Undefined state when nothing was agreed. */
export function invoice(
  seller: Seller,
  { initiate, offer, transactionId, now }: InvoiceInput,
): Transition<SellerPayment | undefined, Outcome<Invoice, SellerRefusal>> {
  const refused = refuseInitiate(seller, initiate, offer)
  if (refused !== undefined) return [undefined, refuse(refused)]
  const { crypto, random } = seller
  const [nonce, acceptSecret, cancelSecret] = [random(SECRET_BYTES), random(SECRET_BYTES), random(SECRET_BYTES)]
  const signs = sellerSigns(seller.variant)
  const half = initiate.buyerShare && crypto.agreement.keyPair(random)
  const common: Common = {
    seller: {
      sellerId: seller.sellerId,
      transactionId,
      date: now,
      expires: now + seller.holdMs,
      nonce,
      capture: offer.coupons === undefined ? 'authorise-and-clear' : 'authorise',
      acceptDigest: signs ? digestAccept(crypto, acceptSecret) : undefined,
      cancelDigest: signs ? digestCancel(crypto, cancelSecret) : undefined,
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
  const secrets = { acceptSecret, cancelSecret, agreementKey: half?.secretKey }
  const facts = { common, commonDigest, buyerCertificate, invoice: message, initiate: initiateLayout.encode(initiate) }
  return [{ step: 'invoiced', ...facts, ...secrets }, accept(message)]
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
  return [{ ...state, step: 'requested', payment: encoded, request }, accept(request)]
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
  const releases = answer === 'yes' && sellerSigns(seller.variant)
  const confirm: Confirm = { answer, acquirerSignature, accept: releases ? state.acceptSecret : undefined }
  const step = answer === 'yes' ? 'authorised' : 'declined'
  return [{ ...state, step, response: encoded, confirm }, accept(confirm)]
}

function refuseInitiate(seller: Seller, initiate: Initiate, offer: Offer): SellerRefusal | undefined {
  if ((initiate.buyerCertificate !== undefined) !== buyerSigns(seller.variant)) return 'wrongShape'
  if (!termsAreSane(initiate.terms)) return 'termsNotSane'
  return meetsOffer(initiate.terms, offer) ? undefined : 'otherTerms'
}

function meetsOffer(terms: Terms, { currency, price, coupons }: Offer): boolean {
  if (terms.currency !== currency) return false
  if (coupons === undefined) return terms.chains.length === 0 && terms.price === price
  return (
    terms.chains.length > 0 &&
    terms.price <= price &&
    terms.chains.every((chain) => chain.length <= coupons.longestChain) &&
    terms.values.every((value) => value >= coupons.smallestValue)
  )
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
  state: InvoicedFacts,
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
