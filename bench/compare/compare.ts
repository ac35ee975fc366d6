// The main job: the same micro-transactions through several schemes, in turns by batches so that a drift of the host meets all
// of them alike, and a self-check of every scheme against the log (revenue, conservation, evidence).

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { TimeRange } from '../../card-applets/time/modelled-clock.ts'
import type { Workload } from '../workload/micro-transaction.ts'
import { revenueBySeller } from '../workload/micro-transaction.ts'
import { memoryGuard } from '../run/memory.ts'
import { summariseLatencies, type LatencySummary } from '../measure/latency.ts'
import type { HostTime } from './document.ts'
import type { Judges } from './judges.ts'
import { hostSources, TimedScheme, type TimeSources } from './host-time.ts'
import type { Scheme, SchemeBooks } from '../scheme/open.ts'
import { sum, type SelfCheck } from '../scheme/contract/self-check.ts'

export interface SchemeOutcome {
  readonly name: string
  readonly books: SchemeBooks
  readonly revenue: bigint
  /** Host time of one payment, openings and clearings that it caused included. Measured. */
  readonly hostNs: HostTime
  /** Modelled card time of the same payments; undefined without a card profile, or where a figure is missing. */
  readonly modelledNs: { readonly [End in keyof TimeRange]: LatencySummary } | undefined
  /** Those of the scheme and those against the log. */
  readonly checks: readonly SelfCheck[]
}

export interface Comparison {
  readonly workload: Workload
  readonly outcomes: readonly SchemeOutcome[]
  /** True when every self-check of every scheme held. */
  readonly holds: boolean
}

/** Called after each micro-transaction and each scheme's settling: work done, work in all, in micro-transactions. */
export type Progress = (done: number, total: number) => void

export interface CompareTerms {
  readonly progress?: Progress
  readonly sources?: TimeSources
  /** Where judges hear the evidence while payments go on; without them it is judged at the end, here. */
  readonly judges?: Judges | undefined
  /** Where the card profile has no figure, a scheme has no modelled time; else the run is refused. */
  readonly mayLackFigures?: boolean
}

/** Payments that one scheme makes before it is another's turn. */
const BATCH = 32

/** How it is called where it does not fit into memory. */
export const RUN = 'what the schemes keep of so many payments'

/** Throws `MissingFigures`, after the first batch where it can, and `OutOfMemory`. */
export async function compare(
  workload: Workload,
  schemes: readonly Scheme[],
  { progress = () => undefined, sources = hostSources(), judges, mayLackFigures = false }: CompareTerms = {},
): Promise<Comparison> {
  const { transactions } = workload
  const payments = transactions.length
  const all = payments * (1 + CLOSING)
  const lookAtMemory = memoryGuard(RUN)
  const timed = schemes.map((scheme) => new TimedScheme(scheme, sources))
  for (let first = 0; first < payments; first += BATCH) {
    const batch = transactions.slice(first, first + BATCH)
    // who goes first alternates, so that neither scheme always finds the caches warm
    const order = (first / BATCH) % 2 === 0 ? timed : timed.toReversed()
    for (const [turn, each] of order.entries()) {
      await each.payAll(batch, (paid) => progress(first + (turn * batch.length + paid) / schemes.length, all))
    }
    if (first === 0 && !mayLackFigures) refuseMissing(schemes)
    if ((first / BATCH) % PORTION === 0) for (const scheme of schemes) heardBy(judges, scheme)
    lookAtMemory()
  }
  for (const each of timed) {
    await each.settle()
    heardBy(judges, each.scheme)
    lookAtMemory()
  }
  const wanted = revenueBySeller(workload)
  const outcomes: SchemeOutcome[] = []
  for (const each of timed) {
    const { name, evidence } = each.scheme
    outcomes.push(outcomeOf(each, workload, wanted, evidence && (await judges?.found(name))))
    progress(payments + (outcomes.length / schemes.length) * payments * CLOSING, all)
    await nextTurn()
  }
  if (!mayLackFigures) refuseMissing(schemes)
  return { workload, outcomes, holds: outcomes.every(({ checks }) => checks.every((check) => check.holds)) }
}

/** In batches: evidence goes to the judges between them, so that it is in nobody's time. */
const PORTION = 16

/** What has come since the last portion, where judges sit elsewhere and anybody can judge the scheme. */
function heardBy(judges: Judges | undefined, { name, evidence }: Scheme): void {
  if (evidence !== undefined) judges?.hear(name, evidence())
}

/** What settling and judging all schemes takes, in times of their payments: measured over all of them, ed25519. */
const CLOSING = 0.08

/** The card profile was never measured doing something that the schemes need: the figures would be no card's. */
export class MissingFigures extends Error {
  readonly operations: readonly string[]

  constructor(operations: readonly string[]) {
    super(`no figures for ${operations.join(', ')}`)
    this.name = 'MissingFigures'
    this.operations = operations
  }
}

/** A first payment of every scheme needs almost everything that a card can do: better now than after all of them. */
function refuseMissing(schemes: readonly Scheme[]): void {
  const times = schemes.map(({ cardClock }) => cardClock?.read())
  const missing = times.flatMap((time) => (time?.kind === 'missingFigures' ? time.operations : []))
  if (missing.length > 0) throw new MissingFigures([...new Set(missing)])
}

function outcomeOf(
  timed: TimedScheme,
  workload: Workload,
  wanted: ReadonlyMap<string, bigint>,
  found: ReadonlyMap<string, bigint> | undefined,
): SchemeOutcome {
  const { scheme, modelledNs } = timed
  const hostNs = timed.hostTime() // before the books are looked at, which is nobody's payment
  const books = found === undefined ? scheme.books() : scheme.books(found)
  const revenue = sum(books.revenueBySeller.values())
  const payments = workload.transactions.length
  return {
    name: scheme.name,
    books,
    revenue,
    hostNs,
    modelledNs: books.cardTime?.kind === 'time' ? bothEnds(modelledNs) : undefined,
    checks: [
      {
        name: 'every micro-transaction was paid',
        holds: books.payments === payments,
        detail: `${books.payments} of ${payments}`,
      },
      agreesWithLog(books.revenueBySeller, wanted),
      ...books.checks,
    ],
  }
}

function bothEnds({ lowerNs, upperNs }: TimedScheme['modelledNs']): SchemeOutcome['modelledNs'] {
  return { lowerNs: summariseLatencies(lowerNs), upperNs: summariseLatencies(upperNs) }
}

/** Each seller earned what the log says, and nobody else earned anything. */
function agreesWithLog(earned: ReadonlyMap<string, bigint>, wanted: ReadonlyMap<string, bigint>): SelfCheck {
  const sellers = new Set([...earned.keys(), ...wanted.keys()])
  const wrong = [...sellers].filter((seller) => (earned.get(seller) ?? 0n) !== (wanted.get(seller) ?? 0n))
  const [first] = wrong
  const example =
    first === undefined ? '' : `, e.g. ${first}: ${earned.get(first) ?? 0n} instead of ${wanted.get(first) ?? 0n}`
  return {
    name: 'revenue agrees with the log, seller by seller',
    holds: wrong.length === 0,
    detail: `${sellers.size - wrong.length} of ${sellers.size} sellers${example}`,
  }
}
