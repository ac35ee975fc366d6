// The few DER structures of U2F: an ECDSA signature and a self-signed certificate (X.690, RFC 3279, RFC 5280).

import { utf8 } from '../../src/bytes/bytes.ts'
import { encodeTlv, tlv, type Tlv } from '../../src/iso7816/tlv.ts'

const TAG = {
  integer: 0x02,
  bits: 0x03,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x17,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
} as const

/** Object identifiers, encoded: id-ecPublicKey, prime256v1, ecdsa-with-SHA256, commonName. */
const OID = {
  ecPublicKey: Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01),
  p256: Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07),
  ecdsaSha256: Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02),
  commonName: Uint8Array.of(0x55, 0x04, 0x03),
} as const

/** ECDSA-Sig-Value (RFC 3279, 2.2.3) from 64 bytes r || s. */
export function derSignature(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2
  return encodeTlv(sequence(integer(signature.subarray(0, half)), integer(signature.subarray(half))))
}

export interface CertificateParts {
  readonly commonName: string
  /** An uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array
  /** Gives r || s. */
  readonly sign: (tbs: Uint8Array) => Uint8Array
}

/** A certificate of its own key, version 3, valid from 2026 to 2049. */
export function selfSignedCertificate({ commonName, publicKey, sign }: CertificateParts): Uint8Array {
  const algorithm = sequence(oid(OID.ecdsaSha256))
  const attribute = sequence(oid(OID.commonName), tlv(TAG.utf8, utf8(commonName)))
  const name = sequence(tlv(TAG.set, [attribute]))
  const validity = sequence(tlv(TAG.time, utf8('260101000000Z')), tlv(TAG.time, utf8('491231235959Z')))
  const key = sequence(sequence(oid(OID.ecPublicKey), oid(OID.p256)), bits(publicKey))
  const version = tlv(TAG.version, [integer(Uint8Array.of(2))])
  const tbs = sequence(version, integer(Uint8Array.of(1)), algorithm, name, validity, name, key)
  return encodeTlv(sequence(tbs, algorithm, bits(derSignature(sign(encodeTlv(tbs))))))
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
