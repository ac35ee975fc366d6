// From what a comparison found to its document.

import { assumptionsOf } from '../../card-applets/time/assumptions.ts'
import type { CardSetting } from '../../card-applets/time/card-profiles.ts'
import { TIME_CAUSES, type TimeCause, type TimeRange } from '../../card-applets/time/modelled-clock.ts'
import type { Comparison, SchemeOutcome } from './compare.ts'
import type {
  CompareDocument,
  ModelledBound,
  ModelledDocument,
  RunFacts,
  SchemeDocument,
  TraceDocument,
} from './document.ts'

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
  const { payments, chainsOpened, closedForOther, operations, messages, bytes, apdus, risks, notes, parties } = books
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
    ...(parties && { parties }),
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
