// The noble engine: plain JavaScript everywhere. Ed25519 (RFC 8032) and ECDSA P-256 (FIPS 186-5, 64-byte r || s);
// noble has no RSA, so the RSA suites are not offered.

import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Crypto, Signatures, SuiteName } from './crypto.ts'
import { nobleSealing } from './hpke.ts'

/** Undefined where noble does not offer the suite. */
export function nobleCrypto(suite: SuiteName): Crypto | undefined {
  if (suite !== 'ed25519' && suite !== 'p256') return undefined
  return {
    engine: 'noble',
    suite,
    hash: (message) => sha256(message),
    mac: (key, message) => hmac(sha256, key, message),
    signatures: suite === 'ed25519' ? ed25519Signatures : p256Signatures,
    sealing: nobleSealing(suite),
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

/** noble throws on keys and signatures that do not parse; to a verifier they are simply wrong. */
function falseOnThrow(verify: () => boolean): boolean {
  try {
    return verify()
  } catch {
    return false
  }
}
