// What a session needs, in OpenSSL: X25519 (RFC 7748) and ChaCha20-Poly1305 (RFC 8439). Keys live for one session, so
// their key objects are not kept as those of signatures are.

import { createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto'
import { concat } from '../bytes/bytes.ts'
import { parseHex } from '../bytes/hex.ts'
import type { Agreement, Cipher } from './crypto.ts'

/** DER before the raw key (RFC 8410). */
const SHARE_PREFIX = parseHex('302a300506032b656e032100')
const SECRET_PREFIX = parseHex('302e020100300506032b656e04220420')

export const nodeAgreement: Agreement = {
  keyPair(random) {
    const secretKey = random(32)
    const spki = createPublicKey(secretKeyObject(secretKey)).export({ format: 'der', type: 'spki' })
    return { secretKey, publicKey: new Uint8Array(spki.subarray(-32)) }
  },
  agree(secretKey, share) {
    try {
      const der = Buffer.from(concat(SHARE_PREFIX, share))
      const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' })
      return new Uint8Array(diffieHellman({ privateKey: secretKeyObject(secretKey), publicKey }))
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

function secretKeyObject(secretKey: Uint8Array): ReturnType<typeof createPrivateKey> {
  return createPrivateKey({ key: Buffer.from(concat(SECRET_PREFIX, secretKey)), format: 'der', type: 'pkcs8' })
}
