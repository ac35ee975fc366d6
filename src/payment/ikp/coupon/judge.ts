// A judge for coupons: from stored bytes alone, what is owed for a chain (oracle 7 of ARCHITECTURE.md). Trusts only the
// authority's key; everything else must follow from signatures and the hash chain.

import { nothingSpent, refuseSpend, type SpendRefusal } from '../../../chain/chain.ts'
import type { ChainFunction } from '../../../chain/step.ts'
import type { Crypto } from '../../../crypto/crypto.ts'
import type { CertificateCheck } from '../certificate.ts'
import { commonLayout, type Common } from '../common.ts'
import { authResponseLayout, paymentLayout, signedAnswerLayout, signedPaymentLayout } from '../messages.ts'
import { buyerSigns, type Variant } from '../variant.ts'
import { accept, refuse, type Outcome } from '../../outcome.ts'

/** What a seller stores of one chain, as bytes. Sig_B is there from 3KP on; below, only Sig_A speaks for the buyer. */
export interface CouponEvidence {
  readonly common: Uint8Array
  /** Encoded Payment: EncSlip and Sig_B. */
  readonly payment: Uint8Array
  readonly buyerCertificate: Uint8Array | undefined
  /** Encoded Auth-Response: Y/N and Sig_A. */
  readonly response: Uint8Array
  /** Position of the chain in Common, and the best coupon shown. */
  readonly position: number
  readonly spent: number
  readonly coupon: Uint8Array
}

export interface Verdict {
  readonly sellerId: string
  /** Owed for the chain, minor units. */
  readonly owed: bigint
}

export type JudgeRefusal =
  | 'buyerNotCertified'
  | 'buyerDidNotSign'
  | 'acquirerDidNotAuthorise'
  | 'chainUnknown'
  | SpendRefusal

export interface CouponJudge {
  readonly crypto: Crypto
  readonly variant: Variant
  readonly chain: ChainFunction
  readonly certificates: CertificateCheck
  /** PK_A from CERT_A. */
  readonly acquirerKey: Uint8Array
}

/** Throws `DecodeError` for bytes that are no evidence at all. */
export function judgeCoupons(judge: CouponJudge, evidence: CouponEvidence): Outcome<Verdict, JudgeRefusal> {
  const common = commonLayout.decode(evidence.common)
  const commonDigest = judge.crypto.hash(evidence.common)
  const refused = buyerSigns(judge.variant)
    ? (refuseBuyer(judge, evidence, common, commonDigest) ?? refuseAcquirer(judge, evidence, commonDigest))
    : refuseAcquirer(judge, evidence, commonDigest)
  if (refused !== undefined) return refuse(refused)
  const { terms, seller } = common
  const chain = terms.chains[evidence.position]
  const value = terms.values[evidence.position]
  if (chain === undefined || value === undefined) return refuse('chainUnknown')
  const { spent, coupon } = evidence
  if (spent === 0) return accept({ sellerId: seller.sellerId, owed: 0n })
  const offChain = refuseSpend(judge.chain, chain, nothingSpent(chain), { spent, value: coupon })
  return offChain === undefined ? accept({ sellerId: seller.sellerId, owed: BigInt(spent) * value }) : refuse(offChain)
}

function refuseBuyer(
  { crypto, certificates }: CouponJudge,
  evidence: CouponEvidence,
  common: Common,
  commonDigest: Uint8Array,
): JudgeRefusal | undefined {
  const { buyerCertificate = new Uint8Array() } = evidence
  const buyer = certificates(buyerCertificate, 'buyer', common.seller.date)
  if (buyer === undefined) return 'buyerNotCertified'
  const { sealedSlip, buyerSignature = new Uint8Array() } = paymentLayout.decode(evidence.payment)
  const signed = signedPaymentLayout.encode({ sealedSlip, commonDigest })
  return crypto.signatures.verify(buyer.signatureKey, signed, buyerSignature) ? undefined : 'buyerDidNotSign'
}

function refuseAcquirer(
  { crypto, acquirerKey }: CouponJudge,
  { response }: CouponEvidence,
  commonDigest: Uint8Array,
): JudgeRefusal | undefined {
  const { answer, acquirerSignature } = authResponseLayout.decode(response)
  const answered = signedAnswerLayout.encode({ answer, commonDigest })
  const authorised = answer === 'yes' && crypto.signatures.verify(acquirerKey, answered, acquirerSignature)
  return authorised ? undefined : 'acquirerDidNotAuthorise'
}
