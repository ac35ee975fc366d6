// What the kept evidence of chains proves to anybody: the judge trusts the authority's key; everything else must follow
// from signatures and the hash chain.

import { indexedChain } from '../../../src/chain/step.ts'
import { judgeCoupons, type CouponEvidence, type CouponJudge } from '../../../src/payment/ikp/coupon/judge.ts'
import { valueOf } from '../contract/option.ts'
import { revenueOf } from '../contract/self-check.ts'
import type { ChainsRun } from './chains-run.ts'
import { sellerNames } from './desk.ts'
import { IKP_VARIANT } from './shared.ts'

export interface ChainsEvidence {
  readonly judge: CouponJudge
  readonly chains: readonly CouponEvidence[]
  /** The workload's names by ID_S. */
  readonly names: ReadonlyMap<string, string>
}

export function chainsEvidence({ desk, input, evidence: chains }: ChainsRun): ChainsEvidence {
  const { judgeCrypto: crypto, judgeCertificates: certificates, acquirer } = desk
  const variant = valueOf(IKP_VARIANT, input.options)
  const judge = { crypto, variant, chain: indexedChain, certificates, acquirerKey: acquirer.publicKey }
  return { judge, chains, names: sellerNames(desk) }
}

/** A chain that proves nothing counts nothing. */
export function judgeChains({ judge, chains, names }: ChainsEvidence): ReadonlyMap<string, bigint> {
  const proven = chains.flatMap((chain) => {
    const verdict = judgeCoupons(judge, chain)
    if (!verdict.ok) return []
    const { sellerId, owed } = verdict.value
    return [{ seller: names.get(sellerId) ?? sellerId, paid: owed }]
  })
  return revenueOf([], proven)
}
