// Slip encryption of the RSA suites: RSA-OAEP (RFC 8017 7.1) wraps a fresh key, AES-256-GCM seals the slip under it
// with the associated data. Plain RSA would be malleable and let BANs be guessed (ikp/SPEC.md 2).

import { constants, createCipheriv, createDecipheriv, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto'
import { bytes, fixed } from '../bytes/fields.ts'
import { layout, type Layout } from '../bytes/layout.ts'
import type { Sealing } from './crypto.ts'
import { publicKeyObject, rsaKeyPair, secretKeyObject } from './node-keys.ts'

type RsaSuite = 'rsa2048' | '1996'

interface Wrapped {
  readonly wrappedKey: Uint8Array
  readonly iv: Uint8Array
  readonly tag: Uint8Array
  readonly ciphertext: Uint8Array
}

const wrappedLayout: Layout<Wrapped> = layout<Wrapped>('Wrapped', {
  wrappedKey: bytes(512, 'the content key under RSA-OAEP'),
  iv: fixed(12, 'the nonce of AES-256-GCM'),
  tag: fixed(16, 'the tag of AES-256-GCM'),
  ciphertext: bytes(4096, 'the sealed bytes'),
})

/** OAEP's hash: SHA-1 keeps a 1024-bit modulus usable and period-true, SHA-256 otherwise. */
const OAEP_HASH = { rsa2048: 'sha256', '1996': 'sha1' } as const

export function rsaOaepSealing(suite: RsaSuite): Sealing {
  const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: OAEP_HASH[suite] }
  return {
    keyPair: () => Promise.resolve(rsaKeyPair(suite)),
    seal(publicKey, plaintext, associatedData) {
      const contentKey = randomBytes(32)
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(associatedData)
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()])
      const wrappedKey = publicEncrypt({ key: publicKeyObject(suite, publicKey), ...oaep }, contentKey)
      return Promise.resolve(wrappedLayout.encode({ wrappedKey, iv, tag: cipher.getAuthTag(), ciphertext }))
    },
    open(secretKey, sealed, associatedData) {
      const key = secretKeyObject(suite, secretKey)
      try {
        const { wrappedKey, iv, tag, ciphertext } = wrappedLayout.decode(sealed)
        const contentKey = privateDecrypt({ key, ...oaep }, wrappedKey)
        const decipher = createDecipheriv('aes-256-gcm', contentKey, iv).setAAD(associatedData).setAuthTag(tag)
        const plaintext = Buffer.concat([decipher.update(ciphertext), decipher.final()])
        return Promise.resolve(new Uint8Array(plaintext))
      } catch {
        return Promise.resolve(undefined) // malformed or tampered
      }
    },
  }
}
