// The comparison as one JSON document for machines, schema `tickbench.compare/1`. Amounts are decimal strings in minor
// units; counts and nanoseconds are numbers.

import type { OperationCounts } from '../../src/crypto/operations.ts'
import type { LatencySummary } from '../measure/latency.ts'
import { buyersOf, sellersOf, type SkipReason } from '../workload/micro-transaction.ts'
import type { TimeCause } from '../../card-applets/time/modelled-clock.ts'
import type { SchemeBooks } from '../scenario/scheme.ts'
import type { Comparison, SchemeOutcome } from './compare.ts'

export interface CompareDocument {
  readonly schema: 'tickbench.compare/1'
  readonly tickbench: string
  readonly command: string
  readonly seed: number
  readonly reader: string
  readonly policy: string
  readonly card: string | null
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
  /** Modelled card time a payment, null without a card profile. Never measured. */
  readonly modelledNs: ModelledDocument | null
  readonly checks: readonly { readonly name: string; readonly holds: boolean; readonly detail: string }[]
  readonly risks: readonly { readonly party: string; readonly risk: string }[]
  readonly notes: readonly string[]
}

/** Nanoseconds a payment. */
export interface ModelledDocument {
  readonly card: string
  readonly mean: number
  readonly byCause: Readonly<Record<TimeCause, number>>
  /** Shares of the total that rest on figures of each quality and reading. */
  readonly doubts: readonly { readonly quality: string; readonly reading: string; readonly share: number }[]
}

/** How the run was made: everything that is needed to make it again. */
export interface RunFacts {
  readonly tickbench: string
  readonly command: string
  readonly seed: number
  readonly reader: string
  readonly policy: string
  readonly environment: CompareDocument['environment']
  /** Name of the card profile, with its wire. */
  readonly card: string | null
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
    schemes: outcomes.map((outcome) => schemeDocument(outcome, facts.card)),
    holds,
  }
}

function schemeDocument({ name, books, revenue, hostNs, checks }: SchemeOutcome, card: string | null): SchemeDocument {
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
    modelledNs: modelledDocument(books, card),
    checks,
    risks,
    notes,
  }
}

/** Throws `RangeError` when the profile lacks a figure: callers ask `missingFigures` first. */
function modelledDocument({ cardTime, payments }: SchemeBooks, card: string | null): ModelledDocument | null {
  if (cardTime === undefined || card === null || payments === 0) return null
  if (cardTime.kind === 'missingFigures') throw new RangeError(`no figure for ${cardTime.operations.join(', ')}`)
  const { totalNs, byCause, doubts } = cardTime
  const each = Object.entries(byCause).map(([cause, ns]) => [cause, ns / payments] as const)
  return {
    card,
    mean: totalNs / payments,
    byCause: Object.fromEntries(each) as Record<TimeCause, number>,
    doubts: doubts.map(({ quality, reading, ns }) => ({ quality, reading, share: totalNs === 0 ? 0 : ns / totalNs })),
  }
}

/** Operations for which the profile has no figure; empty when the model is complete. */
export function missingFigures({ outcomes }: Comparison): readonly string[] {
  return outcomes.flatMap(({ books: { cardTime } }) => (cardTime?.kind === 'missingFigures' ? cardTime.operations : []))
}
