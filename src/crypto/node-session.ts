// What a session needs, in OpenSSL: X25519 (RFC 7748) and ChaCha20-Poly1305 (RFC 8439).

import { createCipheriv, createDecipheriv } from 'node:crypto'
import { concat } from '../bytes/bytes.ts'
import type { Agreement, Cipher } from './crypto.ts'
import { x25519 } from './node-curves.ts'

export const nodeAgreement: Agreement = {
  keyPair(random) {
    const secretKey = random(32)
    return { secretKey, publicKey: x25519.publicKey(secretKey) }
  },
  agree(secretKey, share) {
    try {
      return x25519.agree(secretKey, share)
    } catch {
      return undefined // OpenSSL throws on shares of low order and of wrong size
    }
  },
}

const TAG_BYTES = 16
const CIPHER = 'chacha20-poly1305'

export const nodeCipher: Cipher = {
  encrypt(key, nonce, plaintext, associatedData) {
    const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    cipher.setAAD(associatedData, { plaintextLength: plaintext.length })
    return concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag())
  },
  decrypt(key, nonce, ciphertext, associatedData) {
    if (ciphertext.length < TAG_BYTES) return undefined
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(associatedData, { plaintextLength: ciphertext.length - TAG_BYTES })
    decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES))
    const plaintext = decipher.update(ciphertext.subarray(0, -TAG_BYTES))
    try {
      return concat(plaintext, decipher.final())
    } catch {
      return undefined // the tag does not match
    }
  },
}
