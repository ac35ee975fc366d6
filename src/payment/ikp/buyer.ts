// The buyer of iKP (protocols.md 1.4, 1.5): Initiate, Payment, and the check of Confirm that leaves a receipt.
// A repeated message gets the stored answer; a different one in its place is refused.

import { equalConstantTime } from '../../bytes/bytes.ts'
import type { Crypto, KeyPair, RandomBytes } from '../../crypto/crypto.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import type { CertificateBody, CertificateCheck } from './certificate.ts'
import {
  digestAccept,
  digestCommon,
  digestDescription,
  pseudonymOf,
  SECRET_BYTES,
  slipLayout,
  type Common,
  type Terms,
} from './common.ts'
import {
  invoiceLayout,
  signedAnswerLayout,
  signedInvoiceLayout,
  signedPaymentLayout,
  type Answer,
  type Confirm,
  type Initiate,
  type Invoice,
  type Payment,
} from './messages.ts'
import { sameChains, termsAreSane } from './terms.ts'
import { buyerSigns, sellerSigns, type Variant } from './variant.ts'

export interface Buyer {
  readonly crypto: Crypto
  readonly random: RandomBytes
  readonly variant: Variant
  readonly certificates: CertificateCheck
  /** BAN and EXPIRATION. */
  readonly account: string
  readonly expiration: string
  /** Goes into the slip in 1KP and 2KP. */
  readonly pin: string | undefined
  /** CERT_B and SK_B, in 3KP. */
  readonly certificate: Uint8Array | undefined
  readonly signatureKey: Uint8Array | undefined
  /** How far DATE may lie from the buyer's clock, ms. */
  readonly clockSkewMs: number
}

/** What the buyer means to buy: agreed with the seller before iKP starts. */
export interface Order {
  readonly sellerId: string
  /** DESC. */
  readonly description: Uint8Array
  readonly terms: Terms
  /** Agrees on a session key with the seller while paying (protocols.md 2.7). */
  readonly agreesOnKey?: boolean
}

export interface InitiatedPayment {
  readonly step: 'initiated'
  readonly order: Order
  readonly salt: Uint8Array
  /** R_B. */
  readonly blinding: Uint8Array
  readonly buyerPseudonym: Uint8Array
  /** Both halves of the buyer's side of a session key. */
  readonly agreement: KeyPair | undefined
}

export interface SentPayment {
  readonly step: 'paid'
  readonly order: Order
  /** Encoded Invoice: evidence, and how a repeat is known. */
  readonly invoice: Uint8Array
  readonly common: Common
  readonly commonDigest: Uint8Array
  readonly sellerSignature: Uint8Array | undefined
  readonly acquirerKey: Uint8Array
  readonly message: Payment
  /** The secret behind the buyer's share of the session key. */
  readonly agreementKey: Uint8Array | undefined
}

/** What the buyer can show afterwards (B2, B3, B4 of protocols.md 1.6). */
export interface Receipt {
  readonly common: Common
  readonly commonDigest: Uint8Array
  readonly answer: Answer
  readonly acquirerSignature: Uint8Array
  readonly sellerSignature: Uint8Array | undefined
  /** V. */
  readonly accept: Uint8Array | undefined
}

export interface AnsweredPayment {
  readonly step: 'answered'
  readonly paid: SentPayment
  readonly receipt: Receipt
}

export type BuyerPayment = InitiatedPayment | SentPayment | AnsweredPayment

export type BuyerRefusal =
  | 'outOfOrder'
  | 'changedRepeat'
  | 'wrongShape'
  | 'otherSeller'
  | 'otherTerms'
  | 'dateOutsideWindow'
  | 'alreadyExpired'
  | 'commonDiffers'
  | 'sellerNotCertified'
  | 'sellerSignatureWrong'
  | 'acquirerNotCertified'
  | 'acquirerSignatureWrong'
  | 'acceptMissing'
  | 'acceptWrong'

/** Flow 1. Throws `RangeError` for an order whose terms are not sane: a fault of the caller. */
export function initiate(buyer: Buyer, order: Order): Transition<InitiatedPayment, Initiate> {
  if (!termsAreSane(order.terms)) throw new RangeError('the terms of the order do not add up')
  const salt = buyer.random(SECRET_BYTES)
  const blinding = buyer.random(SECRET_BYTES)
  const buyerPseudonym = pseudonymOf(buyer.crypto, blinding, buyer.account)
  const buyerCertificate = buyerSigns(buyer.variant) ? buyer.certificate : undefined
  const agreement = order.agreesOnKey === true ? buyer.crypto.agreement.keyPair(buyer.random) : undefined
  return [
    { step: 'initiated', order, salt, blinding, buyerPseudonym, agreement },
    { salt, buyerPseudonym, terms: order.terms, buyerCertificate, buyerShare: agreement?.publicKey },
  ]
}

/** Flows 2 to 3: checks the invoice, then seals the slip and signs. */
export async function pay(
  buyer: Buyer,
  payment: BuyerPayment,
  invoice: Invoice,
  now: number,
): Promise<Transition<BuyerPayment, Outcome<Payment, BuyerRefusal>>> {
  const encoded = invoiceLayout.encode(invoice)
  if (payment.step === 'paid') return [payment, repeated(payment, encoded)]
  if (payment.step !== 'initiated') return [payment, refuse('outOfOrder')]
  const checked = checkInvoice(buyer, payment, invoice, now)
  if (!checked.ok) return [payment, checked]
  const { common, commonDigest, acquirer } = checked.value
  const message = await sealAndSign(buyer, payment, checked.value)
  const paid: SentPayment = {
    step: 'paid',
    order: payment.order,
    invoice: encoded,
    common,
    commonDigest,
    sellerSignature: invoice.sellerSignature,
    acquirerKey: acquirer.signatureKey,
    message,
    agreementKey: payment.agreement?.secretKey,
  }
  return [paid, accept(message)]
}

/** Flow 6: a valid answer, yes or no, ends the payment; the receipt is the evidence. */
export function confirm(
  buyer: Buyer,
  payment: BuyerPayment,
  message: Confirm,
): Transition<BuyerPayment, Outcome<Receipt, BuyerRefusal>> {
  if (payment.step === 'initiated') return [payment, refuse('outOfOrder')]
  const paid = payment.step === 'answered' ? payment.paid : payment
  const refused = refuseConfirm(buyer, paid, message)
  if (refused !== undefined) return [payment, refuse(refused)]
  if (payment.step === 'answered') {
    return [payment, payment.receipt.answer === message.answer ? accept(payment.receipt) : refuse('changedRepeat')]
  }
  const { common, commonDigest, sellerSignature } = paid
  const { answer, acquirerSignature, accept: secret } = message
  const receipt: Receipt = { common, commonDigest, answer, acquirerSignature, sellerSignature, accept: secret }
  return [{ step: 'answered', paid, receipt }, accept(receipt)]
}

function repeated(payment: SentPayment, encoded: Uint8Array): Outcome<Payment, BuyerRefusal> {
  return equalConstantTime(payment.invoice, encoded) ? accept(payment.message) : refuse('changedRepeat')
}

interface CheckedInvoice {
  readonly common: Common
  readonly commonDigest: Uint8Array
  readonly acquirer: CertificateBody & { readonly sealingKey: Uint8Array }
}

function checkInvoice(
  buyer: Buyer,
  payment: InitiatedPayment,
  invoice: Invoice,
  now: number,
): Outcome<CheckedInvoice, BuyerRefusal> {
  const { seller, chains, commonDigest, buyerShare } = invoice.clear
  const { order } = payment
  if (!hasShapeOf(buyer.variant, invoice)) return refuse('wrongShape')
  if ((seller.sellerShare === undefined) !== (payment.agreement === undefined)) return refuse('wrongShape')
  if (seller.sellerId !== order.sellerId) return refuse('otherSeller')
  if (!sameChains(chains, order.terms.chains) || !sameShare(buyerShare, payment.agreement)) return refuse('otherTerms')
  if (Math.abs(seller.date - now) > buyer.clockSkewMs) return refuse('dateOutsideWindow')
  if (seller.expires <= now) return refuse('alreadyExpired')
  const common: Common = {
    seller,
    terms: order.terms,
    buyerPseudonym: payment.buyerPseudonym,
    descriptionDigest: digestDescription(buyer.crypto, payment.salt, order.description),
    buyerShare: payment.agreement?.publicKey,
  }
  if (!equalConstantTime(digestCommon(buyer.crypto, common), commonDigest)) return refuse('commonDiffers')
  const refused = sellerSigns(buyer.variant) ? refuseSeller(buyer, invoice, now) : undefined
  if (refused !== undefined) return refuse(refused)
  const acquirer = buyer.certificates(invoice.acquirerCertificate, 'acquirer', now)
  if (acquirer?.sealingKey === undefined) return refuse('acquirerNotCertified')
  return accept({ common, commonDigest, acquirer: { ...acquirer, sealingKey: acquirer.sealingKey } })
}

/** A field that the variant has must be there, one that it does not have must not. */
function hasShapeOf(variant: Variant, { clear, sellerSignature, sellerCertificate }: Invoice): boolean {
  const { acceptDigest, cancelDigest } = clear.seller
  const signed = [sellerSignature, sellerCertificate, acceptDigest, cancelDigest]
  return signed.every((field) => (field !== undefined) === sellerSigns(variant))
}

function sameShare(share: Uint8Array | undefined, mine: KeyPair | undefined): boolean {
  if (share === undefined || mine === undefined) return share === mine
  return equalConstantTime(share, mine.publicKey)
}

function refuseSeller(buyer: Buyer, invoice: Invoice, now: number): BuyerRefusal | undefined {
  const { sellerCertificate = NOTHING, sellerSignature = NOTHING, clear } = invoice
  const certificate = buyer.certificates(sellerCertificate, 'seller', now)
  if (certificate?.name !== clear.seller.sellerId) return 'sellerNotCertified'
  const signed = signedInvoiceLayout.encode({ commonDigest: clear.commonDigest })
  const holds = buyer.crypto.signatures.verify(certificate.signatureKey, signed, sellerSignature)
  return holds ? undefined : 'sellerSignatureWrong'
}

const NOTHING = new Uint8Array()

async function sealAndSign(buyer: Buyer, payment: InitiatedPayment, checked: CheckedInvoice): Promise<Payment> {
  const { crypto, account, expiration } = buyer
  const { commonDigest, acquirer } = checked
  const { currency, price, values } = payment.order.terms
  const pin = buyerSigns(buyer.variant) ? undefined : buyer.pin
  const slip = { currency, price, values, commonDigest, account, blinding: payment.blinding, expiration, pin }
  const sealedSlip = await crypto.sealing.seal(acquirer.sealingKey, slipLayout.encode(slip), commonDigest)
  if (!buyerSigns(buyer.variant)) return { sealedSlip, buyerSignature: undefined }
  if (buyer.signatureKey === undefined) throw new RangeError('a buyer of 3KP without a signature key')
  const signed = signedPaymentLayout.encode({ sealedSlip, commonDigest })
  return { sealedSlip, buyerSignature: crypto.signatures.sign(buyer.signatureKey, signed) }
}

function refuseConfirm(buyer: Buyer, paid: SentPayment, message: Confirm): BuyerRefusal | undefined {
  const { commonDigest, common } = paid
  const signed = signedAnswerLayout.encode({ answer: message.answer, commonDigest })
  if (!buyer.crypto.signatures.verify(paid.acquirerKey, signed, message.acquirerSignature)) {
    return 'acquirerSignatureWrong'
  }
  const { acceptDigest } = common.seller
  if (acceptDigest === undefined || message.answer === 'no')
    return message.accept === undefined ? undefined : 'wrongShape'
  if (message.accept === undefined) return 'acceptMissing'
  return equalConstantTime(digestAccept(buyer.crypto, message.accept), acceptDigest) ? undefined : 'acceptWrong'
}
