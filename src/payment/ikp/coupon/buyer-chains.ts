// A buyer with several chains at one seller: chains of different values give change-free prices, and a new chain under
// a new TID_S tops up (SPEC.md 2; never by extending an old chain).

import { accept, refuse, type Outcome, type Transition } from '../../outcome.ts'
import { couponsLeft, spend, type BuyerChain } from './buyer.ts'
import type { MicroPayment } from './messages.ts'

export type SeveralRefusal = 'priceNotPositive' | 'noExactChange'

/** Combinations that are tried before a price counts as not payable: bounds the search over odd values. */
const MOST_TRIES = 10_000

/**
 * Spends coupons worth exactly `price`: the largest values first, which needs the fewest coupons where each value
 * divides the next. Overpaying is never tried: the seller refuses what is not the price.
 */
export function spendExactly(
  chains: readonly BuyerChain[],
  price: bigint,
): Transition<readonly BuyerChain[], Outcome<readonly MicroPayment[], SeveralRefusal>> {
  if (price <= 0n) return [chains, refuse('priceNotPositive')]
  const units = unitsFor(chains, price)
  if (units === undefined) return [chains, refuse('noExactChange')]
  const payments: MicroPayment[] = []
  const next = chains.map((chain, at) => {
    const count = units.get(at) ?? 0
    if (count === 0) return chain
    const [spent, outcome] = spend(chain, count)
    if (outcome.ok) payments.push(outcome.value)
    return spent
  })
  return [next, accept(payments)]
}

/** How many coupons of which chain, by position: a depth-first search that takes as many of the largest as it can. */
function unitsFor(chains: readonly BuyerChain[], price: bigint): ReadonlyMap<number, number> | undefined {
  const order = chains.map((_, at) => at).sort((a, b) => compareValues(chains[a], chains[b]))
  const chosen = new Map<number, number>()
  let tries = 0
  const search = (depth: number, rest: bigint): boolean => {
    if (rest === 0n) return true
    const at = order[depth]
    const chain = at === undefined ? undefined : chains[at]
    if (at === undefined || chain === undefined) return false
    for (let count = mostOf(chain, rest); count >= 0 && tries < MOST_TRIES; count -= 1) {
      tries += 1
      chosen.set(at, count)
      if (search(depth + 1, rest - BigInt(count) * chain.value)) return true
    }
    chosen.delete(at)
    return false
  }
  return search(0, price) ? chosen : undefined
}

function mostOf(chain: BuyerChain, rest: bigint): number {
  const fitting = rest / chain.value
  const left = couponsLeft(chain)
  return fitting < BigInt(left) ? Number(fitting) : left
}

/** Largest value first; of equal ones, the chain with fewer coupons left, so that chains get used up. */
function compareValues(a: BuyerChain | undefined, b: BuyerChain | undefined): number {
  if (a === undefined || b === undefined || a.value === b.value) {
    return (a === undefined ? 0 : couponsLeft(a)) - (b === undefined ? 0 : couponsLeft(b))
  }
  return a.value > b.value ? -1 : 1
}
