// The main job: the same micro-transactions through several schemes, interleaved so that a drift of the host meets all
// of them alike, and a self-check of every scheme against the log (issue: revenue, conservation, evidence).

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { MicroTransaction, Workload } from '../workload/micro-transaction.ts'
import { revenueBySeller } from '../workload/micro-transaction.ts'
import { hostClock, summariseLatencies, type LatencySummary } from '../measure/latency.ts'
import type { Scheme, SchemeBooks, SchemeName, SelfCheck } from '../scenario/scheme.ts'

export interface SchemeOutcome {
  readonly name: SchemeName
  readonly books: SchemeBooks
  readonly revenue: bigint
  /** Host time of one payment, openings and clearings that it caused included. Measured, in nanoseconds. */
  readonly hostNs: LatencySummary
  /** Modelled card time of the same payments; undefined without a card profile, or where a figure is missing. */
  readonly modelledNs: LatencySummary | undefined
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

/** Throws `MissingFigures`, after the first payment where it can. */
export async function compare(
  workload: Workload,
  schemes: readonly Scheme[],
  progress: Progress = () => undefined,
): Promise<Comparison> {
  const payments = workload.transactions.length
  const all = payments * (1 + CLOSING)
  const samples = schemes.map((scheme): Samples => ({ scheme, hostNs: [], modelledNs: [] }))
  for (const [at, transaction] of workload.transactions.entries()) {
    // who goes first alternates, so that neither scheme always finds the caches warm
    const order = at % 2 === 0 ? samples : samples.toReversed()
    for (const each of order) await payTimed(each, transaction)
    if (at === 0) refuseMissing(schemes)
    progress(at + 1, all)
  }
  const wanted = revenueBySeller(workload)
  const outcomes: SchemeOutcome[] = []
  for (const each of samples) {
    await each.scheme.settle()
    outcomes.push(outcomeOf(each, workload, wanted))
    progress(payments + (outcomes.length / schemes.length) * payments * CLOSING, all)
    await nextTurn()
  }
  refuseMissing(schemes)
  return { workload, outcomes, holds: outcomes.every(({ checks }) => checks.every((check) => check.holds)) }
}

/** What settling and judging all schemes takes, in times of their payments: measured over all of them, ed25519. */
const CLOSING = 0.08

interface Samples {
  readonly scheme: Scheme
  readonly hostNs: number[]
  readonly modelledNs: number[]
}

/** Waiting for a modelled card is neither host time nor modelled time. */
async function payTimed({ scheme, hostNs, modelledNs }: Samples, transaction: MicroTransaction): Promise<void> {
  const { cardClock } = scheme
  const [modelledBefore, sleptBefore] = [cardClock?.nowNs(), cardClock?.sleptNs() ?? 0]
  const start = hostClock()
  await scheme.pay(transaction)
  const elapsedNs = Number(hostClock() - start)
  hostNs.push(elapsedNs - ((cardClock?.sleptNs() ?? 0) - sleptBefore))
  const modelledAfter = cardClock?.nowNs()
  if (modelledBefore !== undefined && modelledAfter !== undefined) modelledNs.push(modelledAfter - modelledBefore)
}

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
  { scheme, hostNs, modelledNs }: Samples,
  workload: Workload,
  wanted: ReadonlyMap<string, bigint>,
): SchemeOutcome {
  const books = scheme.books()
  const revenue = total(books.revenueBySeller)
  const payments = workload.transactions.length
  return {
    name: scheme.name,
    books,
    revenue,
    hostNs: summariseLatencies(hostNs),
    modelledNs: modelledNs.length === 0 ? undefined : summariseLatencies(modelledNs),
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

function total(amounts: ReadonlyMap<string, bigint>): bigint {
  return [...amounts.values()].reduce((sum, units) => sum + units, 0n)
}
