// Signatures as chips make them: the chip gets a digest, or a whole padded block, and only does the arithmetic. ECDSA over
// P-256 (FIPS 186-5) in both encodings, RSA with EMSA-PKCS1-v1_5 (RFC 8017, 9.2).

import { constants, createPrivateKey, privateEncrypt } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'
import { concat } from '../bytes/bytes.ts'
import { parseHex } from '../bytes/hex.ts'

/** DigestInfo of SHA-256 (RFC 8017, 9.2, note 1), before the 32 bytes of the digest. */
const SHA256_INFO = parseHex('3031300d060960864801650304020105000420')

export function sha256DigestInfo(digest: Uint8Array): Uint8Array {
  return concat(SHA256_INFO, digest)
}

/** 00 01 FF ... FF 00 and the DigestInfo, as long as the modulus. Throws `RangeError` for one that does not fit. */
export function pkcs1Block(digestInfo: Uint8Array, modulusBytes: number): Uint8Array {
  const padding = modulusBytes - digestInfo.length - 3
  if (padding < 8) throw new RangeError(`${digestInfo.length} bytes do not fit a modulus of ${modulusBytes}`)
  return concat(Uint8Array.of(0, 1), new Uint8Array(padding).fill(0xff), Uint8Array.of(0), digestInfo)
}

/** r || s. Longer digests are cut to 32 bytes, as the standard says. */
export function signDigest(secretKey: Uint8Array, digest: Uint8Array): Uint8Array {
  return p256.sign(digest.subarray(0, 32), secretKey, { prehash: false, lowS: false })
}

/** The private operation on a block of the modulus's length. `secretKey` is PKCS #8. Undefined for a block over it. */
export function rsaPrivate(secretKey: Uint8Array, block: Uint8Array): Uint8Array | undefined {
  const key = createPrivateKey({ key: Buffer.from(secretKey), format: 'der', type: 'pkcs8' })
  try {
    return new Uint8Array(privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, block))
  } catch {
    return undefined // OpenSSL throws for a block that is longer or larger than the modulus
  }
}

/** DER to r || s; undefined for what is no signature. */
export function ecdsaFromDer(der: Uint8Array): Uint8Array | undefined {
  try {
    return p256.Signature.fromBytes(der, 'der').toBytes('compact')
  } catch {
    return undefined
  }
}
