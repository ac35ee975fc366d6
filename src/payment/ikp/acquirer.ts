// The acquirer of iKP: Auth-Request in, Auth-Response out (protocols.md 1.5, "Auth-Request"). It rebuilds Common from
// what the buyer sealed and the seller sent, so agreement of the two is a comparison of digests. Certificates and
// signatures come before decryption; nothing is stored for a request that proves nothing.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { DecodeError } from '../../bytes/decode-error.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import { nothingSpent } from '../../chain/chain.ts'
import type { CertificateCheck } from './certificate.ts'
import { digestCommon, pseudonymOf, slipLayout, type Common, type Slip, type Terms } from './common.ts'
import type { Account, AcquirerChange, AcquirerLedger, PaymentRecord } from './ledger.ts'
import {
  authRequestLayout,
  signedAnswerLayout,
  signedInvoiceLayout,
  signedPaymentLayout,
  signedRequestLayout,
  type Answer,
  type AuthRequest,
  type AuthResponse,
} from './messages.ts'
import { clearFromHold, hold, newSellerAccount } from './settlement.ts'
import { termsAreSane } from './terms.ts'
import { buyerSigns, sellerSigns, sellerSignsSlip, type Variant } from './variant.ts'

export interface Acquirer {
  readonly crypto: Crypto
  readonly variant: Variant
  readonly certificates: CertificateCheck
  /** SK_A: one key signs, the other opens slips. */
  readonly signatureKey: Uint8Array
  readonly sealingKey: Uint8Array
  /** How old or how far ahead DATE may be, ms. Records must be kept at least that long (replay, protocols.md 7). */
  readonly dateWindowMs: number
}

export type AcquirerRefusal =
  | 'changedRepeat'
  | 'wrongShape'
  | 'dateOutsideWindow'
  | 'alreadyExpired'
  | 'sellerNotCertified'
  | 'sellerSignatureWrong'
  | 'slipNotIntact'
  | 'slipForAnotherOrder'
  | 'commonDiffers'
  | 'termsNotSane'
  | 'anchorUsedBefore'
  | 'accountUnknown'
  | 'buyerNotCertified'
  | 'buyerKeyNotRegistered'
  | 'buyerSignatureWrong'
  | 'pinWrong'

type Authorisation = Transition<AcquirerChange, Outcome<AuthResponse, AcquirerRefusal>>

const NOTHING_CHANGES: AcquirerChange = {}

/**
 * Flows 4 to 5. A refusal changes nothing and is not signed; yes and no are signed, stored and repeated for a
 * byte-identical request. A changed request under a used TID_S is refused: the caller should raise an alarm.
 */
export async function authorise(
  acquirer: Acquirer,
  ledger: AcquirerLedger,
  request: AuthRequest,
  now: number,
): Promise<Authorisation> {
  const encoded = authRequestLayout.encode(request)
  const requestDigest = acquirer.crypto.hash(encoded)
  const { sellerId, transactionId } = request.clear.seller
  const known = repeatOf(ledger.payment(sellerId, transactionId), requestDigest)
  if (known !== undefined) return known
  const seller = checkSeller(acquirer, request, now)
  if (!seller.ok) return [NOTHING_CHANGES, seller]
  const slip = await openSlip(acquirer, request)
  if (slip === undefined) return [NOTHING_CHANGES, refuse('slipNotIntact')]
  // the same request may have been answered while this one waited for its slip
  const answeredMeanwhile = repeatOf(ledger.payment(sellerId, transactionId), requestDigest)
  if (answeredMeanwhile !== undefined) return answeredMeanwhile
  const opened = checkSlip(acquirer, ledger, { request, slip, now })
  if (!opened.ok) return [NOTHING_CHANGES, opened]
  return decide(acquirer, ledger, { ...opened.value, requestDigest, encoded, sellerKey: seller.value })
}

function repeatOf(known: PaymentRecord | undefined, requestDigest: Uint8Array): Authorisation | undefined {
  if (known === undefined) return undefined
  const same = equalConstantTime(known.requestDigest, requestDigest)
  return [NOTHING_CHANGES, same ? accept(known.response) : refuse('changedRepeat')]
}

/** Everything that can be refused before the slip is opened: shape, dates, the seller. Gives PK_S where there is one. */
function checkSeller(
  acquirer: Acquirer,
  request: AuthRequest,
  now: number,
): Outcome<Uint8Array | undefined, AcquirerRefusal> {
  const { date, expires } = request.clear.seller
  if (!hasShapeOf(acquirer.variant, request)) return refuse('wrongShape')
  if (Math.abs(date - now) > acquirer.dateWindowMs) return refuse('dateOutsideWindow')
  if (expires <= now) return refuse('alreadyExpired')
  return sellerSigns(acquirer.variant) ? checkSellerSignature(acquirer, request, now) : accept(undefined)
}

function hasShapeOf(variant: Variant, request: AuthRequest): boolean {
  const { acceptDigest, cancelDigest } = request.clear.seller
  const ofSeller = [request.sellerSignature, request.sellerCertificate, acceptDigest, cancelDigest]
  const ofBuyer = [request.buyerSignature, request.buyerCertificate]
  return (
    ofSeller.every((field) => (field !== undefined) === sellerSigns(variant)) &&
    ofBuyer.every((field) => (field !== undefined) === buyerSigns(variant))
  )
}

const NOTHING = new Uint8Array()

function checkSellerSignature(
  acquirer: Acquirer,
  request: AuthRequest,
  now: number,
): Outcome<Uint8Array, AcquirerRefusal> {
  const { clear, sealedSlip, sellerCertificate = NOTHING, sellerSignature = NOTHING } = request
  const certificate = acquirer.certificates(sellerCertificate, 'seller', now)
  if (certificate?.name !== clear.seller.sellerId) return refuse('sellerNotCertified')
  const { commonDigest } = clear
  const signed = sellerSignsSlip(acquirer.variant)
    ? signedRequestLayout.encode({ sealedSlip, commonDigest })
    : signedInvoiceLayout.encode({ commonDigest })
  const holds = acquirer.crypto.signatures.verify(certificate.signatureKey, signed, sellerSignature)
  return holds ? accept(certificate.signatureKey) : refuse('sellerSignatureWrong')
}

async function openSlip(acquirer: Acquirer, { clear, sealedSlip }: AuthRequest): Promise<Slip | undefined> {
  const plaintext = await acquirer.crypto.sealing.open(acquirer.sealingKey, sealedSlip, clear.commonDigest)
  if (plaintext === undefined) return undefined
  try {
    return slipLayout.decode(plaintext)
  } catch (error) {
    if (error instanceof DecodeError) return undefined // sealed by somebody who does not keep to the format
    throw error
  }
}

interface OpenedRequest {
  readonly request: AuthRequest
  readonly slip: Slip
  readonly now: number
}

interface CheckedRequest {
  readonly common: Common
  readonly commonDigest: Uint8Array
  readonly account: Account
}

function checkSlip(
  acquirer: Acquirer,
  ledger: AcquirerLedger,
  opened: OpenedRequest,
): Outcome<CheckedRequest, AcquirerRefusal> {
  const { slip, request } = opened
  const { commonDigest } = request.clear
  if (!equalConstantTime(slip.commonDigest, commonDigest)) return refuse('slipForAnotherOrder')
  const common = rebuildCommon(acquirer.crypto, opened)
  if (!equalConstantTime(digestCommon(acquirer.crypto, common), commonDigest)) return refuse('commonDiffers')
  if (!termsAreSane(common.terms) || !captureFits(common)) return refuse('termsNotSane')
  if (common.terms.chains.some((chain) => ledger.anchorIsUsed(chain.anchor))) return refuse('anchorUsedBefore')
  const account = ledger.account(slip.account)
  if (account === undefined || account.expiration !== slip.expiration) return refuse('accountUnknown')
  const refused = buyerSigns(acquirer.variant) ? refuseBuyer(acquirer, account, opened) : refusePin(account, slip)
  return refused === undefined ? accept({ common, commonDigest, account }) : refuse(refused)
}

/** Coupons are cleared as they are spent, so a payment with chains can only be authorised. */
function captureFits({ seller, terms }: Common): boolean {
  return terms.chains.length === 0 || seller.capture === 'authorise'
}

/** Common as both others must have meant it: money from the slip, the rest from Clear and the salted digest. */
function rebuildCommon(crypto: Crypto, { request, slip }: OpenedRequest): Common {
  const { currency, price, values } = slip
  const terms: Terms = { currency, price, chains: request.clear.chains, values }
  return {
    seller: request.clear.seller,
    terms,
    buyerPseudonym: pseudonymOf(crypto, slip.blinding, slip.account),
    descriptionDigest: request.descriptionDigest,
    buyerShare: request.clear.buyerShare,
  }
}

function refuseBuyer(
  acquirer: Acquirer,
  account: Account,
  { request, now }: OpenedRequest,
): AcquirerRefusal | undefined {
  const { buyerCertificate = NOTHING, buyerSignature = NOTHING, sealedSlip, clear } = request
  const certificate = acquirer.certificates(buyerCertificate, 'buyer', now)
  if (certificate === undefined) return 'buyerNotCertified'
  const registered = account.signatureKey
  if (registered === undefined || !equalConstantTime(certificate.signatureKey, registered))
    return 'buyerKeyNotRegistered'
  const signed = signedPaymentLayout.encode({ sealedSlip, commonDigest: clear.commonDigest })
  return acquirer.crypto.signatures.verify(registered, signed, buyerSignature) ? undefined : 'buyerSignatureWrong'
}

function refusePin(account: Account, slip: Slip): AcquirerRefusal | undefined {
  if (account.pin === undefined) return undefined
  const given = new TextEncoder().encode(slip.pin ?? '')
  return equalConstantTime(given, new TextEncoder().encode(account.pin)) ? undefined : 'pinWrong'
}

interface Decidable extends CheckedRequest {
  readonly requestDigest: Uint8Array
  readonly encoded: Uint8Array
  readonly sellerKey: Uint8Array | undefined
}

/** Asks for the money: held until it is cleared, or moved at once, within the account's credit. */
function decide(acquirer: Acquirer, ledger: AcquirerLedger, checked: Decidable): Authorisation {
  const { common, commonDigest, account, requestDigest, encoded, sellerKey } = checked
  const { price, currency, chains } = common.terms
  const covered = currency === account.currency && account.held + account.charged + price <= account.creditLimit
  const answer: Answer = covered ? 'yes' : 'no'
  const signed = signedAnswerLayout.encode({ answer, commonDigest })
  const response = { answer, acquirerSignature: acquirer.crypto.signatures.sign(acquirer.signatureKey, signed) }
  const payment: PaymentRecord = {
    common,
    commonDigest,
    requestDigest,
    response,
    account: account.number,
    state: covered ? 'authorised' : 'declined',
    cleared: 0n,
    refunded: 0n,
    chains: chains.map((chain) => ({ best: nothingSpent(chain), closed: false, last: undefined })),
    sellerKey,
    request: encoded,
  }
  if (!covered) return [{ payment }, accept(response)]
  const seller = ledger.seller(common.seller.sellerId) ?? newSellerAccount(common.seller.sellerId)
  const held = hold({ payment, account, seller })
  const settled = common.seller.capture === 'authorise-and-clear' ? clearFromHold(held, price) : held
  return [settled, accept(response)]
}
