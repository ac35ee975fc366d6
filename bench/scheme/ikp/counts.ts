// The operations that the papers' tables state: public-key operations of iKP runs by variant (src/payment/ikp/SPEC.md),
// and what claims cost the two sides that make and take them.

import type { OperationCounts } from '../../../src/crypto/operations.ts'
import { buyerSigns, sellerSigns, sellerSignsSlip } from '../../../src/payment/ikp/variant.ts'
import type { CountedFacts } from '../contract/declaration.ts'
import { valueOf, type OptionValues } from '../contract/option.ts'
import { IKP_VARIANT } from './shared.ts'

type Counts = Readonly<Record<string, OperationCounts>>

/** One slip each: the buyer encrypts it, the acquirer decrypts it and signs the answer. */
export function ikpRuns(runs: number, options: OptionValues): Counts {
  const variant = valueOf(IKP_VARIANT, options)
  const bySeller = Number(sellerSigns(variant)) + Number(sellerSignsSlip(variant))
  return {
    buyer: { sign: buyerSigns(variant) ? runs : 0, encrypt: runs },
    seller: { sign: bySeller * runs },
    acquirer: { sign: runs, decrypt: runs },
  }
}

/** The acquirer signs each reply and walks every unit once. */
export function claimed({ claims, signedClaims, units }: CountedFacts): Counts {
  return { seller: { sign: signedClaims }, acquirer: { sign: claims, chainStep: units } }
}

export function addedCounts(...parts: readonly Counts[]): Counts {
  const sums: Record<string, Record<string, number>> = {}
  for (const [role, counts] of parts.flatMap((part) => Object.entries(part))) {
    const sum = (sums[role] ??= {})
    for (const [kind, count] of Object.entries(counts)) sum[kind] = (sum[kind] ?? 0) + count
  }
  return sums
}
