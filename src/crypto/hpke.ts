// Slip encryption by HPKE (RFC 9180), base mode, through the `hpke` library: DHKEM(X25519) beside Ed25519 signatures,
// DHKEM(P-256) beside ECDSA; HKDF-SHA256 and AES-128-GCM. OpenSSL computes for the node engine, noble for noble.

import * as noble from '@panva/hpke-noble'
import { CipherSuite, DecapError, DeserializeError, OpenError, type Key } from 'hpke'
import { DecodeError } from '../bytes/decode-error.ts'
import { bytes } from '../bytes/fields.ts'
import { layout, type Layout } from '../bytes/layout.ts'
import type { Sealing } from './crypto.ts'
import { nodeAead, nodeKdf, nodeKem } from './hpke-node.ts'
import { p256, x25519 } from './node-curves.ts'

type CurveSuite = 'ed25519' | 'p256'

export function nodeSealing(suite: CurveSuite): Sealing {
  const kem = nodeKem(suite === 'ed25519' ? x25519 : p256)
  return sealingOf(new CipherSuite(() => kem, nodeKdf, nodeAead))
}

export function nobleSealing(suite: CurveSuite): Sealing {
  const kem = suite === 'ed25519' ? noble.KEM_DHKEM_X25519_HKDF_SHA256 : noble.KEM_DHKEM_P256_HKDF_SHA256
  return sealingOf(new CipherSuite(kem, noble.KDF_HKDF_SHA256, noble.AEAD_AES_128_GCM))
}

interface Sealed {
  readonly encapsulated: Uint8Array
  readonly ciphertext: Uint8Array
}

const sealedLayout: Layout<Sealed> = layout<Sealed>('Sealed', {
  encapsulated: bytes(133, 'the encapsulated secret, enc of RFC 9180'),
  ciphertext: bytes(4096, 'the ciphertext with its tag'),
})

function sealingOf(suite: CipherSuite): Sealing {
  const publicKeys = new WeakMap<Uint8Array, Promise<Key>>()
  const secretKeys = new WeakMap<Uint8Array, Promise<Key>>()
  return {
    async keyPair(random) {
      const pair = await suite.DeriveKeyPair(random(32), true)
      const publicKey = await suite.SerializePublicKey(pair.publicKey)
      return { publicKey, secretKey: await suite.SerializePrivateKey(pair.privateKey) }
    },
    async seal(publicKey, plaintext, aad) {
      const key = await kept(publicKeys, publicKey, () => suite.DeserializePublicKey(publicKey))
      const { encapsulatedSecret, ciphertext } = await suite.Seal(key, plaintext, { aad })
      return sealedLayout.encode({ encapsulated: encapsulatedSecret, ciphertext })
    },
    async open(secretKey, sealed, aad) {
      // extractable, since decapsulation needs the public key too
      const key = await kept(secretKeys, secretKey, () => suite.DeserializePrivateKey(secretKey, true))
      try {
        const { encapsulated, ciphertext } = sealedLayout.decode(sealed)
        return await suite.Open(key, encapsulated, ciphertext, { aad })
      } catch (error) {
        if (isNotIntact(error)) return undefined
        throw error
      }
    },
  }
}

/** Malformed, tampered with, or sealed to another key or other associated data. */
function isNotIntact(error: unknown): boolean {
  return (
    error instanceof DecodeError ||
    error instanceof OpenError ||
    error instanceof DecapError ||
    error instanceof DeserializeError
  )
}

function kept(cache: WeakMap<Uint8Array, Promise<Key>>, bytes: Uint8Array, make: () => Promise<Key>): Promise<Key> {
  const known = cache.get(bytes)
  if (known !== undefined) return known
  const made = make()
  cache.set(bytes, made)
  return made
}
