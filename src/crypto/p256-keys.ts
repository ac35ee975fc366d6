// Raw P-256 keys as OpenSSL key objects, by way of JWK (RFC 7518, 6.2): OpenSSL's DER decoder takes several times as long,
// and noble's multiplication ten times as long as OpenSSL's. Points are compressed outside (SEC 1, 2.3.3), whole inside.

import { createECDH, createPrivateKey, createPublicKey, ECDH, type KeyObject } from 'node:crypto'

const NAME = 'prime256v1'
const SCALAR_BYTES = 32
const COMPRESSED_BYTES = 33

/** Throws OpenSSL's error, or `RangeError`, for what is no compressed point of the curve. */
export function p256PublicKey(raw: Uint8Array): KeyObject {
  if (raw.length !== COMPRESSED_BYTES) throw new RangeError(`a compressed point of ${raw.length} bytes`)
  const point = ECDH.convertKey(raw, NAME, undefined, undefined, 'uncompressed') as Buffer
  return createPublicKey({ key: coordinatesOf(point), format: 'jwk' })
}

/** Throws OpenSSL's error, or `RangeError`, for what is no scalar of the group. */
export function p256SecretKey(raw: Uint8Array): KeyObject {
  const d = Buffer.from(raw).toString('base64url')
  return createPrivateKey({ key: { ...coordinatesOf(p256PublicBytes(raw, 'uncompressed')), d }, format: 'jwk' })
}

/** The public point of a secret key. Throws as `p256SecretKey` does. */
export function p256PublicBytes(secretKey: Uint8Array, form: 'compressed' | 'uncompressed' = 'compressed'): Buffer {
  if (secretKey.length !== SCALAR_BYTES) throw new RangeError(`a scalar of ${secretKey.length} bytes`)
  const ecdh = createECDH(NAME)
  ecdh.setPrivateKey(secretKey)
  return ecdh.getPublicKey(null, form)
}

function coordinatesOf(point: Buffer) {
  const x = point.toString('base64url', 1, 1 + SCALAR_BYTES)
  return { kty: 'EC', crv: 'P-256', x, y: point.toString('base64url', 1 + SCALAR_BYTES) }
}
