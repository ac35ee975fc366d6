// HPKE's KEM, KDF and AEAD on node:crypto, for the `hpke` library to run on: DHKEM of RFC 9180 4.1 over X25519 and
// P-256, HKDF-SHA256, AES-128-GCM. WebCrypto would do the same through a dozen trips to the thread pool a message,
// several times slower; the cross-engine tests hold this against noble's implementation.

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { I2OSP, LabeledExpand, LabeledExtract, OpenError, encode, type AEAD, type KDF, type KEM, type Key } from 'hpke'
import { concat } from '../bytes/bytes.ts'
import type { Curve } from './node-curves.ts'

const HASH_BYTES = 32
const TAG_BYTES = 16
const NONE = new Uint8Array()

/** HKDF-SHA256 (RFC 5869). */
export function nodeKdf(): KDF {
  return {
    id: 0x0001,
    type: 'KDF',
    name: 'HKDF-SHA256',
    Nh: HASH_BYTES,
    stages: 2,
    Extract: (salt, ikm) => Promise.resolve(hmac(salt.length === 0 ? new Uint8Array(HASH_BYTES) : salt, ikm)),
    Expand: (prk, info, length) => Promise.resolve(expand(prk, info, length)),
    Derive: () => Promise.reject(new RangeError('HKDF has two stages')),
  }
}

/** AES-128-GCM (NIST SP 800-38D). */
export function nodeAead(): AEAD {
  return {
    id: 0x0001,
    type: 'AEAD',
    name: 'AES-128-GCM',
    Nk: 16,
    Nn: 12,
    Nt: TAG_BYTES,
    Seal(key, nonce, aad, plaintext) {
      const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(aad)
      return Promise.resolve(concat(cipher.update(plaintext), cipher.final(), cipher.getAuthTag()))
    },
    Open(key, nonce, aad, sealed) {
      const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAAD(aad)
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
      try {
        return Promise.resolve(concat(decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()))
      } catch (cause) {
        return Promise.reject(new OpenError('AES-128-GCM', { cause }))
      }
    },
  }
}

/** A key of ours in the library's hands: raw bytes, as RFC 9180 serialises them. */
interface RawKey extends Key {
  readonly raw: Uint8Array
}

/** DHKEM(curve, HKDF-SHA256). */
export function nodeKem(curve: Curve): KEM<RawKey> {
  const suiteId = concat(encode('KEM'), I2OSP(curve.kemId, 2))
  const secretOf = async (dh: Uint8Array, kemContext: Uint8Array): Promise<Uint8Array> => {
    const prk = await LabeledExtract(nodeKdf(), suiteId, NONE, encode('eae_prk'), dh)
    return LabeledExpand(nodeKdf(), suiteId, prk, encode('shared_secret'), kemContext, HASH_BYTES)
  }
  const pairOf = (secretKey: Uint8Array) => ({
    privateKey: rawKey(curve, 'private', secretKey),
    publicKey: rawKey(curve, 'public', curve.publicKey(secretKey)),
  })
  return {
    id: curve.kemId,
    type: 'KEM',
    name: `DHKEM(${curve.name}, HKDF-SHA256)`,
    Nsecret: HASH_BYTES,
    Nenc: curve.publicBytes,
    Npk: curve.publicBytes,
    Nsk: 32,
    DeriveKeyPair: async (ikm) => pairOf(await deriveSecretKey(curve, suiteId, ikm)),
    GenerateKeyPair: async () => pairOf(await deriveSecretKey(curve, suiteId, randomBytes(32))),
    SerializePublicKey: (key) => Promise.resolve(key.raw),
    DeserializePublicKey: (raw) => Promise.resolve(rawKey(curve, 'public', raw)),
    SerializePrivateKey: (key) => Promise.resolve(key.raw),
    DeserializePrivateKey: (raw) => Promise.resolve(rawKey(curve, 'private', raw)),
    async Encap(recipient) {
      const { secretKey, publicKey } = curve.ephemeral()
      const shared = await secretOf(curve.agree(secretKey, recipient.raw), concat(publicKey, recipient.raw))
      return { shared_secret: shared, enc: publicKey }
    },
    Decap(enc, secretKey, publicKey) {
      const own = publicKey?.raw ?? curve.publicKey(secretKey.raw)
      return secretOf(curve.agree(secretKey.raw, enc), concat(enc, own))
    },
  }
}

/** DeriveKeyPair of RFC 9180 7.1.3: X25519 takes the bytes as they are, P-256 tries until one is in range. */
async function deriveSecretKey(curve: Curve, suiteId: Uint8Array, ikm: Uint8Array): Promise<Uint8Array> {
  const prk = await LabeledExtract(nodeKdf(), suiteId, NONE, encode('dkp_prk'), ikm)
  if (curve.takesAnyBytes) return LabeledExpand(nodeKdf(), suiteId, prk, encode('sk'), NONE, 32)
  for (let counter = 0; counter < 256; counter += 1) {
    const candidate = await LabeledExpand(nodeKdf(), suiteId, prk, encode('candidate'), I2OSP(counter, 1), 32)
    if (curve.isSecretKey(candidate)) return candidate
  }
  throw new RangeError('no P-256 key in 256 candidates')
}

function rawKey(curve: Curve, type: 'private' | 'public', raw: Uint8Array): RawKey {
  return { algorithm: { name: curve.name }, extractable: true, type, raw }
}

function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha256', key).update(data).digest())
}

function expand(prk: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = []
  let previous: Uint8Array = NONE
  for (let counter = 1; blocks.length * HASH_BYTES < length; counter += 1) {
    previous = hmac(prk, concat(previous, info, Uint8Array.of(counter)))
    blocks.push(previous)
  }
  return concat(...blocks).slice(0, length)
}
