// The answer of a comparison: what a payment cost each party, which scheme is cheaper and from how many payments on, and
// what one hash-chain verification costs beside one card operation. Counted operations times what each takes on this
// host; every figure is a range over the rounds in which that was measured, so that the answer has a doubt. Nanoseconds.

import type { OperationCounts } from '../../src/crypto/operations.ts'
import type { SchemeCounts } from '../model/scheme-counts.ts'
import { LISTED_PARTIES, schemeNamed } from '../scheme/named.ts'
import type {
  Answer,
  CardOperation,
  Cheaper,
  HostTime,
  Phase,
  Range,
  RowCosts,
  SchemeCost,
  SchemeDocument,
} from './document.ts'
import { costNs, type Yardsticks } from './yardsticks.ts'

/** What the answer asks of a scheme in the document. */
interface ComparedScheme extends Pick<SchemeDocument, 'parties' | 'apdus'> {
  readonly name: string
  readonly payments: number
  readonly operations: Operations
  readonly hostNs: Pick<HostTime, 'mean' | 'total' | 'inCards'>
}

export interface AnswerInput {
  readonly schemes: readonly ComparedScheme[]
  /** At least one round. */
  readonly yardsticks: readonly Yardsticks[]
  readonly counts: readonly SchemeCounts[]
  readonly card: CardOperation | null
}

export function answerOf({ schemes, yardsticks, counts, card }: AnswerInput): Answer {
  const costs = schemes.map((scheme) => schemeCost(scheme, yardsticks))
  return {
    rounds: yardsticks.length,
    costs,
    cheaper: cheaperOf(schemes, yardsticks),
    phases: phasesOf(counts, yardsticks),
    rows: counts.map((one) => rowCosts(one, yardsticks)),
    countedTo: Math.max(0, ...counts.flatMap(({ counted }) => counted.map(({ payments }) => payments))),
    verification: { step: rangeOf(yardsticks.map(({ chainStep }) => chainStep ?? 0)), card },
  }
}

/** The middle one is the median. */
export function rangeOf(values: readonly number[]): Range {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  return { low: at(0), middle: at(0.5), high: at(1) }
}

type Operations = Readonly<Record<string, OperationCounts>>

/** Who computes on a processor, place by place: a payer with a card does not. */
function onProcessors({ parties = LISTED_PARTIES, apdus }: Pick<SchemeDocument, 'parties' | 'apdus'>) {
  return apdus > 0 ? { ...parties, payer: [] } : parties
}

function processorsOf(scheme: Pick<SchemeDocument, 'parties' | 'apdus'>): readonly string[] {
  return Object.values(onProcessors(scheme)).flat()
}

function schemeCost(scheme: ComparedScheme, yardsticks: readonly Yardsticks[]): SchemeCost {
  const { payer, seller, backOffice } = onProcessors(scheme)
  const cost = (roles: readonly string[]): Range =>
    rangeOf(yardsticks.map((round) => costOfRoles(scheme.operations, roles, round) / Math.max(1, scheme.payments)))
  return {
    scheme: scheme.name,
    payer: payer.some((role) => role in scheme.operations) ? cost(payer) : null,
    seller: cost(seller),
    backOffice: cost(backOffice),
    processors: cost(processorsOf(scheme)),
  }
}

function costOfRoles(operations: Operations, roles: readonly string[], round: Yardsticks): number {
  return roles.reduce((sum, role) => sum + costNs(operations[role] ?? {}, round), 0)
}

/** The two cheapest by counts, where every round agrees on their order and none was measured cheaper than the first. */
function cheaperOf(schemes: readonly ComparedScheme[], yardsticks: readonly Yardsticks[]): Cheaper | null {
  const totals = schemes.map((scheme) => ({
    scheme,
    byRound: yardsticks.map((round) => {
      return costOfRoles(scheme.operations, processorsOf(scheme), round) / Math.max(1, scheme.payments)
    }),
  }))
  const [first, second] = totals.toSorted((a, b) => rangeOf(a.byRound).middle - rangeOf(b.byRound).middle)
  if (first === undefined || second === undefined) return null
  const ratio = rangeOf(second.byRound.map((cost, at) => cost / (first.byRound[at] ?? Infinity)))
  const measured = outsideCards(second.scheme) / outsideCards(first.scheme)
  const isCheapest = schemes.every(
    (scheme) => scheme === first.scheme || outsideCards(scheme) > outsideCards(first.scheme),
  )
  if (!(ratio.low > 1) || !isCheapest || ![ratio.high, measured].every(Number.isFinite)) return null
  return { scheme: first.scheme.name, than: second.scheme.name, ratio, measured }
}

/** A payment's measured mean, an emulated card's own work left out: no card computes on the host. */
function outsideCards({ hostNs: { mean, total, inCards } }: ComparedScheme): number {
  return total === 0 ? mean : mean * (1 - inCards / total)
}

/** For each counted number of payments the scheme that is cheapest in all rounds; neighbours that agree are one. */
function phasesOf(counts: readonly SchemeCounts[], yardsticks: readonly Yardsticks[]): readonly Phase[] {
  if (counts.length < 2) return []
  const numbers = counts[0]?.counted.map(({ payments }) => payments) ?? []
  const winners = numbers.map((from, at): Phase => {
    const byRound = new Set(yardsticks.map((round) => cheapestAt(counts, at, round)))
    const [scheme] = byRound
    return { from, scheme: byRound.size === 1 ? (scheme ?? null) : null }
  })
  return winners.filter(({ scheme }, at) => at === 0 || scheme !== winners[at - 1]?.scheme)
}

function rowCosts({ scheme, counted }: SchemeCounts, yardsticks: readonly Yardsticks[]): RowCosts {
  const roles = listedProcessors(scheme)
  const costs = counted.map(({ payments, operations }) => ({
    payments,
    ns: rangeOf(yardsticks.map((round) => costOfRoles(operations, roles, round))),
  }))
  return { scheme, costs }
}

function cheapestAt(counts: readonly SchemeCounts[], at: number, round: Yardsticks): string | undefined {
  const costs = counts.map(({ scheme, counted }) => {
    return { scheme, cost: costOfRoles(counted[at]?.operations ?? {}, listedProcessors(scheme), round) }
  })
  return costs.toSorted((a, b) => a.cost - b.cost)[0]?.scheme
}

function listedProcessors(scheme: string): readonly string[] {
  const { parties, card } = schemeNamed(scheme)
  return processorsOf({ parties, apdus: card === undefined ? 0 : 1 })
}
