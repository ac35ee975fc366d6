// The comparison as one JSON document for machines, schema `tickbench.compare/1`. Amounts are decimal strings in minor
// units; counts and nanoseconds are numbers.

import type { OperationCounts } from '../../src/crypto/operations.ts'
import type { LatencySummary } from '../measure/latency.ts'
import { assumptionsOf } from '../../card-applets/time/assumptions.ts'
import type { CardSetting } from '../../card-applets/time/card-profiles.ts'
import { TIME_CAUSES, type TimeCause, type TimeRange } from '../../card-applets/time/modelled-clock.ts'
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
  /** What its modelled time rests on, a line each: wire, reader, operations, range, doubts. Empty where nothing is modelled. */
  readonly assumptions: readonly string[]
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

/**
 * Nanoseconds a payment, as the payments came: each with the loads, openings and clearings that it caused. A range: at
 * least the sum of the parts, at most `upper`.
 */
export interface ModelledDocument extends ModelledBound {
  readonly card: string
  readonly upper: ModelledBound
  /** Shares of the lower total that rest on figures of each quality and reading. */
  readonly doubts: readonly {
    readonly quality: string
    readonly reading: string
    readonly operations: readonly string[]
    readonly share: number
  }[]
}

/** One end of a modelled range. */
export interface ModelledBound extends LatencySummary {
  /** Over the whole run, settling included. */
  readonly mean: number
  /** The parts of the mean. */
  readonly byCause: Readonly<Record<TimeCause, number>>
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
  modelled?: CardSetting,
): Omit<CompareDocument, 'answer'> {
  return {
    schema: 'tickbench.compare/1',
    ...facts,
    assumptions: modelled === undefined ? [] : assumptionsOn(modelled, outcomes),
    trace,
    schemes: outcomes.map((outcome) => schemeDocument(outcome, facts.card)),
    holds,
  }
}

/** Of what the cards did. */
function assumptionsOn(setting: CardSetting, outcomes: Comparison['outcomes']): readonly string[] {
  const times = outcomes.flatMap(({ books: { cardTime } }) => (cardTime?.kind === 'time' ? [cardTime] : []))
  const used = times.flatMap(({ doubts }) => doubts.flatMap(({ operations }) => operations))
  return times.length === 0 ? [] : assumptionsOf(setting, used)
}

function schemeDocument(outcome: SchemeOutcome, card: string | null): SchemeDocument {
  const { name, books, revenue, hostNs, checks } = outcome
  const { payments, chainsOpened, closedForOther, operations, messages, bytes, apdus, risks, notes } = books
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
  const { total, byCause, doubts } = cardTime
  const bound = (end: keyof TimeRange): ModelledBound => {
    const each = TIME_CAUSES.map((cause) => [cause, byCause[cause][end] / payments] as const)
    const parts = Object.fromEntries(each) as Record<TimeCause, number>
    return { ...modelledNs[end], mean: total[end] / payments, byCause: parts }
  }
  const shareOf = (ns: number) => (total.lowerNs === 0 ? 0 : ns / total.lowerNs)
  return {
    ...bound('lowerNs'),
    card,
    upper: bound('upperNs'),
    doubts: doubts.map(({ ns, ...doubt }) => ({ ...doubt, share: shareOf(ns) })),
  }
}
