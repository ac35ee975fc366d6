// RSA key pairs take a tenth of a second each, so a run with a thousand buyers would make keys for minutes. Where the
// suite is RSA, parties share a few pairs: costs and books are those of keys of their own, privacy and blame are not.

import type { Crypto, KeyPair } from '../../src/crypto/crypto.ts'

/** Pairs that a run makes at the most. */
export const POOL_SIZE = 8

export function isPooled({ suite }: Crypto): boolean {
  return suite === 'rsa2048' || suite === '1996'
}

/** The same crypto, with signature keys from a pool where making them is slow. */
export function withKeyPool(crypto: Crypto): Crypto {
  if (!isPooled(crypto)) return crypto
  const pool: KeyPair[] = []
  let next = 0
  return {
    ...crypto,
    signatures: {
      ...crypto.signatures,
      keyPair(random) {
        if (pool.length < POOL_SIZE) pool.push(crypto.signatures.keyPair(random))
        const pair = pool[next % pool.length]
        next += 1
        if (pair === undefined) throw new RangeError('an empty pool of keys')
        return pair
      },
    },
  }
}
