// Setting up the parties of iKP (SPEC.md 1): a certification authority, the acquirer, sellers and buyers with the
// keys that their variant asks for. Costs nothing in the counts: it happens once, before any payment.

import { printHex } from '../../bytes/hex.ts'
import type { Crypto, KeyPair, RandomBytes } from '../../crypto/crypto.ts'
import type { Acquirer } from './acquirer.ts'
import type { Buyer } from './buyer.ts'
import { createCertificateCheck, issueCertificate, type CertificateBody, type CertificateCheck } from './certificate.ts'
import type { Account } from './ledger.ts'
import type { Seller } from './seller.ts'
import { settlementKeyFor } from './settlement-order.ts'
import { buyerSigns, sellerSigns, type Variant } from './variant.ts'

/** What everybody is set up with. */
export interface Scheme {
  readonly variant: Variant
  /** Makes keys and certificates; each party computes with a Crypto of its own. */
  readonly crypto: Crypto
  readonly random: RandomBytes
  readonly authority: KeyPair
  /** When certificates start and stop being valid, ms since 1970. */
  readonly notBefore: number
  readonly notAfter: number
}

export interface SchemeInput {
  readonly variant: Variant
  readonly crypto: Crypto
  readonly random: RandomBytes
  readonly notBefore: number
  readonly notAfter: number
}

/**
 * A new certification authority, and what all parties agree on.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { createCrypto, seededRandom } from 'tickbench/crypto'
 * import { createScheme, enrolAcquirer, enrolBuyer, enrolSeller, initiate, invoice } from 'tickbench/payment'
 *
 * const [crypto, random, now] = [createCrypto('node', 'ed25519'), seededRandom(1), Date.UTC(2026, 0, 5)]
 * assert(crypto)
 * const scheme = createScheme({ variant: '3kp', crypto, random, notBefore: now, notAfter: now + 1e10 })
 * const acquirer = await enrolAcquirer(scheme, crypto)
 * const seller = enrolSeller(scheme, { crypto, random, sellerId: 'shop', acquirer, holdMs: 3_600_000 })
 * const account = { number: '4711', expiration: '12/27', pin: undefined, currency: 'CHF', creditLimit: 100n }
 * const { buyer } = enrolBuyer(scheme, { crypto, random, account, clockSkewMs: 60_000 })
 * const terms = { currency: 'CHF', price: 25n, chains: [], values: [] }
 * const [, first] = initiate(buyer, { sellerId: 'shop', description: new TextEncoder().encode('a map'), terms })
 * const offer = { description: new TextEncoder().encode('a map'), currency: 'CHF', price: 25n, coupons: undefined }
 * const [, second] = invoice(seller, { initiate: first, offer, transactionId: 1n, now })
 * assert(second.ok)
 */
export function createScheme(input: SchemeInput): Scheme {
  return { ...input, authority: input.crypto.signatures.keyPair(input.random) }
}

/** The check that a party uses, with the authority's key that it was set up with. */
export function checkFor(scheme: Scheme, crypto: Crypto): CertificateCheck {
  return createCertificateCheck(crypto, scheme.authority.publicKey)
}

export interface EnrolledAcquirer {
  readonly acquirer: Acquirer
  readonly certificate: Uint8Array
  /** PK_A for signatures. */
  readonly publicKey: Uint8Array
}

/** DATE may lie a day from the acquirer's clock. */
const DAY_MS = 24 * 60 * 60 * 1000
/** A year and a bit, for coupons that are spent slowly. */
const LONGEST_HOLD_MS = 400 * DAY_MS

/** It takes dates a day from its clock, and holds of 400 days at most. */
export async function enrolAcquirer(scheme: Scheme, crypto: Crypto): Promise<EnrolledAcquirer> {
  const signing = scheme.crypto.signatures.keyPair(scheme.random)
  const sealing = await scheme.crypto.sealing.keyPair(scheme.random)
  const certificate = certify(scheme, { role: 'acquirer', name: 'acquirer', signing, sealing })
  const acquirer: Acquirer = {
    crypto,
    variant: scheme.variant,
    certificates: checkFor(scheme, crypto),
    signatureKey: signing.secretKey,
    sealingKey: sealing.secretKey,
    dateWindowMs: DAY_MS,
    longestHoldMs: LONGEST_HOLD_MS,
    settlementSecret: scheme.random(32),
  }
  return { acquirer, certificate, publicKey: signing.publicKey }
}

export interface SellerInput {
  readonly crypto: Crypto
  readonly random: RandomBytes
  readonly sellerId: string
  readonly acquirer: EnrolledAcquirer
  readonly holdMs: number
}

/** With a certified key where the variant has its sellers sign. */
export function enrolSeller(scheme: Scheme, { crypto, random, sellerId, acquirer, holdMs }: SellerInput): Seller {
  const signing = sellerSigns(scheme.variant) ? scheme.crypto.signatures.keyPair(scheme.random) : undefined
  return {
    crypto,
    random,
    variant: scheme.variant,
    certificates: checkFor(scheme, crypto),
    sellerId,
    certificate: signing && certify(scheme, { role: 'seller', name: sellerId, signing }),
    signatureKey: signing?.secretKey,
    settlementKey: settlementKeyFor(scheme.crypto, acquirer.acquirer.settlementSecret, sellerId),
    acquirerCertificate: acquirer.certificate,
    acquirerKey: acquirer.publicKey,
    holdMs,
  }
}

export interface BuyerInput {
  readonly crypto: Crypto
  readonly random: RandomBytes
  readonly account: Pick<Account, 'number' | 'expiration' | 'pin' | 'currency' | 'creditLimit'>
  readonly clockSkewMs: number
  /** Key pairs that several buyers share, where making one each would take minutes (RSA in large simulations). */
  readonly keys?: KeyPair
}

/** The buyer and the account that stands behind it at the acquirer. */
export function enrolBuyer(scheme: Scheme, input: BuyerInput): { readonly buyer: Buyer; readonly account: Account } {
  const { crypto, random, account, clockSkewMs } = input
  const signing = buyerSigns(scheme.variant)
    ? (input.keys ?? scheme.crypto.signatures.keyPair(scheme.random))
    : undefined
  const buyer: Buyer = {
    crypto,
    random,
    variant: scheme.variant,
    certificates: checkFor(scheme, crypto),
    account: account.number,
    expiration: account.expiration,
    pin: account.pin,
    certificate: signing && certify(scheme, { role: 'buyer', name: keyName(scheme.random), signing }),
    signatureKey: signing?.secretKey,
    clockSkewMs,
  }
  return { buyer, account: { ...account, signatureKey: signing?.publicKey, wrongPins: [], held: 0n, charged: 0n } }
}

interface Subject {
  readonly role: CertificateBody['role']
  readonly name: string
  readonly signing: KeyPair
  readonly sealing?: KeyPair
}

/** Certificates of buyers carry a key name, not the account: it would undo ID_B. */
function keyName(random: RandomBytes): string {
  return `key-${printHex(random(8))}`
}

function certify(scheme: Scheme, { role, name, signing, sealing }: Subject): Uint8Array {
  const { notBefore, notAfter } = scheme
  const serial = new DataView(scheme.random(8).slice().buffer).getBigUint64(0)
  const { publicKey: signatureKey } = signing
  const body = { serial, role, name, notBefore, notAfter, signatureKey, sealingKey: sealing?.publicKey }
  return issueCertificate(scheme.crypto, scheme.authority.secretKey, body)
}
