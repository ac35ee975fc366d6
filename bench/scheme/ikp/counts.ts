// The operations that the papers' tables state: public-key operations of iKP runs by variant (src/payment/ikp/SPEC.md),
// and what claims cost the two sides that make and take them.

import type { OperationCounts } from '../../../src/crypto/operations.ts'
import { buyerSigns, sellerSigns, sellerSignsSlip } from '../../../src/payment/ikp/variant.ts'
import type { CountedFacts } from '../contract/declaration.ts'
import { valueOf, type OptionValues } from '../contract/option.ts'
import { IKP_VARIANT } from './shared.ts'

type Counts = Readonly<Record<string, OperationCounts>>

/**
 * One slip each: the buyer encrypts it, the acquirer decrypts it and signs the answer, which both others verify. Each
 * signature is verified once by each who is shown it, and so is each certificate, whatever comes with it later.
 */
export function ikpRuns(
  runs: number,
  { buyers, sellers, pairs }: Pick<CountedFacts, 'buyers' | 'sellers' | 'pairs'>,
  options: OptionValues,
): Counts {
  const variant = valueOf(IKP_VARIANT, options)
  const [byBuyer, bySeller] = [Number(buyerSigns(variant)), Number(sellerSigns(variant))]
  return {
    buyer: { sign: byBuyer * runs, encrypt: runs, verify: runs + buyers + bySeller * (runs + pairs) },
    seller: {
      sign: (bySeller + Number(sellerSignsSlip(variant))) * runs,
      verify: runs + byBuyer * (runs + pairs),
    },
    acquirer: { sign: runs, decrypt: runs, verify: bySeller * (runs + sellers) + byBuyer * (runs + buyers) },
  }
}

/** The acquirer signs each reply and walks every unit once; the seller verifies the reply. */
export function claimed({ claims, signedClaims, units }: CountedFacts): Counts {
  return {
    seller: { sign: signedClaims, verify: claims },
    acquirer: { sign: claims, chainStep: units, verify: signedClaims },
  }
}

export function addedCounts(...parts: readonly Counts[]): Counts {
  const sums: Record<string, Record<string, number>> = {}
  for (const [role, counts] of parts.flatMap((part) => Object.entries(part))) {
    const sum = (sums[role] ??= {})
    for (const [kind, count] of Object.entries(counts)) sum[kind] = (sum[kind] ?? 0) + count
  }
  return sums
}
