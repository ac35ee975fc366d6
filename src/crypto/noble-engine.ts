// The noble engine: plain JavaScript everywhere. Ed25519 (RFC 8032) and ECDSA P-256 (FIPS 186-5, 64-byte r || s);
// noble has no RSA, so the RSA suites are not offered.

import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { ed25519, x25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8 } from '../bytes/bytes.ts'
import type { Agreement, Cipher, Crypto, Signatures, SuiteName } from './crypto.ts'
import { nobleSealing } from './hpke.ts'

/** Undefined where noble does not offer the suite. */
export function nobleCrypto(suite: SuiteName): Crypto | undefined {
  if (suite !== 'ed25519' && suite !== 'p256') return undefined
  return {
    engine: 'noble',
    suite,
    hash: (message) => sha256(message),
    mac: (key, message) => hmac(sha256, key, message),
    deriveKey: (secret, salt, purpose) => hkdf(sha256, secret, salt, utf8(purpose), 32),
    signatures: suite === 'ed25519' ? ed25519Signatures : p256Signatures,
    sealing: nobleSealing(suite),
    agreement,
    cipher,
  }
}

const ed25519Signatures: Signatures = {
  keyPair(random) {
    const secretKey = random(32)
    return { secretKey, publicKey: ed25519.getPublicKey(secretKey) }
  },
  sign: (secretKey, message) => ed25519.sign(message, secretKey),
  verify: (publicKey, message, signature) =>
    falseOnThrow(() => ed25519.verify(signature, message, publicKey, { zip215: false })),
}

const p256Signatures: Signatures = {
  keyPair(random) {
    const secretKey = p256.utils.randomSecretKey(random(48))
    return { secretKey, publicKey: p256.getPublicKey(secretKey, true) }
  },
  sign: (secretKey, message) => p256.sign(message, secretKey, { lowS: false }),
  verify: (publicKey, message, signature) =>
    falseOnThrow(() => p256.verify(signature, message, publicKey, { lowS: false })),
}

const agreement: Agreement = {
  keyPair(random) {
    const secretKey = random(32)
    return { secretKey, publicKey: x25519.getPublicKey(secretKey) }
  },
  agree: (secretKey, share) => undefinedOnThrow(() => x25519.getSharedSecret(secretKey, share)),
}

const cipher: Cipher = {
  encrypt: (key, nonce, plaintext, aad) => chacha20poly1305(key, nonce, aad).encrypt(plaintext),
  decrypt: (key, nonce, ciphertext, aad) =>
    undefinedOnThrow(() => chacha20poly1305(key, nonce, aad).decrypt(ciphertext)),
}

/** noble throws on shares and ciphertexts that are wrong as on those that do not parse; a peer's mistake is no fault. */
function undefinedOnThrow(compute: () => Uint8Array): Uint8Array | undefined {
  try {
    return compute()
  } catch {
    return undefined
  }
}

/** noble throws on keys and signatures that do not parse; to a verifier they are simply wrong. */
function falseOnThrow(verify: () => boolean): boolean {
  try {
    return verify()
  } catch {
    return false
  }
}
