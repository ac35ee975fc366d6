// Coupons or broker, chosen per buyer and seller: the first purchases of a pair go through the broker, from the k-th on
// the pair has a chain of its own. Where k should lie is measured on the way: the break-even of the two.

import { hostClock, summariseLatencies } from '../../../measure/latency.ts'
import type { MicroTransaction } from '../../../workload/micro-transaction.ts'
import type { Meters, MoneyBooks, OpenScheme, SchemeInput } from '../../contract/declaration.ts'
import { revenueOf, type SelfCheck } from '../../contract/self-check.ts'
import { ikpBroker } from '../broker/scheme.ts'
import { ikpCoupon } from '../coupon/scheme.ts'
import { addedCounts } from '../counts.ts'
import type { ChainsEvidence } from '../judge.ts'

/** Purchases of a pair that go through the broker before it opens a chain of its own. */
export const BROKERED_PURCHASES = 2

interface AutoRun {
  readonly direct: OpenScheme<ChainsEvidence>
  readonly brokered: OpenScheme<ChainsEvidence>
  readonly purchases: Map<string, number>
  /** Host time, ns: a pair's first own payment opens its chain, later ones only show a coupon. */
  readonly openingNs: number[]
  readonly couponNs: number[]
  readonly tokenNs: number[]
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

export function added(
  left: ReadonlyMap<string, bigint>,
  right: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, bigint> {
  const earnings = [...left, ...right].map(([seller, paid]) => ({ seller, paid }))
  return revenueOf([], earnings)
}

function mergedMeters(direct: Meters, brokered: Meters): Meters {
  return {
    operations: addedCounts(direct.operations, brokered.operations),
    messages: direct.messages + brokered.messages,
    bytes: direct.bytes + brokered.bytes,
    claims: direct.claims + brokered.claims,
  }
}

/** Opening a chain pays off for a pair once the tokens that it saves cost more than the opening did. */
function breakEvenNote({ openingNs, couponNs, tokenNs }: AutoRun): string {
  const rule = `rule: the first ${BROKERED_PURCHASES} purchases of a buyer at a seller through the broker, later ones by coupons`
  const [opening, coupon, token] = [openingNs, couponNs, tokenNs].map((samples) => summariseLatencies(samples).p50)
  const saved = (token ?? 0) - (coupon ?? 0)
  if (opening === undefined || openingNs.length === 0 || saved <= 0) return `${rule}; too few pairs for a break-even`
  const payments = Math.ceil((opening - (coupon ?? 0)) / saved)
  return `${rule}; measured break-even on this host: a chain of its own pays from ${payments} purchases of a pair on`
}
