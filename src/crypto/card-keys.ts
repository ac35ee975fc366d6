// Public keys as cards show them (points, moduli, certificates) in the encodings of the suites.

import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'

/** The suites that keys on other people's cards belong to. */
export type CardKeySuite = 'p256' | 'rsa2048'

export interface CardKey {
  readonly suite: CardKeySuite
  /** Compressed point, or SPKI. */
  readonly publicKey: Uint8Array
}

/** Undefined for what is no point of the curve. */
export function keyOfPoint(point: Uint8Array): CardKey | undefined {
  try {
    return { suite: 'p256', publicKey: p256.Point.fromBytes(point).toBytes(true) }
  } catch {
    return undefined
  }
}

/** A compressed point whole, 65 bytes, as cards and certificates show it. */
export function uncompressed(publicKey: Uint8Array): Uint8Array {
  return p256.Point.fromBytes(publicKey).toBytes(false)
}

/** Undefined unless the modulus has 2,048 bits. */
export function keyOfModulus(modulus: Uint8Array, exponent: Uint8Array): CardKey | undefined {
  const [n, e] = [modulus, exponent].map((bytes) => Buffer.from(bytes).toString('base64url'))
  return keyOfObject(createPublicKey({ format: 'jwk', key: { kty: 'RSA', n: n ?? '', e: e ?? '' } }))
}

/** Of an RSA key in SPKI. */
export function modulusOf(publicKey: Uint8Array): { readonly modulus: Uint8Array; readonly exponent: Uint8Array } {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
  const { n = '', e = '' } = key.export({ format: 'jwk' })
  const [modulus, exponent] = [n, e].map((text) => new Uint8Array(Buffer.from(text, 'base64url')))
  return { modulus: modulus ?? new Uint8Array(0), exponent: exponent ?? new Uint8Array(0) }
}

/** Undefined for what is no certificate, or one of another kind of key. */
export function keyOfCertificate(der: Uint8Array): CardKey | undefined {
  try {
    return keyOfObject(new X509Certificate(der).publicKey)
  } catch {
    return undefined
  }
}

function keyOfObject(key: KeyObject): CardKey | undefined {
  if (key.asymmetricKeyType === 'rsa' && key.asymmetricKeyDetails?.modulusLength === 2048) {
    return { suite: 'rsa2048', publicKey: new Uint8Array(key.export({ format: 'der', type: 'spki' })) }
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return undefined
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return keyOfPoint(Uint8Array.of(4, ...Buffer.from(x, 'base64url'), ...Buffer.from(y, 'base64url')))
}
