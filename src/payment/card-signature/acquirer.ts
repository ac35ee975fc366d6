// Signed payments at the acquirer, who is the issuer's back office: each is checked by itself, paid once, and owed by the
// holder (SPEC.md 5).

import { equalConstantTime } from '../../bytes/bytes.ts'
import type { Crypto, RandomBytes } from '../../crypto/crypto.ts'
import { fits } from '../../money/amount.ts'
import { Numbered } from '../numbered.ts'
import { accept, refuse, type Outcome, type Transition } from '../outcome.ts'
import {
  type CardCertificate,
  cardCertificateLayout,
  type CardCertificateCheck,
  createCardCertificateCheck,
  type SignedCertificate,
} from '../card-certificate.ts'
import {
  cardPaymentLayout,
  plainProof,
  type PaymentClaim,
  type ProvesPayment,
  type SignerPersonalisation,
} from './messages.ts'

export interface SignatureIssuer {
  readonly crypto: Crypto
  /** What counts as a card's signature. */
  readonly proves: ProvesPayment
  readonly certificateKey: { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array }
  /** Its own certificates as they come back with claims. */
  readonly certificates: CardCertificateCheck
  /** How long after its date a payment may be deposited, ms. */
  readonly depositWindowMs: number
}

export function createSignatureIssuer(crypto: Crypto, random: RandomBytes, depositWindowMs: number): SignatureIssuer {
  const certificateKey = crypto.signatures.keyPair(random)
  return signatureIssuerOf({ crypto, proves: plainProof(crypto), certificateKey, depositWindowMs })
}

/** With the keys that it has. */
export function signatureIssuerOf(kept: Omit<SignatureIssuer, 'certificates'>): SignatureIssuer {
  return { ...kept, certificates: createCardCertificateCheck(kept.crypto, kept.certificateKey.publicKey) }
}

/** What a holder owes for the payments of one card. */
export interface SignerAccount {
  readonly cardId: Uint8Array
  readonly currency: string
  readonly creditLimit: bigint
  readonly owed: bigint
  /** H(CardPayment) by counter: a second payment of the same counter shows a broken card. */
  readonly payments: Numbered<Uint8Array>
  /** Nothing new is paid: over its limit, or broken. */
  readonly blocked: boolean
}

export interface HolderOrder extends Omit<CardCertificate, 'publicKey'> {
  readonly creditLimit: bigint
}

/** Takes a card into the books by a key that it already has: the issuer says whose it is. */
export function certifyKey(
  { crypto, certificateKey }: SignatureIssuer,
  publicKey: Uint8Array,
  { cardId, currency, expires, creditLimit }: HolderOrder,
): Transition<SignerAccount, SignedCertificate> {
  const certificate = { cardId, publicKey, currency, expires }
  const signature = crypto.signatures.sign(certificateKey.secretKey, cardCertificateLayout.encode(certificate))
  const account = { cardId, currency, creditLimit, owed: 0n, payments: Numbered.of<Uint8Array>(), blocked: false }
  return [account, { certificate, signature }]
}

export interface SignerOrder extends HolderOrder {
  readonly largestPayment: bigint
}

/** The same for a card that is given its key. */
export function makeSigner(
  issuer: SignatureIssuer,
  random: RandomBytes,
  order: SignerOrder,
): Transition<SignerAccount, SignerPersonalisation> {
  const { publicKey, secretKey } = issuer.crypto.signatures.keyPair(random)
  const [account, certificate] = certifyKey(issuer, publicKey, order)
  return [account, { certificate, signingKey: secretKey, largestPayment: order.largestPayment }]
}

export type ClaimRefusal =
  | 'otherCard'
  | 'notPayee'
  | 'currencyWrong'
  | 'tooLate'
  | 'dateInFuture'
  | 'certificateExpired'
  | 'certificateForged'
  | 'paymentForged'
  | 'counterUsedTwice'
  | 'cardBlocked'
  | 'owedOverRange'

/** Pays a claim once; gives what is paid now. A payment over the credit limit is paid and blocks the card. */
export function payClaim(
  issuer: SignatureIssuer,
  account: SignerAccount,
  depositor: { readonly payee: Uint8Array; readonly now: number },
  claim: PaymentClaim,
): Transition<SignerAccount, Outcome<bigint, ClaimRefusal>> {
  const refused = refuseTerms(issuer, account, depositor, claim)
  if (refused !== undefined) return [account, refuse(refused)]
  const { payment } = claim.signed
  const fingerprint = issuer.crypto.hash(cardPaymentLayout.encode(payment))
  const known = account.payments.get(payment.counter)
  if (known !== undefined && equalConstantTime(known, fingerprint)) return [account, accept(0n)]
  const forged = refuseSignatures(issuer, claim)
  if (forged !== undefined) return [account, refuse(forged)]
  if (known !== undefined) return [{ ...account, blocked: true }, refuse('counterUsedTwice')]
  if (account.blocked) return [account, refuse('cardBlocked')]
  const owed = account.owed + payment.units
  if (!fits(owed)) return [account, refuse('owedOverRange')]
  const payments = account.payments.with(payment.counter, fingerprint)
  return [{ ...account, owed, payments, blocked: owed > account.creditLimit }, accept(payment.units)]
}

function refuseTerms(
  { depositWindowMs }: SignatureIssuer,
  account: SignerAccount,
  { payee, now }: { readonly payee: Uint8Array; readonly now: number },
  { certificate: { certificate }, signed: { payment } }: PaymentClaim,
): ClaimRefusal | undefined {
  const sameCard = equalConstantTime(payment.cardId, account.cardId)
  if (!sameCard || !equalConstantTime(certificate.cardId, account.cardId)) return 'otherCard'
  if (!equalConstantTime(payment.payee, payee)) return 'notPayee'
  if (payment.currency !== account.currency) return 'currencyWrong'
  if (payment.date > now) return 'dateInFuture'
  return now > payment.date + depositWindowMs ? 'tooLate' : undefined
}

function refuseSignatures(
  { proves, certificates }: SignatureIssuer,
  { certificate, signed: { payment, signature } }: PaymentClaim,
): ClaimRefusal | undefined {
  const checked = certificates(certificate, payment.date)
  if (!checked.ok) return checked.refused
  return proves(checked.value.checked.certificate.publicKey, payment, signature) ? undefined : 'paymentForged'
}
