// Tokens: the broker's coupons under K_(TTP,S), and the key that goes with each. The function of the chain is public, so
// a coupon alone proves nothing once lower ones are about: the MAC names its index, count, use and end
// (SPEC.md 5).

import type { Crypto } from '../../../crypto/crypto.ts'
import { isIntact, protect, type Maced, type SessionKeys } from '../coupon/delivery/session.ts'
import {
  tokenItemLayout,
  tokenKeyLayout,
  tokenLayout,
  tokenUseLayout,
  type Token,
  type TokenItem,
  type TokenPayment,
} from './messages.ts'

export function sealToken(crypto: Crypto, keys: SessionKeys, token: Token): Maced {
  return protect(crypto, keys.macKey, tokenLayout.encode(token))
}

/** The token, or undefined when the broker did not make it. */
export function openToken(crypto: Crypto, keys: SessionKeys, sealed: Maced): Token | undefined {
  return isIntact(crypto, keys.macKey, sealed) ? tokenLayout.decode(sealed.body) : undefined
}

/** Shared by broker, seller and whoever was granted the token: seller and broker compute it, the buyer is given it. */
export function tokenKeyOf(
  crypto: Crypto,
  keys: SessionKeys,
  token: Pick<Token, 'transactionId' | 'number'>,
): Uint8Array {
  const { transactionId, number } = token
  return crypto.mac(keys.macKey, tokenKeyLayout.encode({ transactionId, number }))
}

/** H(item): the salt keeps a broker that is given nothing else from guessing the description. */
export function digestItem(crypto: Crypto, item: TokenItem): Uint8Array {
  return crypto.hash(tokenItemLayout.encode(item))
}

/** What goes to the seller; the same from the buyer (2b) and from the broker (2a). */
export function paymentWith(crypto: Crypto, token: Maced, tokenKey: Uint8Array, item: TokenItem): TokenPayment {
  const use = tokenUseLayout.encode({ tokenDigest: crypto.hash(token.body), item })
  return { token, use: protect(crypto, tokenKey, use) }
}
