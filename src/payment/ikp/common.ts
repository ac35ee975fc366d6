// The composite fields of iKP (SPEC.md 2) and of its coupon extension (coupon/SPEC.md 2): Terms, Common, Clear, Slip.
// Design idea of the paper, kept: what the acquirer must check stands in Clear, in Slip or in the salted digest beside
// them; it rebuilds Common from these and compares digests, so that no field is trusted twice.

import { bytes, fixed, list, nested, oneOf, optional, secret, text, u32, u64, unixMs } from '../../bytes/fields.ts'
import { layout, taggedLayout, type Layout } from '../../bytes/layout.ts'
import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../../chain/step.ts'
import type { Crypto } from '../../crypto/crypto.ts'
import { currency, minorUnits } from '../../money/fields.ts'

/** Bytes of salts, nonces and receipt secrets. R_B must not be shorter: the space of BANs is small (SPEC.md 2). */
export const SECRET_BYTES = 16
export const DIGEST_BYTES = 32
/** Bytes of a half of a session key: X25519 in every suite. */
export const SHARE_BYTES = 32
/** Chains that one Common may authenticate at once. */
export const MOST_CHAINS = 8

/** What the seller may see of a chain before it knows the money: PB_n and n, with the identifier of every step. */
export interface ChainTerms {
  readonly id: Uint8Array
  readonly anchor: Uint8Array
  readonly length: number
}

/** What is being bought for how much. A plain payment has no chains; coupons make `price` the sum of n times value. */
export interface Terms {
  readonly currency: string
  /** PRICE: the amount to authorise, minor units. */
  readonly price: bigint
  readonly chains: readonly ChainTerms[]
  /** Value_coupon of each chain, minor units, in the order of `chains`. */
  readonly values: readonly bigint[]
}

export type Capture = 'authorise' | 'authorise-and-clear'

/** What the seller adds: the part of Common that Clear repeats. */
export interface SellerPart {
  readonly sellerId: string
  readonly transactionId: bigint
  readonly date: number
  readonly expires: number
  readonly nonce: Uint8Array
  readonly capture: Capture
  /** H(V) and H(VC), where the seller signs. */
  readonly acceptDigest: Uint8Array | undefined
  readonly cancelDigest: Uint8Array | undefined
  /** The seller's half of a session key, where the buyer asked for one (coupon/SPEC.md 6). */
  readonly sellerShare: Uint8Array | undefined
}

/** Common: what buyer, seller and acquirer agree on. Only its digest travels. */
export interface Common {
  readonly seller: SellerPart
  readonly terms: Terms
  /** ID_B = H(R_B, BAN). */
  readonly buyerPseudonym: Uint8Array
  /** H(DESC, SALT_B). */
  readonly descriptionDigest: Uint8Array
  /** The buyer's half of a session key, where it asked for one. */
  readonly buyerShare: Uint8Array | undefined
}

/** Clear: what the buyer and the acquirer get from the seller in the open. */
export interface Clear {
  readonly seller: SellerPart
  readonly chains: readonly ChainTerms[]
  readonly buyerShare: Uint8Array | undefined
  readonly commonDigest: Uint8Array
}

/** SLIP: what only the acquirer may read. */
export interface Slip {
  readonly currency: string
  readonly price: bigint
  readonly values: readonly bigint[]
  readonly commonDigest: Uint8Array
  /** BAN: the buyer's account number. */
  readonly account: string
  /** R_B. */
  readonly blinding: Uint8Array
  /** EXPIRATION of the account's card, as printed. */
  readonly expiration: string
  /** PIN, in 1KP and 2KP only. */
  readonly pin: string | undefined
}

const chainTermsLayout: Layout<ChainTerms> = layout<ChainTerms>('ChainTerms', {
  id: fixed(CHAIN_ID_BYTES, 'drawn by the buyer, bound into every step'),
  anchor: fixed(CHAIN_VALUE_BYTES, 'PB_n'),
  length: u32('n'),
})

const chains = list(nested(chainTermsLayout, 'a chain'), MOST_CHAINS, 'PB_n and n of each chain')
const values = list(minorUnits('Value_coupon'), MOST_CHAINS, 'Value_coupon of each chain')

export const termsLayout: Layout<Terms> = layout<Terms>('Terms', {
  currency: currency('ISO 4217'),
  price: minorUnits('PRICE'),
  chains,
  values,
})

const sellerPartLayout: Layout<SellerPart> = layout<SellerPart>('SellerPart', {
  sellerId: text(255, 'ID_S'),
  transactionId: u64('TID_S, unique with this seller'),
  date: unixMs('DATE'),
  expires: unixMs('end of the authorised hold'),
  nonce: fixed(SECRET_BYTES, 'NONCE_S'),
  capture: oneOf(['authorise', 'authorise-and-clear'], 'when money moves'),
  acceptDigest: optional(fixed(DIGEST_BYTES, 'H(V)')),
  cancelDigest: optional(fixed(DIGEST_BYTES, 'H(VC)')),
  sellerShare: optional(fixed(SHARE_BYTES, 'X25519 share')),
})

export const commonLayout: Layout<Common> = taggedLayout<Common>('Common', 0x01, {
  seller: nested(sellerPartLayout, 'the seller’s part'),
  terms: nested(termsLayout, 'the terms'),
  buyerPseudonym: fixed(DIGEST_BYTES, 'ID_B'),
  descriptionDigest: fixed(DIGEST_BYTES, 'H(DESC, SALT_B)'),
  buyerShare: optional(fixed(SHARE_BYTES, 'X25519 share')),
})

export const clearLayout: Layout<Clear> = layout<Clear>('Clear', {
  seller: nested(sellerPartLayout, 'the seller’s part'),
  chains,
  buyerShare: optional(fixed(SHARE_BYTES, 'X25519 share')),
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
})

export const slipLayout: Layout<Slip> = taggedLayout<Slip>('Slip', 0x02, {
  currency: currency('ISO 4217'),
  price: minorUnits('PRICE'),
  values,
  commonDigest: fixed(DIGEST_BYTES, 'H(Common)'),
  account: text(40, 'BAN'),
  blinding: fixed(SECRET_BYTES, 'R_B'),
  expiration: text(10, 'EXPIRATION'),
  pin: optional(secret(text(16, 'PIN'))),
})

interface Pseudonym {
  readonly blinding: Uint8Array
  readonly account: string
}

const pseudonymLayout: Layout<Pseudonym> = taggedLayout<Pseudonym>('Pseudonym', 0x03, {
  blinding: fixed(SECRET_BYTES, 'R_B'),
  account: text(40, 'BAN'),
})

interface SaltedDescription {
  readonly salt: Uint8Array
  readonly description: Uint8Array
}

const descriptionLayout: Layout<SaltedDescription> = taggedLayout<SaltedDescription>('Description', 0x04, {
  salt: fixed(SECRET_BYTES, 'SALT_B'),
  description: bytes(4096, 'DESC'),
})

interface ReceiptSecret {
  readonly secret: Uint8Array
}

const acceptLayout: Layout<ReceiptSecret> = taggedLayout<ReceiptSecret>('Accept', 0x05, {
  secret: fixed(SECRET_BYTES, 'V'),
})
const cancelLayout: Layout<ReceiptSecret> = taggedLayout<ReceiptSecret>('Cancel', 0x06, {
  secret: fixed(SECRET_BYTES, 'VC'),
})

/** H(Common). */
export function digestCommon(crypto: Crypto, common: Common): Uint8Array {
  return crypto.hash(commonLayout.encode(common))
}

/** ID_B = H(R_B, BAN): hides the account from the seller; the acquirer recomputes it from the slip. */
export function pseudonymOf(crypto: Crypto, blinding: Uint8Array, account: string): Uint8Array {
  return crypto.hash(pseudonymLayout.encode({ blinding, account }))
}

/** H(DESC, SALT_B): the salt keeps the acquirer from guessing the order. */
export function digestDescription(crypto: Crypto, salt: Uint8Array, description: Uint8Array): Uint8Array {
  return crypto.hash(descriptionLayout.encode({ salt, description }))
}

/** H(V): whoever is shown V knows that the seller accepted. */
export function digestAccept(crypto: Crypto, secret: Uint8Array): Uint8Array {
  return crypto.hash(acceptLayout.encode({ secret }))
}

/** H(VC): whoever is shown VC knows that the seller cancelled. */
export function digestCancel(crypto: Crypto, secret: Uint8Array): Uint8Array {
  return crypto.hash(cancelLayout.encode({ secret }))
}
