// Diffie-Hellman on raw keys through node:crypto: X25519 (RFC 7748) and P-256 (SEC 1, uncompressed points).

import { createECDH, createPublicKey, diffieHellman, randomBytes, type KeyObject } from 'node:crypto'
import { keyObjectsByIdentity } from './key-objects.ts'
import { okpPublicBytes, okpPublicKey, okpSecretKey } from './okp-keys.ts'

export interface Curve {
  readonly name: string
  /** KEM identifier of RFC 9180 7.1. */
  readonly kemId: number
  readonly publicBytes: number
  readonly takesAnyBytes: boolean
  isSecretKey(secretKey: Uint8Array): boolean
  publicKey(secretKey: Uint8Array): Uint8Array
  ephemeral(): { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array }
  /** The shared secret. Throws OpenSSL's error for a public key that is none, or of small order. */
  agree(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array
}

export const x25519: Curve = {
  name: 'X25519',
  kemId: 0x0020,
  publicBytes: 32,
  takesAnyBytes: true,
  isSecretKey: (secretKey) => secretKey.length === 32,
  publicKey: (secretKey) => okpPublicBytes(createPublicKey(x25519Secret(secretKey))),
  // Not generateKeyPairSync: exporting a key that it made can deadlock with the collection of its job (Node 20), since
  // both take the lock of the key. Any 32 bytes are an X25519 key (RFC 7748, 5).
  ephemeral() {
    const secretKey = new Uint8Array(randomBytes(32))
    return { secretKey, publicKey: okpPublicBytes(createPublicKey(x25519Secret(secretKey))) }
  },
  agree(secretKey, publicKey) {
    const peer = peers.of(publicKey, (raw) => okpPublicKey('X25519', raw))
    return new Uint8Array(diffieHellman({ privateKey: x25519Secret(secretKey), publicKey: peer }))
  },
}

export const p256: Curve = {
  name: 'P-256',
  kemId: 0x0010,
  publicBytes: 65,
  takesAnyBytes: false,
  isSecretKey(secretKey) {
    try {
      createECDH('prime256v1').setPrivateKey(secretKey)
      return true
    } catch {
      return false // zero, or not below the order of the group
    }
  },
  publicKey(secretKey) {
    const ecdh = createECDH('prime256v1')
    ecdh.setPrivateKey(secretKey)
    return new Uint8Array(ecdh.getPublicKey())
  },
  ephemeral() {
    const ecdh = createECDH('prime256v1')
    const publicKey = new Uint8Array(ecdh.generateKeys())
    return { secretKey: padded(ecdh.getPrivateKey()), publicKey }
  },
  agree(secretKey, publicKey) {
    const ecdh = createECDH('prime256v1')
    ecdh.setPrivateKey(secretKey)
    return new Uint8Array(ecdh.computeSecret(publicKey))
  },
}

const secrets = keyObjectsByIdentity()
const peers = keyObjectsByIdentity() // by identity only: most peers are ephemeral

function x25519Secret(secretKey: Uint8Array): KeyObject {
  return secrets.of(secretKey, (raw) => okpSecretKey('X25519', raw))
}

/** OpenSSL leaves out leading zero bytes of the scalar. */
function padded(scalar: Uint8Array): Uint8Array {
  const full = new Uint8Array(32)
  full.set(scalar, 32 - scalar.length)
  return full
}
