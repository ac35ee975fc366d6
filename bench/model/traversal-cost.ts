// What each way of keeping a chain costs its payer, counted by spending whole chains: values stored and hashes a coupon.

import { indexedChain, type ChainFunction } from '../../src/chain/step.ts'
import { TRAVERSAL_METHODS, type TraversalMethod } from '../../src/chain/traversal/schedule.ts'
import { spendNext, startTraversal } from '../../src/chain/traversal/traversal.ts'

export interface TraversalCost {
  readonly method: TraversalMethod
  readonly length: number
  /** The most values stored at any time between two coupons. */
  readonly mostStored: number
  /** Hashes of a coupon: on average over the chain, and the most. */
  readonly meanHashes: number
  readonly mostHashes: number
}

export function traversalCosts(lengths: readonly number[]): TraversalCost[] {
  return TRAVERSAL_METHODS.flatMap((method) => lengths.map((length) => costOf(method, length)))
}

function costOf(method: TraversalMethod, length: number): TraversalCost {
  let hashes = 0
  const f: ChainFunction = {
    ...indexedChain,
    walk(_id, _value, from, to) {
      hashes += to - from // counted, not computed: which hashes are made does not depend on what they give
      return new Uint8Array(indexedChain.valueBytes)
    },
  }
  let { traversal } = startTraversal(f, method, { id: new Uint8Array(16), secret: new Uint8Array(16), length })
  let [mostStored, total, mostHashes] = [traversal.stored, 0, 0]
  while (traversal.remaining > 0) {
    hashes = 0
    traversal = spendNext(f, traversal)[0]
    total += hashes
    mostHashes = Math.max(mostHashes, hashes)
    mostStored = Math.max(mostStored, traversal.stored)
  }
  return { method, length, mostStored, meanHashes: total / length, mostHashes }
}
