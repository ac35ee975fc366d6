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

export async function compare(
  workload: Workload,
  schemes: readonly Scheme[],
  progress: Progress = () => undefined,
): Promise<Comparison> {
  const payments = workload.transactions.length
  const all = payments * (1 + CLOSING)
  const samples = schemes.map((scheme) => ({ scheme, elapsedNs: [] as number[] }))
  for (const [at, transaction] of workload.transactions.entries()) {
    // who goes first alternates, so that neither scheme always finds the caches warm
    const order = at % 2 === 0 ? samples : samples.toReversed()
    for (const { scheme, elapsedNs } of order) elapsedNs.push(await timed(scheme, transaction))
    progress(at + 1, all)
  }
  const wanted = revenueBySeller(workload)
  const outcomes: SchemeOutcome[] = []
  for (const { scheme, elapsedNs } of samples) {
    await scheme.settle()
    outcomes.push(outcomeOf(scheme, elapsedNs, workload, wanted))
    progress(payments + (outcomes.length / schemes.length) * payments * CLOSING, all)
    await nextTurn()
  }
  return { workload, outcomes, holds: outcomes.every(({ checks }) => checks.every((check) => check.holds)) }
}

/** What settling and judging all schemes takes, in times of their payments: measured over all of them, ed25519. */
const CLOSING = 0.08

async function timed(scheme: Scheme, transaction: MicroTransaction): Promise<number> {
  const start = hostClock()
  await scheme.pay(transaction)
  return Number(hostClock() - start)
}

function outcomeOf(
  scheme: Scheme,
  elapsedNs: readonly number[],
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
    hostNs: summariseLatencies(elapsedNs),
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
