// CERT_X: a small certification authority, one level deep (iKP 1.3). The authority's key is handed to each party when
// it is set up and is never taken from a message (PITFALLS.md, "Binding").

import { byteKey } from '../../bytes/bytes.ts'
import { DecodeError } from '../../bytes/decode-error.ts'
import { bytes, nested, oneOf, optional, text, u64, unixMs } from '../../bytes/fields.ts'
import { layout, taggedLayout, type Layout } from '../../bytes/layout.ts'
import type { Crypto } from '../../crypto/crypto.ts'

export type CertifiedRole = 'buyer' | 'seller' | 'acquirer' | 'broker' | 'card'

export interface CertificateBody {
  readonly serial: bigint
  readonly role: CertifiedRole
  /** ID_S for a seller, a name of the acquirer, a pseudonymous key name for a buyer. */
  readonly name: string
  readonly notBefore: number
  readonly notAfter: number
  /** PK_X for signatures. */
  readonly signatureKey: Uint8Array
  /** The acquirer's key for slips. */
  readonly sealingKey: Uint8Array | undefined
}

interface Certificate {
  readonly body: CertificateBody
  readonly signature: Uint8Array
}

const bodyLayout: Layout<CertificateBody> = taggedLayout<CertificateBody>('CertificateBody', 0x07, {
  serial: u64('number given by the authority'),
  role: oneOf(['buyer', 'seller', 'acquirer', 'broker', 'card'], 'what the key may do'),
  name: text(255, 'X'),
  notBefore: unixMs('valid from'),
  notAfter: unixMs('valid until'),
  signatureKey: bytes(600, 'PK_X'),
  sealingKey: optional(bytes(600, 'PK_A for slips')),
})

const certificateLayout: Layout<Certificate> = layout<Certificate>('Certificate', {
  body: nested(bodyLayout, 'what is certified'),
  signature: bytes(512, 'signature of the authority'),
})

/** CERT_X as bytes: what travels and what is stored as evidence. */
export function issueCertificate(crypto: Crypto, authorityKey: Uint8Array, body: CertificateBody): Uint8Array {
  const signature = crypto.signatures.sign(authorityKey, bodyLayout.encode(body))
  return certificateLayout.encode({ body, signature })
}

/** Undefined unless the bytes parse, the authority signed them, the role fits and `now` is inside the validity. */
export type CertificateCheck = (
  certificate: Uint8Array,
  role: CertifiedRole,
  now: number,
) => CertificateBody | undefined

/**
 * A check that remembers which bytes it has verified, as deployments do: the costs of SPEC.md 6 leave certificates out
 * because they are cached. Role and validity are looked at each time.
 */
export function createCertificateCheck(crypto: Crypto, authorityPublicKey: Uint8Array): CertificateCheck {
  const verified = new Map<string, CertificateBody>()
  return (certificate, role, now) => {
    const key = byteKey(certificate)
    const body = verified.get(key) ?? verifiedBody(crypto, authorityPublicKey, certificate)
    if (body === undefined) return undefined
    verified.set(key, body)
    return body.role === role && body.notBefore <= now && now <= body.notAfter ? body : undefined
  }
}

function verifiedBody(crypto: Crypto, authorityKey: Uint8Array, bytes: Uint8Array): CertificateBody | undefined {
  const certificate = decodeOrUndefined(bytes)
  if (certificate === undefined) return undefined
  const { body, signature } = certificate
  return crypto.signatures.verify(authorityKey, bodyLayout.encode(body), signature) ? body : undefined
}

/** A certificate comes from a stranger: one that does not parse is no certificate. */
function decodeOrUndefined(bytes: Uint8Array): Certificate | undefined {
  try {
    return certificateLayout.decode(bytes)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
