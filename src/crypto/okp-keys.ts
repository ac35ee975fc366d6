// Raw Ed25519 and X25519 keys as OpenSSL key objects, by way of JWK (RFC 8037): OpenSSL's DER decoder takes half a
// millisecond for a secret key, the JWK path a tenth of that.

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

export type OkpCurve = 'Ed25519' | 'X25519'

/** Throws OpenSSL's error when the bytes are no key of the curve. */
export function okpPublicKey(crv: OkpCurve, raw: Uint8Array): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv, x: base64url(raw) }, format: 'jwk' })
}

/** The public half is computed from the secret one; the empty `x` is only there because JWK asks for it. */
export function okpSecretKey(crv: OkpCurve, raw: Uint8Array): KeyObject {
  return createPrivateKey({ key: { kty: 'OKP', crv, d: base64url(raw), x: '' }, format: 'jwk' })
}

/** The raw public key of either half. */
export function okpPublicBytes(key: KeyObject): Uint8Array {
  return rawBytes(key.export({ format: 'jwk' }).x)
}

function base64url(raw: Uint8Array): string {
  return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('base64url')
}

function rawBytes(text: string | undefined): Uint8Array {
  if (text === undefined) throw new RangeError('a key without raw bytes')
  return new Uint8Array(Buffer.from(text, 'base64url'))
}
