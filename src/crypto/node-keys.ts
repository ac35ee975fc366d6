// Raw signature keys as OpenSSL key objects, and RSA key pairs.

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { keyObjectsByContent, keyObjectsByIdentity } from './key-objects.ts'
import { okpPublicKey, okpSecretKey } from './okp-keys.ts'
import type { KeyPair, SuiteName } from './crypto.ts'
import { p256PublicKey, p256SecretKey } from './p256-keys.ts'

const publicKeys = keyObjectsByContent()
const secretKeys = keyObjectsByIdentity()

/** Throws OpenSSL's error, or `RangeError`, when the bytes are no key of the suite. */
export function publicKeyObject(suite: SuiteName, key: Uint8Array): KeyObject {
  return publicKeys.of(key, (raw) => {
    if (suite === 'ed25519') return okpPublicKey('Ed25519', raw)
    if (suite === 'p256') return p256PublicKey(raw)
    const der = Buffer.from(raw)
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    // OpenSSL ignores bytes behind the structure; the noble engine refuses them
    if (!key.export({ format: 'der', type: 'spki' }).equals(der)) throw new RangeError('not a key in its one encoding')
    return key
  })
}

export function secretKeyObject(suite: SuiteName, key: Uint8Array): KeyObject {
  return secretKeys.of(key, (raw) => {
    if (suite === 'ed25519') return okpSecretKey('Ed25519', raw)
    if (suite === 'p256') return p256SecretKey(raw)
    return createPrivateKey({ key: Buffer.from(raw), format: 'der', type: 'pkcs8' })
  })
}

/** RSA modulus in bits. */
const MODULUS = { rsa2048: 2048, '1996': 1024 } as const

/** A fresh RSA key pair as DER: SPKI and PKCS #8. */
export function rsaKeyPair(suite: 'rsa2048' | '1996'): KeyPair {
  const made = generateKeyPairSync('rsa', {
    modulusLength: MODULUS[suite],
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  return { publicKey: new Uint8Array(made.publicKey), secretKey: new Uint8Array(made.privateKey) }
}
