// What the kept evidence of chains proves to anybody: the judge trusts the authority's key; everything else must follow
// from signatures and the hash chain.

import { indexedChain } from '../../../src/chain/step.ts'
import type { Crypto } from '../../../src/crypto/crypto.ts'
import { createCertificateCheck } from '../../../src/payment/ikp/certificate.ts'
import { judgeCoupons, type CouponEvidence, type CouponJudge } from '../../../src/payment/ikp/coupon/judge.ts'
import type { Variant } from '../../../src/payment/ikp/variant.ts'
import type { Court } from '../contract/declaration.ts'
import { valueOf } from '../contract/option.ts'
import { revenueOf } from '../contract/self-check.ts'
import type { ChainsRun } from './chains-run.ts'
import { sellerNames } from './desk.ts'
import { IKP_VARIANT } from './shared.ts'

export interface ChainsEvidence {
  readonly variant: Variant
  readonly authorityKey: Uint8Array
  /** PK_A from CERT_A. */
  readonly acquirerKey: Uint8Array
  readonly chains: readonly CouponEvidence[]
  /** The workload's names by ID_S. */
  readonly names: ReadonlyMap<string, string>
}

/** Of the chains that have ended since this was asked last. */
export function chainsEvidence({ desk, input, evidence }: ChainsRun): ChainsEvidence {
  return {
    variant: valueOf(IKP_VARIANT, input.options),
    authorityKey: desk.scheme.authority.publicKey,
    acquirerKey: desk.acquirer.publicKey,
    chains: evidence.splice(0),
    names: sellerNames(desk),
  }
}

/** A chain that proves nothing counts nothing. */
export function chainsCourt(crypto: Crypto): Court<ChainsEvidence> {
  let judge: CouponJudge | undefined
  return {
    hear({ variant, authorityKey, acquirerKey, chains, names }) {
      const certificates = judge?.certificates ?? createCertificateCheck(crypto, authorityKey)
      judge = { crypto, variant, chain: indexedChain, certificates, acquirerKey }
      return revenueOf([], proven(judge, chains, names))
    },
  }
}

function proven(
  judge: CouponJudge,
  chains: readonly CouponEvidence[],
  names: ReadonlyMap<string, string>,
): readonly { readonly seller: string; readonly paid: bigint }[] {
  return chains.flatMap((chain) => {
    const verdict = judgeCoupons(judge, chain)
    if (!verdict.ok) return []
    const { sellerId, owed } = verdict.value
    return [{ seller: names.get(sellerId) ?? sellerId, paid: owed }]
  })
}
