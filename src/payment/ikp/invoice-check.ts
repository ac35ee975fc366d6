// What the buyer checks before it pays (SPEC.md 4): it rebuilds Common from its own order and the
// seller's part, so that whatever the seller changed shows as another digest.

import { equalConstantTime } from '../../bytes/bytes.ts'
import type { Crypto, KeyPair } from '../../crypto/crypto.ts'
import { accept, refuse, type Outcome } from '../outcome.ts'
import type { CertificateBody, CertificateCheck } from './certificate.ts'
import { digestCommon, digestDescription, type Common, type Terms } from './common.ts'
import { signedInvoiceLayout, type Invoice } from './messages.ts'
import { sameChains } from './terms.ts'
import { sellerSigns, type Variant } from './variant.ts'

/** Who checks: the part of a buyer that this needs. */
export interface InvoiceReader {
  readonly crypto: Crypto
  readonly variant: Variant
  readonly certificates: CertificateCheck
  /** How far DATE may lie from the buyer's clock, ms. */
  readonly clockSkewMs: number
}

/** What the invoice must be about. */
export interface ExpectedInvoice {
  readonly order: { readonly sellerId: string; readonly description: Uint8Array; readonly terms: Terms }
  readonly salt: Uint8Array
  readonly buyerPseudonym: Uint8Array
  /** The buyer's side of a session key, where it asked for one. */
  readonly agreement: KeyPair | undefined
}

export type InvoiceRefusal =
  | 'wrongShape'
  | 'otherSeller'
  | 'otherTerms'
  | 'dateOutsideWindow'
  | 'alreadyExpired'
  | 'commonDiffers'
  | 'sellerNotCertified'
  | 'sellerSignatureWrong'
  | 'acquirerNotCertified'

export interface CheckedInvoice {
  readonly common: Common
  readonly commonDigest: Uint8Array
  readonly acquirer: CertificateBody & { readonly sealingKey: Uint8Array }
}

export function checkInvoice(
  reader: InvoiceReader,
  expected: ExpectedInvoice,
  invoice: Invoice,
  now: number,
): Outcome<CheckedInvoice, InvoiceRefusal> {
  const refused = refuseClear(reader, expected, invoice, now)
  if (refused !== undefined) return refuse(refused)
  const { seller, commonDigest } = invoice.clear
  const { order, salt, buyerPseudonym, agreement } = expected
  const common: Common = {
    seller,
    terms: order.terms,
    buyerPseudonym,
    descriptionDigest: digestDescription(reader.crypto, salt, order.description),
    buyerShare: agreement?.publicKey,
  }
  if (!equalConstantTime(digestCommon(reader.crypto, common), commonDigest)) return refuse('commonDiffers')
  const unsigned = sellerSigns(reader.variant) ? refuseSeller(reader, invoice, now) : undefined
  if (unsigned !== undefined) return refuse(unsigned)
  const acquirer = reader.certificates(invoice.acquirerCertificate, 'acquirer', now)
  if (acquirer?.sealingKey === undefined) return refuse('acquirerNotCertified')
  return accept({ common, commonDigest, acquirer: { ...acquirer, sealingKey: acquirer.sealingKey } })
}

/** The cheap checks, before anything is hashed. */
function refuseClear(
  reader: InvoiceReader,
  { order, agreement }: ExpectedInvoice,
  invoice: Invoice,
  now: number,
): InvoiceRefusal | undefined {
  const { seller, chains, buyerShare } = invoice.clear
  if (!hasShapeOf(reader.variant, invoice)) return 'wrongShape'
  if ((seller.sellerShare === undefined) !== (agreement === undefined)) return 'wrongShape'
  if (seller.sellerId !== order.sellerId) return 'otherSeller'
  if (!sameChains(chains, order.terms.chains) || !sameShare(buyerShare, agreement)) return 'otherTerms'
  if (Math.abs(seller.date - now) > reader.clockSkewMs) return 'dateOutsideWindow'
  return seller.expires <= now ? 'alreadyExpired' : undefined
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

function refuseSeller(reader: InvoiceReader, invoice: Invoice, now: number): InvoiceRefusal | undefined {
  const { sellerCertificate = NOTHING, sellerSignature = NOTHING, clear } = invoice
  const certificate = reader.certificates(sellerCertificate, 'seller', now)
  if (certificate?.name !== clear.seller.sellerId) return 'sellerNotCertified'
  const signed = signedInvoiceLayout.encode({ commonDigest: clear.commonDigest })
  const holds = reader.crypto.signatures.verify(certificate.signatureKey, signed, sellerSignature)
  return holds ? undefined : 'sellerSignatureWrong'
}

const NOTHING = new Uint8Array()
