// What each of two threads does that only hash: batches of coupons, each one step away from its chain.

import { BATCH_COUPONS, type ChainKernel } from '../../src/chain/kernel/kernel.ts'

/** Places among the words that the two share. */
export const WORD = {
  /** Rises by one when there is work. */
  turn: 0,
  /** How many batches are to be hashed. */
  batches: 1,
  /** The turn that the other thread is through with. */
  done: 2,
} as const

/** Throws `Error` when a coupon of nothing but zeros fits. */
export function hashBatches(kernel: ChainKernel, batches: number): void {
  const { from, to, matches } = kernel.batch
  from.fill(0)
  to.fill(1)
  for (let batch = 0; batch < batches; batch += 1) kernel.match(BATCH_COUPONS)
  if (matches.includes(1)) throw new Error('a kernel judged a coupon wrongly')
}
