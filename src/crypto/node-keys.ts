// Raw keys as OpenSSL key objects. A key object costs tens of microseconds to make, so it is kept with its bytes.

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { concat } from '../bytes/bytes.ts'
import { parseHex } from '../bytes/hex.ts'
import type { KeyPair, SuiteName } from './crypto.ts'

/** DER before the raw key: RFC 8410 for Ed25519, RFC 5480 and RFC 5915 for P-256. RSA keys are DER already. */
const PREFIX: Readonly<Record<SuiteName, { readonly public: Uint8Array; readonly secret: Uint8Array }>> = {
  ed25519: { public: parseHex('302a300506032b6570032100'), secret: parseHex('302e020100300506032b657004220420') },
  p256: {
    public: parseHex('3039301306072a8648ce3d020106082a8648ce3d030107032200'),
    secret: parseHex('3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420'),
  },
  rsa2048: { public: new Uint8Array(), secret: new Uint8Array() },
  '1996': { public: new Uint8Array(), secret: new Uint8Array() },
}

const publicKeys = new WeakMap<Uint8Array, KeyObject>()
const secretKeys = new WeakMap<Uint8Array, KeyObject>()

/** Throws OpenSSL's error when the bytes are no key of the suite. */
export function publicKeyObject(suite: SuiteName, key: Uint8Array): KeyObject {
  return kept(publicKeys, key, () => {
    const der = Buffer.from(concat(PREFIX[suite].public, key))
    return createPublicKey({ key: der, format: 'der', type: 'spki' })
  })
}

export function secretKeyObject(suite: SuiteName, key: Uint8Array): KeyObject {
  return kept(secretKeys, key, () => {
    const der = Buffer.from(concat(PREFIX[suite].secret, key))
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  })
}

function kept(cache: WeakMap<Uint8Array, KeyObject>, key: Uint8Array, make: () => KeyObject): KeyObject {
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = make()
  cache.set(key, made)
  return made
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
