// The few DER structures of tokens: an ECDSA signature and self-signed certificates (X.690, RFC 3279, RFC 5280).

import { utf8 } from '../../src/bytes/bytes.ts'
import { decodeTlvs, encodeTlv, tlv, type Tlv } from '../../src/iso7816/tlv.ts'

const TAG = {
  integer: 0x02,
  bits: 0x03,
  nothing: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x17,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
} as const

/** Object identifiers, encoded: id-ecPublicKey, prime256v1, ecdsa-with-SHA256, sha256WithRSAEncryption, commonName. */
const OID = {
  ecPublicKey: Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01),
  p256: Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07),
  ecdsaSha256: Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02),
  rsaSha256: Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b),
  commonName: Uint8Array.of(0x55, 0x04, 0x03),
} as const

/** ECDSA-Sig-Value (RFC 3279, 2.2.3) from 64 bytes r || s. */
export function derSignature(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2
  return encodeTlv(sequence(integer(signature.subarray(0, half)), integer(signature.subarray(half))))
}

export interface CertificateParts {
  readonly commonName: string
  /** P-256: an uncompressed point, 65 bytes; RSA: SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array
  /** P-256: gives r || s; RSA: a signature by PKCS #1 v1.5 over SHA-256. */
  readonly sign: (tbs: Uint8Array) => Uint8Array
}

/** A certificate of its own P-256 key, version 3, valid from 2026 to 2049. */
export function selfSignedCertificate({ commonName, publicKey, sign }: CertificateParts): Uint8Array {
  const key = sequence(sequence(oid(OID.ecPublicKey), oid(OID.p256)), bits(publicKey))
  const algorithm = sequence(oid(OID.ecdsaSha256))
  return certificate({ commonName, key, algorithm, sign: (tbs) => derSignature(sign(tbs)) })
}

/** The same of an RSA key. Throws `DecodeError` for a key that is no DER. */
export function selfSignedRsaCertificate({ commonName, publicKey, sign }: CertificateParts): Uint8Array {
  const [key = sequence()] = decodeTlvs(publicKey)
  const algorithm = sequence(oid(OID.rsaSha256), tlv(TAG.nothing, new Uint8Array(0)))
  return certificate({ commonName, key, algorithm, sign })
}

interface Certified {
  readonly commonName: string
  readonly key: Tlv
  readonly algorithm: Tlv
  readonly sign: (tbs: Uint8Array) => Uint8Array
}

function certificate({ commonName, key, algorithm, sign }: Certified): Uint8Array {
  const attribute = sequence(oid(OID.commonName), tlv(TAG.utf8, utf8(commonName)))
  const name = sequence(tlv(TAG.set, [attribute]))
  const validity = sequence(tlv(TAG.time, utf8('260101000000Z')), tlv(TAG.time, utf8('491231235959Z')))
  const version = tlv(TAG.version, [integer(Uint8Array.of(2))])
  const tbs = sequence(version, integer(Uint8Array.of(1)), algorithm, name, validity, name, key)
  return encodeTlv(sequence(tbs, algorithm, bits(sign(encodeTlv(tbs)))))
}

function sequence(...parts: readonly Tlv[]): Tlv {
  return tlv(TAG.sequence, parts)
}

function oid(encoded: Uint8Array): Tlv {
  return tlv(TAG.oid, encoded)
}

/** No bits are unused. */
function bits(content: Uint8Array): Tlv {
  return tlv(TAG.bits, Uint8Array.of(0, ...content))
}

/** An unsigned number: no needless zeros in front, one where the first bit would read as a sign (X.690, 8.3). */
function integer(bytes: Uint8Array): Tlv {
  const first = bytes.findIndex((byte) => byte !== 0)
  const magnitude = first < 0 ? Uint8Array.of(0) : bytes.subarray(first)
  return tlv(TAG.integer, (magnitude[0] ?? 0) >= 0x80 ? Uint8Array.of(0, ...magnitude) : magnitude)
}
