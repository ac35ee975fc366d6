// Coupons or broker, chosen per buyer and seller: the first purchases of a pair go through the broker, from the k-th on
// the pair has a chain of its own. Where k should lie is measured on the way: the break-even of the two.

import { hostClock, summariseLatencies } from '../../../measure/latency.ts'
import type { MicroTransaction } from '../../../workload/micro-transaction.ts'
import { createBrokerScheme } from '../broker/run.ts'
import { createCouponScheme, type CouponSchemeInput } from '../coupon/run.ts'
import type { Scheme, SchemeBooks } from '../../scheme.ts'

/** Purchases of a pair that go through the broker before it opens a chain of its own. */
export const BROKERED_PURCHASES = 2

interface AutoRun {
  readonly direct: Scheme
  readonly brokered: Scheme
  readonly purchases: Map<string, number>
  /** Host time, ns: a pair's first own payment opens its chain, later ones only show a coupon. */
  readonly openingNs: number[]
  readonly couponNs: number[]
  readonly tokenNs: number[]
}

export async function createAutoScheme(input: CouponSchemeInput): Promise<Scheme> {
  const run: AutoRun = {
    direct: await createCouponScheme(input),
    brokered: await createBrokerScheme(input),
    purchases: new Map(),
    openingNs: [],
    couponNs: [],
    tokenNs: [],
  }
  return {
    name: 'ikp-auto',
    pay: (transaction) => pay(run, transaction),
    async settle() {
      await run.direct.settle()
      await run.brokered.settle()
    },
    books: () => merged(run),
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

function merged(run: AutoRun): SchemeBooks {
  const parts = [run.direct.books(), run.brokered.books()] as const
  const [direct, brokered] = parts
  const revenue = new Map(direct.revenueBySeller)
  for (const [seller, units] of brokered.revenueBySeller) revenue.set(seller, (revenue.get(seller) ?? 0n) + units)
  return {
    payments: direct.payments + brokered.payments,
    revenueBySeller: revenue,
    chainsOpened: direct.chainsOpened + brokered.chainsOpened,
    closedForOther: 0,
    operations: addedOperations(parts.map((part) => part.operations)),
    messages: direct.messages + brokered.messages,
    bytes: direct.bytes + brokered.bytes,
    apdus: 0,
    checks: [...named('by coupons', direct), ...named('through the broker', brokered)],
    risks: direct.risks.map(({ party, risk }) => {
      const other = brokered.risks.find((each) => each.party === party)?.risk
      return { party, risk: other === undefined || other === risk ? risk : `${risk}; brokered: ${other}` }
    }),
    notes: [breakEvenNote(run)],
  }
}

/** Both parts have books of their own, and the same checks on them. */
function named(part: string, { checks }: SchemeBooks): SchemeBooks['checks'] {
  return checks.map((check) => ({ ...check, name: `${part}, ${check.name}` }))
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

type Operations = SchemeBooks['operations']

function addedOperations(parts: readonly Operations[]): Operations {
  const sums: Record<string, Record<string, number>> = {}
  for (const [role, counts] of parts.flatMap((part) => Object.entries(part))) {
    const sum = (sums[role] ??= {})
    for (const [kind, count] of Object.entries(counts)) sum[kind] = (sum[kind] ?? 0) + count
  }
  return sums
}
