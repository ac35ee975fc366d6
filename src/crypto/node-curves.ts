// Diffie-Hellman on raw keys through node:crypto: X25519 (RFC 7748) and P-256 (SEC 1, uncompressed points).

import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { concat } from '../bytes/bytes.ts'
import { parseHex } from '../bytes/hex.ts'

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

/** DER before the raw key (RFC 8410). */
const X25519_SPKI = parseHex('302a300506032b656e032100')
const X25519_PKCS8 = parseHex('302e020100300506032b656e04220420')

export const x25519: Curve = {
  name: 'X25519',
  kemId: 0x0020,
  publicBytes: 32,
  takesAnyBytes: true,
  isSecretKey: (secretKey) => secretKey.length === 32,
  publicKey: (secretKey) => rawPublic(createPublicKey(x25519Secret(secretKey))),
  ephemeral() {
    const { privateKey, publicKey } = generateKeyPairSync('x25519')
    const secretKey = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32))
    return { secretKey, publicKey: rawPublic(publicKey) }
  },
  agree(secretKey, publicKey) {
    const key = Buffer.from(concat(X25519_SPKI, publicKey))
    const peer = createPublicKey({ key, format: 'der', type: 'spki' })
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

function x25519Secret(secretKey: Uint8Array): KeyObject {
  const key = Buffer.from(concat(X25519_PKCS8, secretKey))
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
}

function rawPublic(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(-32))
}

/** OpenSSL leaves out leading zero bytes of the scalar. */
function padded(scalar: Uint8Array): Uint8Array {
  const full = new Uint8Array(32)
  full.set(scalar, 32 - scalar.length)
  return full
}
