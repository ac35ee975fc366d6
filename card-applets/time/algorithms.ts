// Which measured operations stand for the abstract ones that are counted. The choice is printed with every result,
// since a MAC may be 3DES on one card and two hashes on another.

import type { SuiteName } from '../../src/crypto/crypto.ts'
import { DEFAULT_SUITE } from '../../src/crypto/engines.ts'
import type { OperationKind } from '../../src/crypto/operations.ts'
import type { CardOperation, CardProfile } from './card-profile.ts'

/** `hmac` is not measured anywhere: it is computed as its two hashes (RFC 2104). */
export type MacAlgorithm = 'hmac' | 'aesCbcMac' | 'retailMac3Des'

export interface Algorithms {
  readonly hash: 'sha256' | 'sha1'
  readonly mac: MacAlgorithm
  /** Undefined where no card was measured with it: Ed25519. */
  readonly signature: 'ecdsaP256' | 'rsa1024' | 'rsa2048' | undefined
}

/** One measured operation on so many bytes. */
export interface Step {
  readonly operation: CardOperation
  readonly bytes: number
}

/** The algorithms that a suite of src/crypto uses; the MAC is HMAC unless an applet uses another. */
export function algorithmsOf(suite: SuiteName, mac: MacAlgorithm = 'hmac'): Algorithms {
  switch (suite) {
    case 'ed25519':
      return { hash: 'sha256', mac, signature: undefined }
    case 'p256':
      return { hash: 'sha256', mac, signature: 'ecdsaP256' }
    case 'rsa2048':
      return { hash: 'sha256', mac, signature: 'rsa2048' }
    case '1996':
      return { hash: 'sha1', mac, signature: 'rsa1024' }
  }
}

/** The suite that a card was measured signing with, P-256 before RSA; the usual one for a card that signs nothing. */
export function suiteOfProfile({ figures }: CardProfile): SuiteName {
  const suites: readonly SuiteName[] = ['p256', 'rsa2048', '1996']
  const signs = (suite: SuiteName): boolean => {
    const { signature } = algorithmsOf(suite)
    return signature !== undefined && figures[`${signature}Sign`] !== undefined
  }
  return suites.find(signs) ?? DEFAULT_SUITE
}

/**
 * What a card does for one operation over `bytes` of input. Nothing for kinds that are counted under another:
 * chain steps are hashes, memory writes are reported by the memory. Undefined where no measured operation stands for it.
 */
export function stepsOf(algorithms: Algorithms, kind: OperationKind, bytes: number): readonly Step[] | undefined {
  const { hash, mac, signature } = algorithms
  switch (kind) {
    case 'chainStep':
    case 'cardWrite':
      return []
    case 'hash':
      return [{ operation: hash, bytes }]
    case 'mac':
      return mac === 'hmac' ? hmacSteps(hash, bytes) : [{ operation: mac, bytes }]
    case 'sign':
      return signature === undefined ? undefined : [{ operation: `${signature}Sign`, bytes }]
    case 'verify':
      return signature === undefined ? undefined : [{ operation: `${signature}Verify`, bytes }]
    case 'encrypt':
    case 'decrypt':
    case 'agree':
    case 'cipher':
      return undefined
  }
}

/** The block of SHA-1 and SHA-256, which HMAC pads its keys to. */
const HASH_BLOCK = 64
const DIGEST = { sha256: 32, sha1: 20 } as const

function hmacSteps(hash: 'sha256' | 'sha1', bytes: number): readonly Step[] {
  return [
    { operation: hash, bytes: HASH_BLOCK + bytes },
    { operation: hash, bytes: HASH_BLOCK + DIGEST[hash] },
  ]
}
