// The node engine: OpenSSL through node:crypto. Offers every suite. ECDSA is 64-byte r || s as in the noble engine;
// RSA is RSASSA-PKCS1-v1_5 (RFC 8017), with SHA-1 in the 1996 suite only.

import { createHmac, createPublicKey, hash, hkdfSync, sign, verify } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'
import type { Crypto, KeyPair, RandomBytes, Signatures, SuiteName } from './crypto.ts'
import { nodeSealing } from './hpke.ts'
import { nodeAgreement, nodeCipher } from './node-session.ts'
import { publicKeyObject, rsaKeyPair, secretKeyObject } from './node-keys.ts'
import { okpPublicBytes } from './okp-keys.ts'
import { p256PublicBytes } from './p256-keys.ts'
import { rsaOaepSealing } from './rsa-oaep.ts'

/** Through `node:crypto`: every suite there is. */
export function nodeCrypto(suite: SuiteName): Crypto {
  return {
    engine: 'node',
    suite,
    hash: (message) => bytesOfText(hash('sha256', message, 'binary')),
    mac: (key, message) => bytesOf(createHmac('sha256', key).update(message).digest()),
    deriveKey: (secret, salt, purpose) => new Uint8Array(hkdfSync('sha256', secret, salt, purpose, 32)),
    signatures: signaturesOf(suite),
    sealing: suite === 'ed25519' || suite === 'p256' ? nodeSealing(suite) : rsaOaepSealing(suite),
    agreement: nodeAgreement,
    cipher: nodeCipher,
  }
}

const DIGEST: Readonly<Record<SuiteName, string | null>> = {
  ed25519: null,
  p256: 'sha256',
  rsa2048: 'sha256',
  '1996': 'sha1',
}

function signaturesOf(suite: SuiteName): Signatures {
  const digest = DIGEST[suite]
  return {
    keyPair: (random) => keyPair(suite, random),
    sign(secretKey, message) {
      const key = secretKeyObject(suite, secretKey)
      return bytesOf(sign(digest, message, { key, dsaEncoding: 'ieee-p1363' }))
    },
    verify(publicKey, message, signature) {
      try {
        const key = publicKeyObject(suite, publicKey)
        return verify(digest, message, { key, dsaEncoding: 'ieee-p1363' }, signature)
      } catch {
        return false // OpenSSL throws on keys that do not parse; to a verifier they are simply wrong
      }
    },
  }
}

function keyPair(suite: SuiteName, random: RandomBytes): KeyPair {
  switch (suite) {
    case 'ed25519': {
      const secretKey = random(32)
      return { secretKey, publicKey: okpPublicBytes(createPublicKey(secretKeyObject(suite, secretKey))) }
    }
    case 'p256': {
      const secretKey = p256.utils.randomSecretKey(random(48))
      return { secretKey, publicKey: bytesOf(p256PublicBytes(secretKey)) }
    }
    case 'rsa2048':
    case '1996':
      return rsaKeyPair(suite)
  }
}

/** A digest as text crosses from OpenSSL without a Buffer, in a third of the time. */
function bytesOfText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at)
  return bytes
}

/** A plain Uint8Array of its own: Buffers stay inside this engine. */
function bytesOf(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer)
}
