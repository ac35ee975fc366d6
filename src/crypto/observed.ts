// A crypto that reports each operation to an observer and changes nothing. Key generation is
// set-up and not reported, but for shares of an agreement: they are drawn for every session.

import type { Crypto } from './crypto.ts'
import type { OperationObserver } from './operations.ts'

/**
 * The same crypto; `observe` hears of each operation before it is done.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { createTally, nodeCrypto, observed, seededRandom } from 'tickbench/crypto'
 *
 * const tally = createTally()
 * const { signatures } = observed(nodeCrypto('ed25519'), tally.observe)
 * const { secretKey } = signatures.keyPair(seededRandom(1))
 * signatures.sign(secretKey, Uint8Array.of(1))
 * assert.equal(tally.read().sign, 1)
 */
export function observed(crypto: Crypto, observe: OperationObserver): Crypto {
  const { signatures, sealing, agreement, cipher } = crypto
  return {
    engine: crypto.engine,
    suite: crypto.suite,
    hash(message) {
      observe('hash', message.length, 1)
      return crypto.hash(message)
    },
    mac(key, message) {
      observe('mac', message.length, 1)
      return crypto.mac(key, message)
    },
    deriveKey(secret, salt, purpose) {
      observe('mac', secret.length, HKDF_MACS)
      return crypto.deriveKey(secret, salt, purpose)
    },
    signatures: {
      keyPair: (random) => signatures.keyPair(random),
      sign(secretKey, message) {
        observe('sign', message.length, 1)
        return signatures.sign(secretKey, message)
      },
      verify(publicKey, message, signature) {
        observe('verify', message.length, 1)
        return signatures.verify(publicKey, message, signature)
      },
    },
    sealing: {
      keyPair: (random) => sealing.keyPair(random),
      seal(publicKey, plaintext, associatedData) {
        observe('encrypt', plaintext.length, 1)
        return sealing.seal(publicKey, plaintext, associatedData)
      },
      open(secretKey, sealed, associatedData) {
        observe('decrypt', sealed.length, 1)
        return sealing.open(secretKey, sealed, associatedData)
      },
    },
    agreement: {
      keyPair(random) {
        observe('agree', 32, 1)
        return agreement.keyPair(random)
      },
      agree(secretKey, share) {
        observe('agree', share.length, 1)
        return agreement.agree(secretKey, share)
      },
    },
    cipher: {
      encrypt(key, nonce, plaintext, associatedData) {
        observe('cipher', plaintext.length, 1)
        return cipher.encrypt(key, nonce, plaintext, associatedData)
      },
      decrypt(key, nonce, ciphertext, associatedData) {
        observe('cipher', ciphertext.length, 1)
        return cipher.decrypt(key, nonce, ciphertext, associatedData)
      },
    },
  }
}

/** One MAC extracts, one expands to 32 bytes (RFC 5869 2.2, 2.3). */
const HKDF_MACS = 2
