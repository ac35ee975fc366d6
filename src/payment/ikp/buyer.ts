// The buyer of iKP (SPEC.md 3 and 4): Initiate, Payment, and the check of Confirm that leaves a receipt.
// A repeated message gets the stored answer; a different one in its place is refused.

import { equalConstantTime } from '../../bytes/bytes.ts'
import type { KeyPair, RandomBytes } from '../../crypto/crypto.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import { digestAccept, pseudonymOf, SECRET_BYTES, slipLayout, type Common, type Terms } from './common.ts'
import { checkInvoice, type CheckedInvoice, type InvoiceReader, type InvoiceRefusal } from './invoice-check.ts'
import {
  invoiceLayout,
  signedAnswerLayout,
  signedPaymentLayout,
  type Answer,
  type AuthResponse,
  type Confirm,
  type Initiate,
  type Invoice,
  type Payment,
} from './messages.ts'
import { termsAreSane } from './terms.ts'
import { buyerSigns } from './variant.ts'

export interface Buyer extends InvoiceReader {
  readonly random: RandomBytes
  /** BAN and EXPIRATION. */
  readonly account: string
  readonly expiration: string
  /** Goes into the slip in 1KP and 2KP. */
  readonly pin: string | undefined
  /** CERT_B and SK_B, in 3KP. */
  readonly certificate: Uint8Array | undefined
  readonly signatureKey: Uint8Array | undefined
}

/** What the buyer means to buy: agreed with the seller before iKP starts. */
export interface Order {
  readonly sellerId: string
  /** DESC. */
  readonly description: Uint8Array
  readonly terms: Terms
  /** Agrees on a session key with the seller while paying (coupon/SPEC.md 6). */
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
  /** SALT_B: opens H(DESC, SALT_B) in a dispute about what was ordered. */
  readonly salt: Uint8Array
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

/** What the buyer can show afterwards (B2, B3, B4 of SPEC.md 7). */
export interface Receipt {
  readonly common: Common
  readonly commonDigest: Uint8Array
  readonly answer: Answer
  readonly acquirerSignature: Uint8Array
  readonly sellerSignature: Uint8Array | undefined
  /** V. Absent after a no, in 1KP, and as long as only the acquirer has answered. */
  readonly accept: Uint8Array | undefined
}

export interface AnsweredPayment {
  readonly step: 'answered'
  readonly paid: SentPayment
  readonly receipt: Receipt
}

export interface CancelledPayment {
  readonly step: 'cancelled'
  readonly paid: SentPayment
  /** VC: proof that the seller cancelled. */
  readonly cancel: Uint8Array
}

/** The acquirer says yes and the seller shows VC: the evidence of both is kept for a judge. */
export interface ContradictedPayment {
  readonly step: 'contradicted'
  readonly paid: SentPayment
  readonly receipt: Receipt
  readonly cancel: Uint8Array
}

export type BuyerPayment = InitiatedPayment | SentPayment | AnsweredPayment | CancelledPayment | ContradictedPayment

export type BuyerRefusal =
  | InvoiceRefusal
  | 'outOfOrder'
  | 'changedRepeat'
  | 'acquirerSignatureWrong'
  | 'acceptMissing'
  | 'acceptWrong'
  | 'anotherPayment'
  | 'variantHasNoCancel'
  | 'cancelWrong'
  | 'contradiction'

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
    salt: payment.salt,
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
  const paid = payment.step === 'paid' ? payment : payment.paid
  const refused = refuseAnswer(buyer, paid, message) ?? refuseAccept(buyer, paid, message)
  if (refused !== undefined) return [payment, refuse(refused)]
  return takeAnswer(payment, message)
}

/** Flow 5 as an Inquiry at the acquirer brings it: without V, which only the seller can give. */
export function confirmByAcquirer(
  buyer: Buyer,
  payment: BuyerPayment,
  { answer, acquirerSignature }: AuthResponse,
): Transition<BuyerPayment, Outcome<Receipt, BuyerRefusal>> {
  if (payment.step === 'initiated') return [payment, refuse('outOfOrder')]
  const paid = payment.step === 'paid' ? payment : payment.paid
  const message: Confirm = { answer, acquirerSignature, accept: undefined }
  const refused = refuseAnswer(buyer, paid, message)
  return refused === undefined ? takeAnswer(payment, message) : [payment, refuse(refused)]
}

/** A verified answer meets what is known already. V may still come after the bare answer; nothing else may change. */
function takeAnswer(
  payment: Exclude<BuyerPayment, InitiatedPayment>,
  message: Confirm,
): Transition<BuyerPayment, Outcome<Receipt, BuyerRefusal>> {
  switch (payment.step) {
    case 'paid': {
      const receipt = receiptOf(payment, message)
      return [{ step: 'answered', paid: payment, receipt }, accept(receipt)]
    }
    case 'answered': {
      const { paid, receipt } = payment
      if (receipt.answer !== message.answer) return [payment, refuse('changedRepeat')]
      if (receipt.accept !== undefined || message.accept === undefined) return [payment, accept(receipt)]
      const completed: Receipt = { ...receipt, accept: message.accept }
      return [{ step: 'answered', paid, receipt: completed }, accept(completed)]
    }
    case 'cancelled': {
      if (message.answer === 'no') return [payment, refuse('outOfOrder')]
      const { paid, cancel } = payment
      return [{ step: 'contradicted', paid, cancel, receipt: receiptOf(paid, message) }, refuse('contradiction')]
    }
    case 'contradicted':
      return [payment, refuse('contradiction')]
  }
}

function receiptOf(paid: SentPayment, { answer, acquirerSignature, accept: secret }: Confirm): Receipt {
  const { common, commonDigest, sellerSignature } = paid
  return { common, commonDigest, answer, acquirerSignature, sellerSignature, accept: secret }
}

function repeated(payment: SentPayment, encoded: Uint8Array): Outcome<Payment, BuyerRefusal> {
  return equalConstantTime(payment.invoice, encoded) ? accept(payment.message) : refuse('changedRepeat')
}

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

function refuseAnswer(
  buyer: Buyer,
  paid: SentPayment,
  { answer, acquirerSignature }: Confirm,
): BuyerRefusal | undefined {
  const signed = signedAnswerLayout.encode({ answer, commonDigest: paid.commonDigest })
  const holds = buyer.crypto.signatures.verify(paid.acquirerKey, signed, acquirerSignature)
  return holds ? undefined : 'acquirerSignatureWrong'
}

/** V comes with a yes where the seller signs, and never otherwise. */
function refuseAccept(buyer: Buyer, paid: SentPayment, message: Confirm): BuyerRefusal | undefined {
  const { acceptDigest } = paid.common.seller
  if (acceptDigest === undefined || message.answer === 'no')
    return message.accept === undefined ? undefined : 'wrongShape'
  if (message.accept === undefined) return 'acceptMissing'
  return equalConstantTime(digestAccept(buyer.crypto, message.accept), acceptDigest) ? undefined : 'acceptWrong'
}
