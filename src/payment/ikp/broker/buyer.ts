// The buyer of a broker (SPEC.md 3): orders tokens, fetches some ahead, and spends them at sellers that it
// has no relation with. A token is opaque to it; what it holds is the token's key.

import { equalConstantTime } from '../../../bytes/bytes.ts'
import type { Crypto } from '../../../crypto/crypto.ts'
import { requestProduct, type BuyerSession, type RequestRefusal } from '../coupon/delivery/buyer.ts'
import { isIntact, type Maced } from '../coupon/delivery/session.ts'
import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'
import {
  brokerNoteLayout,
  tokenGrantLayout,
  tokenItemLayout,
  tokenLayout,
  tokenOrderLayout,
  tokenProductLayout,
  type BrokerRefusal,
  type TokenItem,
  type TokenOrder,
  type TokenPayment,
} from './messages.ts'
import { digestItem, paymentWith } from './token.ts'

export interface OrderedToken {
  readonly order: TokenOrder
  /** What is due in the buyer's currency, credit at the broker being used first. */
  readonly due: bigint
}

/** Row 1: an order is a request for a micro-product, so a retry is that of the protected delivery. */
export function orderToken(
  crypto: Crypto,
  session: BuyerSession,
  { order, due }: OrderedToken,
): Transition<BuyerSession, Outcome<Maced, RequestRefusal>> {
  return requestProduct(crypto, session, { description: tokenOrderLayout.encode(order), price: due })
}

export interface HeldToken {
  readonly sellerId: string
  readonly count: number
  readonly expires: number
  readonly token: Maced
  readonly tokenKey: Uint8Array
  /** The item that the token is bound to; absent for one fetched ahead. */
  readonly itemDigest: Uint8Array | undefined
  /** What it was spent on, for retries. */
  readonly used: { readonly item: TokenItem; readonly payment: TokenPayment } | undefined
}

export type GrantRefusal = 'otherCount' | 'otherItem' | 'alreadyExpired'

/** Reads a grant. Its MAC is for the seller; the buyer sees whether it says what was ordered. */
export function takeGrant(product: Uint8Array, order: TokenOrder, now: number): Outcome<HeldToken, GrantRefusal> {
  const { token, tokenKey } = tokenGrantLayout.decode(product)
  const { count, expires, itemDigest } = tokenLayout.decode(token.body)
  if (count !== order.count) return refuse('otherCount')
  if (!sameDigest(itemDigest, order.itemDigest)) return refuse('otherItem')
  if (expires < now) return refuse('alreadyExpired')
  return accept({ sellerId: order.sellerId, count, expires, token, tokenKey, itemDigest, used: undefined })
}

/** Why the broker sold nothing, from the note of its refusal. */
export function readNote(note: Uint8Array): BrokerRefusal {
  return brokerNoteLayout.decode(note).reason
}

export type UseRefusal = 'tokenUsed' | 'anotherItem' | 'tokenExpired'

/** Row 2b: spends a token on one item, and on no other one: a retry gives the same message. */
export function useToken(
  crypto: Crypto,
  held: HeldToken,
  item: TokenItem,
  now: number,
): Transition<HeldToken, Outcome<TokenPayment, UseRefusal>> {
  if (held.used !== undefined) {
    return [held, sameItem(held.used.item, item) ? accept(held.used.payment) : refuse('tokenUsed')]
  }
  if (now > held.expires) return [held, refuse('tokenExpired')]
  if (held.itemDigest !== undefined && !equalConstantTime(held.itemDigest, digestItem(crypto, item))) {
    return [held, refuse('anotherItem')]
  }
  const payment = paymentWith(crypto, held.token, held.tokenKey, item)
  return [{ ...held, used: { item, payment } }, accept(payment)]
}

export type TokenProductRefusal = 'notUsed' | 'tagWrong' | 'anotherUse'

/** Row 3: whoever carried it, the product must be the seller's answer to this use. */
export function takeTokenProduct(
  crypto: Crypto,
  { used, tokenKey }: HeldToken,
  message: Maced,
): Outcome<Uint8Array, TokenProductRefusal> {
  if (used === undefined) return refuse('notUsed')
  if (!isIntact(crypto, tokenKey, message)) return refuse('tagWrong')
  const { useDigest, product } = tokenProductLayout.decode(message.body)
  return equalConstantTime(useDigest, crypto.hash(used.payment.use.body)) ? accept(product) : refuse('anotherUse')
}

function sameItem(a: TokenItem, b: TokenItem): boolean {
  return equalConstantTime(tokenItemLayout.encode(a), tokenItemLayout.encode(b))
}

function sameDigest(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalConstantTime(a, b)
}
