// What must hold at the acquirer after a run of the coupon scheme: conservation of money, nothing left on hold, and
// claims that a judge recomputes from stored bytes (oracles 1, 2, 7 of protocols.md 8).

import {
  judgeCoupons,
  type CouponEvidence,
  type CouponJudge,
  type Verdict,
} from '../../../src/payment/ikp/coupon/judge.ts'
import { commonLayout } from '../../../src/payment/ikp/common.ts'
import type { MemoryLedger } from '../../../src/payment/ikp/ledger.ts'
import type { Risk, SelfCheck } from '../scheme.ts'

/** What a judge finds owed to a seller for what it stored. */
export type JudgedClaim = Verdict

/** What a chain proves at a judge; nothing where it proves nothing, so that the check of claims fails and says so. */
export function judgedChain(judge: CouponJudge, evidence: CouponEvidence): JudgedClaim {
  const verdict = judgeCoupons(judge, evidence)
  return verdict.ok ? verdict.value : { sellerId: commonLayout.decode(evidence.common).seller.sellerId, owed: 0n }
}

export function ikpChecks(ledger: MemoryLedger, claims: readonly JudgedClaim[]): readonly SelfCheck[] {
  const accounts = [...ledger.accounts()]
  const sellers = [...ledger.sellers()]
  const charged = sum(accounts.map((account) => account.charged))
  const held = sum(accounts.map((account) => account.held))
  const credited = sum(sellers.map(({ credited: paid, refunded }) => paid - refunded))
  const fees = sum(sellers.map((seller) => seller.fees))
  const earned = ledger.own().fees
  const owed = sum(claims.map((claim) => claim.owed))
  const bySeller = new Map<string, bigint>()
  for (const claim of claims) bySeller.set(claim.sellerId, (bySeller.get(claim.sellerId) ?? 0n) + claim.owed)
  const wrong = sellers.filter(
    ({ sellerId, credited: paid, refunded }) => (bySeller.get(sellerId) ?? 0n) !== paid - refunded,
  )
  return [
    { name: 'what buyers were charged is what sellers were credited', ...equal(charged, credited) },
    { name: 'fees that sellers were billed are what the acquirer earned', ...equal(fees, earned) },
    { name: 'no hold is left open', ...equal(held, 0n) },
    {
      name: 'a judge finds the same claims in the stored evidence',
      holds: owed === credited && wrong.length === 0,
      detail: `${owed} = ${credited}${wrong.length === 0 ? '' : `, but not at ${wrong.length} sellers`}`,
    },
  ]
}

/** Both figures and whether they agree. */
export function equal(left: bigint, right: bigint): Pick<SelfCheck, 'holds' | 'detail'> {
  return { holds: left === right, detail: `${left} = ${right}` }
}

export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, value) => total + value, 0n)
}

/** Column µ-3KP of protocols.md 3.6. */
export const COUPON_RISKS: readonly Risk[] = [
  { party: 'third party on line', risk: 'to open and to clear, not per payment' },
  { party: 'buyer, device stolen', risk: 'the coupons left on open chains, at their sellers only' },
  { party: 'buyer, seller cheats', risk: 'what was paid and not delivered' },
  { party: 'seller, buyer cheats', risk: 'nothing up to the authorised hold' },
  { party: 'acquirer', risk: 'credit risk of the buyer up to the hold' },
  { party: 'crash', risk: 'one coupon in doubt until it is sent again' },
  { party: 'privacy', risk: 'the seller sees a pseudonym, the acquirer no order text' },
]
