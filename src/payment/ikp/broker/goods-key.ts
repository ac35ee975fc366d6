// The key of goods in escrow on its two ways. Towards the broker it is sealed under K_(TTP,S) and not under the token's
// key, which the buyer has: a buyer that listens would have the goods without the broker's release.

import type { Crypto } from '../../../crypto/crypto.ts'
import type { SessionKeys } from '../coupon/delivery/session.ts'
import { tokenKeyLayout, type Token } from './messages.ts'

type Exchange = Pick<Token, 'transactionId' | 'number'>

/** Each derived key seals one message, so that one nonce is enough. */
const NONCE = new Uint8Array(12)
const NOTHING = new Uint8Array()

export function keyForBroker(crypto: Crypto, keys: SessionKeys, { transactionId, number }: Exchange): Uint8Array {
  const salt = tokenKeyLayout.encode({ transactionId, number })
  return crypto.deriveKey(keys.cipherKey, salt, 'tickbench goods key to broker')
}

export function keyForBuyer(crypto: Crypto, tokenKey: Uint8Array): Uint8Array {
  return crypto.deriveKey(tokenKey, NOTHING, 'tickbench goods key to buyer')
}

export function sealOnce(crypto: Crypto, key: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return crypto.cipher.encrypt(key, NONCE, plaintext, NOTHING)
}

export function openOnce(crypto: Crypto, key: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined {
  return crypto.cipher.decrypt(key, NONCE, ciphertext, NOTHING)
}
