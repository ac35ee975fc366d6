// A chain of coupons or ticks: making it and checking what is spent from it. Inside, always `spent = n - j`, which
// rises; the papers' falling coupon index lives in coupon-index.ts (SPEC.md 1).

import { equalConstantTime } from '../bytes/bytes.ts'
import { couponIndex } from './coupon-index.ts'
import type { ChainFunction } from './step.ts'

/** The longest chain that anybody here makes or accepts: bounds the work of a hostile claim (coupon/SPEC.md 5). */
export const LONGEST_CHAIN: number = 2 ** 20

/** What the payer committed to: PB_n, the length n and the identifier bound into each step. */
export interface ChainCommitment {
  readonly id: Uint8Array
  readonly length: number
  readonly anchor: Uint8Array
}

/** A commitment with the verifier's own rule: how many coupons one payment may be worth, and so cost in hashes. */
export interface SpendableChain extends ChainCommitment {
  readonly longestSkip?: number
}

/** A value shown from a chain: PB_j with j = length - spent. `spent` 0 is the anchor itself. */
export interface Spend {
  readonly spent: number
  readonly value: Uint8Array
}

export type SpendRefusal =
  | 'spentNotWhole'
  | 'spentOutOfRange'
  | 'nothingNew'
  | 'skipTooLong'
  | 'valueWrongSize'
  | 'valueNotOnChain'

/** A whole number from 1 to `LONGEST_CHAIN`. */
export function isChainLength(length: number): boolean {
  return Number.isInteger(length) && length >= 1 && length <= LONGEST_CHAIN
}

/**
 * PB_n from PB_0: the whole chain once. Throws `RangeError` for a length that `isChainLength` refuses.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES, commitToChain, indexedChain } from 'tickbench/chain'
 * import { nothingSpent, refuseSpend, spendFromSecret } from 'tickbench/chain'
 * import { seededRandom } from 'tickbench/crypto'
 *
 * const random = seededRandom(1)
 * const secret = random(CHAIN_VALUE_BYTES)
 * const chain = commitToChain(indexedChain, random(CHAIN_ID_BYTES), secret, 100)
 * const third = spendFromSecret(indexedChain, chain, secret, 3)
 * assert.equal(refuseSpend(indexedChain, chain, nothingSpent(chain), third), undefined)
 * assert.equal(refuseSpend(indexedChain, chain, third, third), 'nothingNew')
 */
export function commitToChain(f: ChainFunction, id: Uint8Array, secret: Uint8Array, length: number): ChainCommitment {
  if (!isChainLength(length)) throw new RangeError(`a chain of ${length} coupons`)
  return { id, length, anchor: f.walk(id, secret, 0, length) }
}

/** PB_0 to PB_n one after the other, (length + 1) values: for a payer with room to store the chain. */
export function chainValues(f: ChainFunction, id: Uint8Array, secret: Uint8Array, length: number): Uint8Array {
  if (!isChainLength(length)) throw new RangeError(`a chain of ${length} coupons`)
  const values = new Uint8Array((length + 1) * f.valueBytes)
  let value = f.walk(id, secret, 0, 0)
  values.set(value)
  for (let index = 1; index <= length; index += 1) {
    value = f.walk(id, value, index - 1, index)
    values.set(value, index * f.valueBytes)
  }
  return values
}

/** The value that pays `spent` coupons in all, recomputed from the secret PB_0. */
export function spendFromSecret(f: ChainFunction, chain: ChainCommitment, secret: Uint8Array, spent: number): Spend {
  return { spent, value: f.walk(chain.id, secret, 0, couponIndex(chain.length, spent)) }
}

/** The spend that has paid nothing yet: the anchor. */
export function nothingSpent(chain: ChainCommitment): Spend {
  return { spent: 0, value: chain.anchor }
}

/**
 * Checks a claim against the best spend seen, in exactly `claim.spent - best.spent` steps, after every cheap check.
 * The count comes from the claim and is never searched for. Undefined means the claim holds.
 */
export function refuseSpend(
  f: ChainFunction,
  chain: SpendableChain,
  best: Spend,
  claim: Spend,
): SpendRefusal | undefined {
  if (!Number.isInteger(claim.spent)) return 'spentNotWhole'
  if (claim.spent < 1 || claim.spent > chain.length) return 'spentOutOfRange'
  if (claim.spent <= best.spent) return 'nothingNew'
  if (claim.spent - best.spent > (chain.longestSkip ?? LONGEST_CHAIN)) return 'skipTooLong'
  if (claim.value.length !== f.valueBytes) return 'valueWrongSize'
  const from = couponIndex(chain.length, claim.spent)
  const to = couponIndex(chain.length, best.spent)
  return equalConstantTime(f.walk(chain.id, claim.value, from, to), best.value) ? undefined : 'valueNotOnChain'
}
