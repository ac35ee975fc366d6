// Coupons or broker, chosen per buyer and seller: the first purchases of a pair go through the broker, from the k-th on
// the pair has a chain of its own. Where k should lie is measured on the way: the break-even of the two.

import { hostClock } from '../../../measure/latency.ts'
import type { MicroTransaction } from '../../../workload/micro-transaction.ts'
import type { Meters, MoneyBooks, OpenScheme, SchemeInput } from '../../contract/declaration.ts'
import { added, type SelfCheck } from '../../contract/self-check.ts'
import { ikpBroker } from '../broker/scheme.ts'
import { ikpCoupon } from '../coupon/scheme.ts'
import { addedCounts } from '../counts.ts'
import { breakEvenNote, BROKERED_PURCHASES, type PurchaseTimes } from './break-even.ts'
import type { ChainsEvidence } from '../judge.ts'

interface AutoRun extends PurchaseTimes {
  readonly direct: OpenScheme<ChainsEvidence>
  readonly brokered: OpenScheme<ChainsEvidence>
  readonly purchases: Map<string, number>
}

/** Of both parts, which have parties of their own. */
export interface AutoEvidence {
  readonly direct: ChainsEvidence
  readonly brokered: ChainsEvidence
}

export async function openRun(input: SchemeInput): Promise<OpenScheme<AutoEvidence>> {
  const [direct, brokered] = [await ikpCoupon.open(input), await ikpBroker.open(input)]
  const run: AutoRun = { direct, brokered, purchases: new Map(), openingNs: [], couponNs: [], tokenNs: [] }
  return {
    pay: (transaction) => pay(run, transaction),
    async settle() {
      await direct.settle()
      await brokered.settle()
    },
    books: () => mergedBooks(run),
    meters: () => mergedMeters(direct.meters(), brokered.meters()),
    evidence: () => ({ direct: direct.evidence(), brokered: brokered.evidence() }),
  }
}

async function pay(run: AutoRun, transaction: MicroTransaction): Promise<void> {
  const pair = `${transaction.buyer}\n${transaction.seller}`
  const before = run.purchases.get(pair) ?? 0
  run.purchases.set(pair, before + 1)
  const isBrokered = before < BROKERED_PURCHASES
  const start = hostClock()
  await (isBrokered ? run.brokered : run.direct).pay(transaction)
  const elapsedNs = Number(hostClock() - start)
  if (isBrokered) run.tokenNs.push(elapsedNs)
  else (before === BROKERED_PURCHASES ? run.openingNs : run.couponNs).push(elapsedNs)
}

function mergedBooks(run: AutoRun): MoneyBooks {
  const [direct, brokered] = [run.direct.books(), run.brokered.books()]
  return {
    payments: direct.payments + brokered.payments,
    revenueBySeller: added(direct.revenueBySeller, brokered.revenueBySeller),
    paidOut: added(paidOutOf(direct), paidOutOf(brokered)),
    chainsOpened: (direct.chainsOpened ?? 0) + (brokered.chainsOpened ?? 0),
    checks: [...named('by coupons', direct.checks), ...named('through the broker', brokered.checks)],
    notes: [breakEvenNote(run)],
  }
}

function paidOutOf({ paidOut, revenueBySeller }: MoneyBooks): ReadonlyMap<string, bigint> {
  return paidOut ?? revenueBySeller
}

/** Both parts have books of their own, and the same checks on them. */
function named(part: string, checks: readonly SelfCheck[]): readonly SelfCheck[] {
  return checks.map((check) => ({ ...check, name: `${part}, ${check.name}` }))
}

function mergedMeters(direct: Meters, brokered: Meters): Meters {
  return {
    operations: addedCounts(direct.operations, brokered.operations),
    messages: direct.messages + brokered.messages,
    bytes: direct.bytes + brokered.bytes,
    claims: direct.claims + brokered.claims,
  }
}
