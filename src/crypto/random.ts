// Repeatable randomness for runs and tests that are given a seed: a ChaCha20 stream (RFC 8439) keyed by the seed.
// Live systems hand in the platform's generator instead.

import { rngChacha20 } from '@noble/ciphers/chacha.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8 } from '../bytes/bytes.ts'
import type { RandomBytes } from './crypto.ts'

/** The same seed and purpose give the same bytes in the same order; different purposes are independent. */
export function seededRandom(seed: number | bigint | string, purpose = 'tickbench'): RandomBytes {
  const stream = rngChacha20(sha256(utf8(`${purpose}\0${seed}`)))
  return (length) => stream.randomBytes(length)
}
