// The comparison as one JSON document for machines, schema `tickbench.compare/1`. Amounts are decimal strings in minor
// units; counts and nanoseconds are numbers.

import type { OperationCounts } from '../../src/crypto/operations.ts'
import type { LatencySummary } from '../measure/latency.ts'
import { buyersOf, sellersOf, type SkipReason } from '../workload/micro-transaction.ts'
import type { Comparison, SchemeOutcome } from './compare.ts'

export interface CompareDocument {
  readonly schema: 'tickbench.compare/1'
  readonly tickbench: string
  readonly command: string
  readonly seed: number
  readonly reader: string
  readonly policy: string
  readonly trace: {
    readonly name: string
    readonly requests: number
    readonly transactions: number
    readonly buyers: number
    readonly sellers: number
    readonly skipped: Readonly<Record<SkipReason, number>>
    readonly firstSkipped: readonly { readonly line: number; readonly reason: SkipReason; readonly text: string }[]
    readonly priceRule: string
  }
  readonly environment: { readonly node: string; readonly platform: string; readonly cpu: string }
  readonly schemes: readonly SchemeDocument[]
  readonly holds: boolean
}

export interface SchemeDocument {
  readonly name: string
  readonly payments: number
  readonly revenue: string
  readonly revenueBySeller: Readonly<Record<string, string>>
  readonly chainsOpened: number
  /** Counted, exact. */
  readonly operations: Readonly<Record<string, OperationCounts>>
  readonly messages: number
  readonly bytes: number
  readonly apdus: number
  /** Measured on this host, a payment. */
  readonly hostNs: LatencySummary
  readonly checks: readonly { readonly name: string; readonly holds: boolean; readonly detail: string }[]
  readonly risks: readonly { readonly party: string; readonly risk: string }[]
  readonly notes: readonly string[]
}

/** How the run was made: everything that is needed to make it again. */
export interface RunFacts {
  readonly tickbench: string
  readonly command: string
  readonly seed: number
  readonly reader: string
  readonly policy: string
  readonly environment: CompareDocument['environment']
}

export function documentOf({ workload, outcomes, holds }: Comparison, facts: RunFacts): CompareDocument {
  return {
    schema: 'tickbench.compare/1',
    ...facts,
    trace: {
      name: workload.name,
      requests: workload.requests,
      transactions: workload.transactions.length,
      buyers: buyersOf(workload).size,
      sellers: sellersOf(workload).size,
      skipped: workload.skipped,
      firstSkipped: workload.firstSkipped,
      priceRule: workload.priceRule,
    },
    schemes: outcomes.map(schemeDocument),
    holds,
  }
}

function schemeDocument({ name, books, revenue, hostNs, checks }: SchemeOutcome): SchemeDocument {
  const { payments, chainsOpened, operations, messages, bytes, apdus, risks, notes = [] } = books
  const revenueBySeller = Object.fromEntries(
    [...books.revenueBySeller].filter(([, units]) => units > 0n).map(([seller, units]) => [seller, units.toString()]),
  )
  return {
    name,
    payments,
    revenue: revenue.toString(),
    revenueBySeller,
    chainsOpened,
    operations,
    messages,
    bytes,
    apdus,
    hostNs,
    checks,
    risks,
    notes,
  }
}
