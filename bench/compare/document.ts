// The comparison as one JSON document for machines, schema `tickbench.compare/1`. Amounts are decimal strings in minor
// units; counts and nanoseconds are numbers.

import type { OperationCounts } from '../../src/crypto/operations.ts'
import type { LatencySummary } from '../measure/latency.ts'
import type { TimeCause } from '../../card-applets/time/modelled-clock.ts'
import type { Answer } from './answer.ts'
import type { Comparison, SchemeOutcome } from './compare.ts'
import type { HostTime } from './host-time.ts'
import type { TraceDocument } from './trace.ts'

export const TIME_MODES = ['modelled', 'slept', 'off'] as const
export type TimeMode = (typeof TIME_MODES)[number]

export interface CompareDocument {
  readonly schema: 'tickbench.compare/1'
  readonly tickbench: string
  /** Of the checkout that ran; null for an installed package. */
  readonly commit: string | null
  readonly command: string
  readonly seed: number
  readonly reader: string
  readonly policy: string
  /** Modelled; null without a card profile. */
  readonly card: string | null
  /** Whose card operations are measured: an emulator computes on the host, a real card in a reader. */
  readonly cards: 'emulated' | 'real'
  /** Whether modelled time only is reckoned, or was really waited for. */
  readonly time: TimeMode
  /** Processes that the schemes ran in, side by side. */
  readonly jobs: number
  readonly trace: TraceDocument
  readonly environment: { readonly node: string; readonly platform: string; readonly cpu: string }
  readonly schemes: readonly SchemeDocument[]
  readonly holds: boolean
  /** Null in a document of a scheme whose operations were not reckoned. */
  readonly answer: Answer | null
}

export interface SchemeDocument {
  readonly name: string
  readonly payments: number
  readonly revenue: string
  readonly revenueBySeller: Readonly<Record<string, string>>
  readonly chainsOpened: number
  /** Of these, closed before their hold ended, because a card keeps one open chain and paid another seller. */
  readonly closedForOther: number
  /** Counted, exact. */
  readonly operations: Readonly<Record<string, OperationCounts>>
  readonly messages: number
  readonly bytes: number
  readonly apdus: number
  /** Measured on this host, a payment. */
  readonly hostNs: HostTime
  /** Modelled card time a payment, null without a card profile. Never measured. */
  readonly modelledNs: ModelledDocument | null
  readonly checks: readonly { readonly name: string; readonly holds: boolean; readonly detail: string }[]
  readonly risks: readonly { readonly party: string; readonly risk: string }[]
  readonly notes: readonly string[]
}

/** Nanoseconds a payment, as the payments came: each with the loads, openings and clearings that it caused. */
export interface ModelledDocument extends LatencySummary {
  readonly card: string
  /** Over the whole run, settling included. */
  readonly mean: number
  /** The parts of the mean. */
  readonly byCause: Readonly<Record<TimeCause, number>>
  /** Shares of the total that rest on figures of each quality and reading. */
  readonly doubts: readonly { readonly quality: string; readonly reading: string; readonly share: number }[]
}

/** How the run was made: everything that is needed to make it again. */
export interface RunFacts {
  readonly tickbench: string
  readonly commit: string | null
  readonly command: string
  readonly seed: number
  readonly reader: string
  readonly policy: string
  readonly environment: CompareDocument['environment']
  /** Name of the card profile, with its wire. */
  readonly card: string | null
  readonly cards: CompareDocument['cards']
  readonly time: TimeMode
  readonly jobs: number
}

export function documentOf(
  { outcomes, holds }: Comparison,
  facts: RunFacts,
  trace: TraceDocument,
): Omit<CompareDocument, 'answer'> {
  return {
    schema: 'tickbench.compare/1',
    ...facts,
    trace,
    schemes: outcomes.map((outcome) => schemeDocument(outcome, facts.card)),
    holds,
  }
}

function schemeDocument(outcome: SchemeOutcome, card: string | null): SchemeDocument {
  const { name, books, revenue, hostNs, checks } = outcome
  const { payments, chainsOpened, closedForOther, operations, messages, bytes, apdus, risks, notes = [] } = books
  const revenueBySeller = Object.fromEntries(
    [...books.revenueBySeller].filter(([, units]) => units > 0n).map(([seller, units]) => [seller, units.toString()]),
  )
  return {
    name,
    payments,
    revenue: revenue.toString(),
    revenueBySeller,
    chainsOpened,
    closedForOther,
    operations,
    messages,
    bytes,
    apdus,
    hostNs,
    modelledNs: modelledDocument(outcome, card),
    checks,
    risks,
    notes,
  }
}

function modelledDocument({ books, modelledNs }: SchemeOutcome, card: string | null): ModelledDocument | null {
  const { cardTime, payments } = books
  if (cardTime?.kind !== 'time' || modelledNs === undefined || card === null) return null
  const { totalNs, byCause, doubts } = cardTime
  const each = Object.entries(byCause).map(([cause, ns]) => [cause, ns / payments] as const)
  return {
    ...modelledNs,
    card,
    mean: totalNs / payments,
    byCause: Object.fromEntries(each) as Record<TimeCause, number>,
    doubts: doubts.map(({ quality, reading, ns }) => ({ quality, reading, share: totalNs === 0 ? 0 : ns / totalNs })),
  }
}
