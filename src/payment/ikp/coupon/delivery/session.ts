// The session between a buyer and a seller (coupon/SPEC.md 6): both halves of the key are in Initiate and Invoice and
// stand in Common, so what authenticates the payment authenticates the key. What is MACed carries a type of its own for
// each direction and purpose, so that no message can be turned round.

import { equalConstantTime } from '../../../../bytes/bytes.ts'
import { bytes, fixed, oneOf, u64 } from '../../../../bytes/fields.ts'
import { layout, type Layout } from '../../../../bytes/layout.ts'
import type { Crypto } from '../../../../crypto/crypto.ts'
import type { Common } from '../../common.ts'

/** Known to the two ends only, and another pair for every H(Common). */
export interface SessionKeys {
  readonly macKey: Uint8Array
  readonly cipherKey: Uint8Array
}

/** What both sides of iKP keep of a payment. */
export interface KeyedPayment {
  readonly common: Common
  readonly commonDigest: Uint8Array
  readonly agreementKey: Uint8Array | undefined
}

/** Undefined when no key was asked for, or the other's share is none. Costs one agreement and four MACs. */
export function buyerKeys(crypto: Crypto, payment: KeyedPayment): SessionKeys | undefined {
  return agreedKeys(crypto, payment, payment.common.seller.sellerShare)
}

export function sellerKeys(crypto: Crypto, payment: KeyedPayment): SessionKeys | undefined {
  return agreedKeys(crypto, payment, payment.common.buyerShare)
}

function agreedKeys(
  crypto: Crypto,
  { agreementKey, commonDigest }: KeyedPayment,
  share: Uint8Array | undefined,
): SessionKeys | undefined {
  if (agreementKey === undefined || share === undefined) return undefined
  const secret = crypto.agreement.agree(agreementKey, share)
  if (secret === undefined) return undefined
  const key = (purpose: string): Uint8Array => crypto.deriveKey(secret, commonDigest, purpose)
  return { macKey: key('tickbench session MAC'), cipherKey: key('tickbench session cipher') }
}

/** A message under a MAC: the body is a tagged layout, encoded. */
export interface Maced {
  readonly body: Uint8Array
  readonly tag: Uint8Array
}

/** Bytes of HMAC-SHA-256, not shortened. */
export const TAG_BYTES = 32
/** The longest body: a micro-product and its frame. */
const BODY_BYTES = 65_000

export const macedLayout: Layout<Maced> = layout<Maced>('Maced', {
  body: bytes(BODY_BYTES, 'a tagged structure'),
  tag: fixed(TAG_BYTES, 'MAC over the body'),
})

export function protect(crypto: Crypto, macKey: Uint8Array, body: Uint8Array): Maced {
  return { body, tag: crypto.mac(macKey, body) }
}

export function isIntact(crypto: Crypto, macKey: Uint8Array, { body, tag }: Maced): boolean {
  return equalConstantTime(crypto.mac(macKey, body), tag)
}

export type Direction = 'toSeller' | 'toBuyer'

interface Nonce {
  readonly number: bigint
  readonly padding: Uint8Array
  readonly direction: Direction
}

const nonceLayout: Layout<Nonce> = layout<Nonce>('Nonce', {
  number: u64('of the message in its direction'),
  padding: fixed(3, 'zero'),
  direction: oneOf(['toSeller', 'toBuyer'], 'who reads it'),
})

/** A number is used once in a direction, since its message is stored before it is sent and repeated as it is. */
export function nonceOf(direction: Direction, number: number): Uint8Array {
  return nonceLayout.encode({ number: BigInt(number), padding: new Uint8Array(3), direction })
}
