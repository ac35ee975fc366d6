// What makes terms sane before anybody signs them (SPEC.md 2; PITFALLS.md, "Money and numbers").

import { equalConstantTime } from '../../bytes/bytes.ts'
import { isChainLength } from '../../chain/chain.ts'
import { fits } from '../../money/amount.ts'
import { MOST_CHAINS, type ChainTerms, type Terms } from './common.ts'

/** A value a chain, every length and value in range, and a price that is exactly what the chains can pay. */
export function termsAreSane(terms: Terms): boolean {
  if (terms.chains.length !== terms.values.length || terms.chains.length > MOST_CHAINS) return false
  if (!fits(terms.price) || terms.price === 0n) return false
  if (terms.chains.length === 0) return true
  return couponTotal(terms) === terms.price
}

/** Sum of n times value over all chains, or undefined when a length, a value or the sum is out of range. */
export function couponTotal(terms: Pick<Terms, 'chains' | 'values'>): bigint | undefined {
  let total = 0n
  for (const [at, chain] of terms.chains.entries()) {
    const value = terms.values[at]
    if (value === undefined || value <= 0n || !isChainLength(chain.length) || !fits(value, chain.length))
      return undefined
    total += value * BigInt(chain.length)
  }
  return fits(total) ? total : undefined
}

/** True when both lists name the same chains in the same order. */
export function sameChains(a: readonly ChainTerms[], b: readonly ChainTerms[]): boolean {
  return a.length === b.length && a.every((chain, at) => sameChain(chain, b[at]))
}

function sameChain(a: ChainTerms, b: ChainTerms | undefined): boolean {
  return (
    b !== undefined && a.length === b.length && equalConstantTime(a.id, b.id) && equalConstantTime(a.anchor, b.anchor)
  )
}
