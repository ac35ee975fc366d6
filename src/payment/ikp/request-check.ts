// What the acquirer checks of an Auth-Request (SPEC.md 4). It rebuilds Common from what the buyer sealed and the
// seller sent, so agreement of the two is a comparison of digests. Certificates and signatures come before decryption:
// nobody without a key makes the acquirer decrypt.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { DecodeError } from '../../bytes/decode-error.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { accept, refuse, type Outcome } from '../outcome.ts'
import type { CertificateCheck } from './certificate.ts'
import { digestCommon, pseudonymOf, slipLayout, type Common, type Slip, type Terms } from './common.ts'
import type { Account, AcquirerLedger } from './ledger.ts'
import { signedInvoiceLayout, signedPaymentLayout, signedRequestLayout, type AuthRequest } from './messages.ts'
import { termsAreSane } from './terms.ts'
import { buyerSigns, sellerSigns, sellerSignsSlip, type Variant } from './variant.ts'

/** Who checks: the part of an acquirer that this needs. */
export interface RequestReader {
  readonly crypto: Crypto
  readonly variant: Variant
  readonly certificates: CertificateCheck
  /** The half of SK_A that opens slips. */
  readonly sealingKey: Uint8Array
  /** How old or how far ahead DATE may be, ms. Records are kept at least that long: see `mayForget`. */
  readonly dateWindowMs: number
  /** From DATE to the end of a hold at most, ms: a seller must not lock a buyer's credit for ever. */
  readonly longestHoldMs: number
}

export type RequestRefusal =
  | 'wrongShape'
  | 'dateOutsideWindow'
  | 'alreadyExpired'
  | 'holdTooLong'
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
  | 'pinBlocked'

export interface RequestContents {
  readonly slip: Slip
  /** PK_S from CERT_S, where the seller signs. */
  readonly sellerKey: Uint8Array | undefined
}

/** Everything that reads no account: shape, dates, the seller, and the slip that is opened last. */
export async function openContents(
  reader: RequestReader,
  request: AuthRequest,
  now: number,
): Promise<Outcome<RequestContents, RequestRefusal>> {
  if (!hasShapeOf(reader.variant, request)) return refuse('wrongShape')
  const late = refuseDates(reader, request, now)
  if (late !== undefined) return refuse(late)
  const seller = sellerSigns(reader.variant) ? checkSeller(reader, request, now) : accept(undefined)
  if (!seller.ok) return seller
  const slip = await openSlip(reader, request)
  return slip === undefined ? refuse('slipNotIntact') : accept({ slip, sellerKey: seller.value })
}

export function refuseDates(reader: RequestReader, request: AuthRequest, now: number): RequestRefusal | undefined {
  const { date, expires } = request.clear.seller
  if (Math.abs(date - now) > reader.dateWindowMs) return 'dateOutsideWindow'
  if (expires <= now) return 'alreadyExpired'
  return expires - date > reader.longestHoldMs ? 'holdTooLong' : undefined
}

export interface SlipInContext {
  readonly request: AuthRequest
  readonly slip: Slip
  readonly now: number
}

export interface CheckedRequest {
  readonly common: Common
  readonly commonDigest: Uint8Array
  readonly account: Account
}

/** Agreement of buyer and seller, and that the buyer is who may pay from the account. */
export function checkSlip(
  reader: RequestReader,
  ledger: AcquirerLedger,
  opened: SlipInContext,
): Outcome<CheckedRequest, RequestRefusal> {
  const { slip, request } = opened
  const { commonDigest } = request.clear
  if (!equalConstantTime(slip.commonDigest, commonDigest)) return refuse('slipForAnotherOrder')
  const common = rebuildCommon(reader.crypto, opened)
  if (!equalConstantTime(digestCommon(reader.crypto, common), commonDigest)) return refuse('commonDiffers')
  if (!termsAreSane(common.terms) || !captureFits(common)) return refuse('termsNotSane')
  if (common.terms.chains.some((chain) => ledger.anchorIsUsed(chain.anchor))) return refuse('anchorUsedBefore')
  const account = ledger.account(slip.account)
  if (account === undefined || account.expiration !== slip.expiration) return refuse('accountUnknown')
  const refused = buyerSigns(reader.variant) ? refuseBuyer(reader, account, opened) : refusePin(account, slip)
  return refused === undefined ? accept({ common, commonDigest, account }) : refuse(refused)
}

/** Common as both others must have meant it: money from the slip, the rest from Clear and the salted digest. */
export function rebuildCommon(
  crypto: Crypto,
  { request, slip }: { readonly request: AuthRequest; readonly slip: Slip },
): Common {
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

/** A field that the variant has must be there, one that it does not have must not. */
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

function checkSeller(reader: RequestReader, request: AuthRequest, now: number): Outcome<Uint8Array, RequestRefusal> {
  const { clear, sealedSlip, sellerCertificate = NOTHING, sellerSignature = NOTHING } = request
  const certificate = reader.certificates(sellerCertificate, 'seller', now)
  if (certificate?.name !== clear.seller.sellerId) return refuse('sellerNotCertified')
  const { commonDigest } = clear
  const signed = sellerSignsSlip(reader.variant)
    ? signedRequestLayout.encode({ sealedSlip, commonDigest })
    : signedInvoiceLayout.encode({ commonDigest })
  const holds = reader.crypto.signatures.verify(certificate.signatureKey, signed, sellerSignature)
  return holds ? accept(certificate.signatureKey) : refuse('sellerSignatureWrong')
}

async function openSlip(reader: RequestReader, { clear, sealedSlip }: AuthRequest): Promise<Slip | undefined> {
  const plaintext = await reader.crypto.sealing.open(reader.sealingKey, sealedSlip, clear.commonDigest)
  if (plaintext === undefined) return undefined
  try {
    return slipLayout.decode(plaintext)
  } catch (error) {
    if (error instanceof DecodeError) return undefined // sealed by somebody who does not keep to the format
    throw error
  }
}

/** Coupons are cleared as they are spent, so a payment with chains can only be authorised. */
function captureFits({ seller, terms }: Common): boolean {
  return terms.chains.length === 0 || seller.capture === 'authorise'
}

function refuseBuyer(
  reader: RequestReader,
  account: Account,
  { request, now }: SlipInContext,
): RequestRefusal | undefined {
  const { buyerCertificate = NOTHING, buyerSignature = NOTHING, sealedSlip, clear } = request
  const certificate = reader.certificates(buyerCertificate, 'buyer', now)
  if (certificate === undefined) return 'buyerNotCertified'
  const registered = account.signatureKey
  if (registered === undefined || !equalConstantTime(certificate.signatureKey, registered))
    return 'buyerKeyNotRegistered'
  const signed = signedPaymentLayout.encode({ sealedSlip, commonDigest: clear.commonDigest })
  return reader.crypto.signatures.verify(registered, signed, buyerSignature) ? undefined : 'buyerSignatureWrong'
}

/** A PIN has few values: without a limit on tries, knowing BAN would be as good as knowing the PIN. */
export const MOST_WRONG_PINS = 3

function refusePin(account: Account, slip: Slip): RequestRefusal | undefined {
  if (account.pin === undefined) return undefined
  if (account.wrongPins.length >= MOST_WRONG_PINS) return 'pinBlocked'
  const given = new TextEncoder().encode(slip.pin ?? '')
  return equalConstantTime(given, new TextEncoder().encode(account.pin)) ? undefined : 'pinWrong'
}
