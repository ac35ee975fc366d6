// Who can prove what afterwards (SPEC.md 7). A judge is given stored bytes, the authority's key and nothing of
// the parties, and says for each requirement how strong the evidence is. That is a statement about evidence: a party
// that holds none may still be right.

import { byteKey, concat, equalConstantTime } from '../../bytes/bytes.ts'
import { DecodeError } from '../../bytes/decode-error.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import type { CertificateBody, CertificateCheck } from './certificate.ts'
import {
  commonLayout,
  digestAccept,
  digestDescription,
  pseudonymOf,
  SECRET_BYTES,
  slipLayout,
  type Common,
} from './common.ts'
import type { Account } from './ledger.ts'
import {
  authRequestLayout,
  authResponseLayout,
  confirmLayout,
  initiateLayout,
  invoiceLayout,
  paymentLayout,
  signedAnswerLayout,
  signedInvoiceLayout,
  signedPaymentLayout,
  signedRequestLayout,
  type AuthResponse,
} from './messages.ts'

/**
 * `undeniable`: a signature that only one party can have made (the table's `s`). `deniable`: shows knowledge of a secret
 * that others share, so it convinces its holder and no judge (`w`). `none`: anybody can have made it (`--`).
 */
export type Strength = 'undeniable' | 'deniable' | 'none'

export interface Judge {
  readonly crypto: Crypto
  readonly certificates: CertificateCheck
}

/** What the acquirer stores of a payment. */
export interface AcquirerFile {
  /** Encoded Common and Auth-Request. */
  readonly common: Uint8Array
  readonly request: Uint8Array
  /** The slip as it came out of EncSlip. */
  readonly slip: Uint8Array
  /** The buyer's account as the contract with the bank has it: who is accused of having paid. */
  readonly account: Pick<Account, 'number' | 'pin' | 'signatureKey'>
}

/** What the seller stores: encoded Common, Payment and Auth-Response, and the certificates it was shown. */
export interface SellerFile {
  readonly common: Uint8Array
  readonly payment: Uint8Array
  readonly response: Uint8Array
  readonly buyerCertificate: Uint8Array | undefined
  readonly acquirerCertificate: Uint8Array
}

/** What the buyer stores: encoded Common, Invoice and Confirm. */
export interface BuyerFile {
  readonly common: Uint8Array
  readonly invoice: Uint8Array
  readonly confirm: Uint8Array
}

/** A1, and B1 seen from the other side: who could have made this Auth-Request other than the buyer? */
export function provesBuyerToAcquirer(judge: Judge, file: AcquirerFile): Strength {
  return graded(() => {
    const { buyerCertificate, buyerSignature, sealedSlip } = authRequestLayout.decode(file.request)
    if (!slipShowsAccount(judge, file)) return 'none'
    const signer = signerOf(judge, file.common, { sealedSlip, buyerSignature, buyerCertificate })
    const { signatureKey: registered, pin } = file.account
    // a signature by anybody else's key, certified or not, is no word of the account's holder
    if (registered !== undefined && signer !== undefined && equalConstantTime(signer.signatureKey, registered)) {
      return 'undeniable'
    }
    return registered === undefined && slipLayout.decode(file.slip).pin === pin ? 'deniable' : 'none'
  })
}

/** A2. */
export function provesSellerToAcquirer(judge: Judge, file: AcquirerFile): Strength {
  return graded(() => {
    const { sellerCertificate, sellerSignature, sealedSlip } = authRequestLayout.decode(file.request)
    const common = commonLayout.decode(file.common)
    const commonDigest = judge.crypto.hash(file.common)
    const seller = certified(judge, sellerCertificate, 'seller', common)
    if (seller?.name !== common.seller.sellerId || sellerSignature === undefined) return 'none'
    const signed = [
      signedInvoiceLayout.encode({ commonDigest }),
      signedRequestLayout.encode({ commonDigest, sealedSlip }),
    ]
    return signed.some((bytes) => judge.crypto.signatures.verify(seller.signatureKey, bytes, sellerSignature))
      ? 'undeniable'
      : 'none'
  })
}

/** S1. */
export function provesAcquirerToSeller(judge: Judge, file: SellerFile): Strength {
  return graded(() => {
    const { answer, acquirerSignature } = authResponseLayout.decode(file.response)
    return acquirerSaid(judge, file.common, file.acquirerCertificate, { answer, acquirerSignature })
  })
}

/** S2. */
export function provesBuyerToSeller(judge: Judge, file: SellerFile): Strength {
  return graded(() => {
    const payment = { ...paymentLayout.decode(file.payment), buyerCertificate: file.buyerCertificate }
    return signerOf(judge, file.common, payment) === undefined ? 'none' : 'undeniable'
  })
}

/** B2. */
export function provesAcquirerToBuyer(judge: Judge, file: BuyerFile): Strength {
  return graded(() => {
    const { acquirerCertificate } = invoiceLayout.decode(file.invoice)
    return acquirerSaid(judge, file.common, acquirerCertificate, confirmLayout.decode(file.confirm))
  })
}

/** B3: the seller is certified and made this invoice. */
export function provesSellerToBuyer(judge: Judge, file: BuyerFile): Strength {
  return graded(() => {
    const { sellerCertificate, sellerSignature } = invoiceLayout.decode(file.invoice)
    const common = commonLayout.decode(file.common)
    const seller = certified(judge, sellerCertificate, 'seller', common)
    if (seller?.name !== common.seller.sellerId || sellerSignature === undefined) return 'none'
    const signed = signedInvoiceLayout.encode({ commonDigest: judge.crypto.hash(file.common) })
    return judge.crypto.signatures.verify(seller.signatureKey, signed, sellerSignature) ? 'undeniable' : 'none'
  })
}

/** B4: a receipt is a signed invoice, V for its H(V), and the acquirer's yes. */
export function provesReceipt(judge: Judge, file: BuyerFile): Strength {
  return graded(() => {
    const { accept } = confirmLayout.decode(file.confirm)
    const { acceptDigest } = commonLayout.decode(file.common).seller
    const opened = accept !== undefined && acceptDigest !== undefined
    const fits = opened && equalConstantTime(digestAccept(judge.crypto, accept), acceptDigest)
    const parts = [provesSellerToBuyer(judge, file), provesAcquirerToBuyer(judge, file)]
    return fits && parts.every((part) => part === 'undeniable') ? 'undeniable' : 'none'
  })
}

/**
 * B5: true when somebody who holds `seen` can tell that the order was `description`: every 16 bytes of it are tried as
 * the salt. The acquirer's file must not do; flow 1 does, so outsiders must not read it (SPEC.md 7).
 */
export function canConfirmOrder(judge: Judge, file: AcquirerFile, description: Uint8Array, seen?: Uint8Array): boolean {
  const { descriptionDigest } = authRequestLayout.decode(file.request)
  const held = concat(new Uint8Array(SECRET_BYTES), file.request, file.slip, seen ?? new Uint8Array())
  if (contains(held, description)) return true
  const guesses = [judge.crypto.hash(description)]
  for (const salt of windows(held)) guesses.push(digestDescription(judge.crypto, salt, description))
  return guesses.some((guess) => equalConstantTime(guess, descriptionDigest))
}

/** B6: what the seller can learn of who the buyer is, from Initiate and Payment and a guess of the account number. */
export function buyerIsKnownToSeller(
  judge: Judge,
  messages: { readonly initiate: Uint8Array; readonly payment: Uint8Array },
  account: string,
): 'byAccount' | 'byCertificate' | 'byPseudonymOnly' {
  const { buyerPseudonym, buyerCertificate } = initiateLayout.decode(messages.initiate)
  const held = concat(new Uint8Array(SECRET_BYTES), messages.initiate, messages.payment)
  if (contains(held, new TextEncoder().encode(account))) return 'byAccount'
  for (const blinding of windows(held)) {
    if (equalConstantTime(pseudonymOf(judge.crypto, blinding, account), buyerPseudonym)) return 'byAccount'
  }
  return buyerCertificate === undefined ? 'byPseudonymOnly' : 'byCertificate'
}

/** Bytes that do not parse prove nothing. */
function graded(decide: () => Strength): Strength {
  try {
    return decide()
  } catch (error) {
    if (error instanceof DecodeError) return 'none'
    throw error
  }
}

interface SignedPayment {
  readonly sealedSlip: Uint8Array
  readonly buyerSignature: Uint8Array | undefined
  readonly buyerCertificate: Uint8Array | undefined
}

/** Whose certified key signed this EncSlip for this Common. */
function signerOf(judge: Judge, commonBytes: Uint8Array, payment: SignedPayment): CertificateBody | undefined {
  const { sealedSlip, buyerSignature, buyerCertificate } = payment
  const buyer = certified(judge, buyerCertificate, 'buyer', commonLayout.decode(commonBytes))
  if (buyer === undefined || buyerSignature === undefined) return undefined
  const signed = signedPaymentLayout.encode({ sealedSlip, commonDigest: judge.crypto.hash(commonBytes) })
  return judge.crypto.signatures.verify(buyer.signatureKey, signed, buyerSignature) ? buyer : undefined
}

/** The slip opens ID_B of this very Common to BAN: known to the buyer, and to whoever has seen BAN before. */
function slipShowsAccount({ crypto }: Judge, { common, slip, account }: AcquirerFile): boolean {
  const shown = slipLayout.decode(slip)
  const { buyerPseudonym } = commonLayout.decode(common)
  const isOfOrder = equalConstantTime(shown.commonDigest, crypto.hash(common))
  const pseudonym = pseudonymOf(crypto, shown.blinding, shown.account)
  return isOfOrder && shown.account === account.number && equalConstantTime(pseudonym, buyerPseudonym)
}

function acquirerSaid(judge: Judge, commonBytes: Uint8Array, certificate: Uint8Array, said: AuthResponse): Strength {
  const acquirer = certified(judge, certificate, 'acquirer', commonLayout.decode(commonBytes))
  if (acquirer === undefined || said.answer !== 'yes') return 'none'
  const signed = signedAnswerLayout.encode({ answer: said.answer, commonDigest: judge.crypto.hash(commonBytes) })
  return judge.crypto.signatures.verify(acquirer.signatureKey, signed, said.acquirerSignature) ? 'undeniable' : 'none'
}

function certified(
  judge: Judge,
  certificate: Uint8Array | undefined,
  role: CertificateBody['role'],
  common: Common,
): CertificateBody | undefined {
  return certificate && judge.certificates(certificate, role, common.seller.date)
}

/** Everything that could be a salt or R_B somewhere in the bytes. */
function* windows(held: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at + SECRET_BYTES <= held.length; at += 1) yield held.subarray(at, at + SECRET_BYTES)
}

function contains(haystack: Uint8Array, needle: Uint8Array): boolean {
  return byteKey(haystack).includes(byteKey(needle))
}
