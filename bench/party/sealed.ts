// The frame of every file with keys in it: a magic that names kind and version, the body, its SHA-256.

import { sha256 } from '@noble/hashes/sha2.js'
import { concat, equalConstantTime } from '../../src/bytes/bytes.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'

const DIGEST_BYTES = 32

/** `body` begins with the magic. */
export function seal(body: Uint8Array): Uint8Array {
  return concat(body, sha256(body))
}

/** The body. Throws `DecodeError` for another kind or version, and for what was cut off or altered. */
export function unseal(name: string, what: string, magic: Uint8Array, sealed: Uint8Array): Uint8Array {
  const end = Math.max(0, sealed.length - DIGEST_BYTES)
  const body = sealed.subarray(0, end)
  if (!equalConstantTime(body.subarray(0, magic.length), magic)) throw new DecodeError(`${name}.magic`, `not ${what}`)
  if (!equalConstantTime(sha256(body), sealed.subarray(end))) {
    throw new DecodeError(name, 'the digest does not fit: the file was cut off or altered')
  }
  return body
}
