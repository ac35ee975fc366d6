// Suite `scheme`: every scheme of `compare` on one workload, run again and again, interleaved in seeded order. A figure is
// the host's time for one payment with everything that it brings along: openings, loads, clearings, settling. What is
// counted is exact and the same in every run; what is modelled is the time of the cards alone. Last comes the hot path of
// the two default schemes, beside its own cryptography (open-chain.ts).

import { assumptionsOf } from '../../card-applets/time/assumptions.ts'
import { OPERATION_KINDS, type OperationKind } from '../../src/crypto/operations.ts'
import type { BenchResult } from '../measure/result.ts'
import { processorStopwatch, type Stopwatch } from '../measure/stopwatch.ts'
import type { Executor, TimedOperations } from '../run/executor.ts'
import { runChain } from '../scheme/contract/run-chain.ts'
import { DEFAULT_SCHEMES, isPubliclyJudged, namesOf, SCHEME_NAMES } from '../scheme/named.ts'
import type { SchemeBooks } from '../scheme/open.ts'
import { generateWorkload, workloadOf } from '../workload/generator.ts'
import type { Workload } from '../workload/micro-transaction.ts'
import { isOpenChainWork, openChainCases, openChainSubject } from './open-chain.ts'
import { modelledDoubts, rangeRate, scaledRange } from './modelled-range.ts'
import { buildScheme, checkedBooks, timeRun, type RunTerms } from './scheme-runs.ts'
import type { Effort, OpenableSuite } from './suite.ts'
import type { SuiteCase } from './suite-case.ts'

export const schemeSuite: OpenableSuite = {
  open({ seed, effort, card }) {
    const terms: RunTerms = { suite: card?.suite ?? 'p256', seed, profile: card?.profile }
    const workload = generateWorkload({ seed, ...workloadOf(PAYMENTS[effort]) })
    const payments = workload.transactions.length
    const stopwatch = processorStopwatch()
    return {
      name: 'scheme',
      cases: [...SCHEME_NAMES.map((name) => caseOf(name, payments)), ...openChainCases()],
      executor: schemeExecutor(workload, terms, stopwatch.start),
      stopwatch,
      // The first run of a process is of code that has just been loaded.
      sampling: { sampleNs: 0, leastSamples: 4, mostSamples: 4 },
      facts: {
        workload: `${workload.name}, ${payments} payments`,
        suite: terms.suite,
        chains: runChain.name,
        ...(card?.profile && { profile: card.profile.profile.name }),
      },
      notes: [],
      derive: async () => ({ results: await countedAndModelled(workload, terms), notes: [] }),
      ...(card?.profile && { assumptions: assumptionsOf(card.profile) }),
    }
  },
}

/** From a run of its own, all of whose self-checks held. */
async function countedAndModelled(workload: Workload, terms: RunTerms): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  for (const name of SCHEME_NAMES) {
    const books = await checkedBooks(name, workload, terms)
    results.push(countedResult(name, books), ...modelledResult(name, books))
  }
  return results
}

/** Enough for chains to be opened, used up and cleared, and few enough for many runs. */
const PAYMENTS: Readonly<Record<Effort, number>> = { quick: 150, usual: 400, thorough: 1000 }

const REGIME = 'a payment'

function caseOf(name: string, payments: number): SuiteCase {
  return {
    name,
    scenario: 'workload',
    target: name,
    parameters: { payments },
    display: {
      regime: REGIME,
      unitsPerOperation: payments,
      peers: name === BASE ? [] : [BASE],
      answers: ANSWERED.includes(name) ? [BASE] : [],
    },
  }
}

/** What all others are told in times of. */
const [BASE = ''] = DEFAULT_SCHEMES

/** What a run ends with: cards whose payments anybody can judge. */
const ANSWERED = namesOf((scheme) => scheme.card !== undefined && isPubliclyJudged(scheme))

/** Exported for the tests. */
export function schemeExecutor(workload: Workload, terms: RunTerms, start: Stopwatch): Executor {
  return {
    open: ({ scenario, target }) => {
      if (isOpenChainWork(scenario)) return openChainSubject(scenario, target, terms, start)
      return { operation: wholeRuns(target) }
    },
  }
  function wholeRuns(target: string): TimedOperations {
    return async (operations) => {
      let totalNs = 0
      for (let done = 0; done < operations; done += 1) {
        totalNs += await timeRun(await buildScheme(target, workload, terms), workload, start)
      }
      return totalNs
    }
  }
}

/** By payment, all parties together. Exported for the tests. */
export function countedResult(name: string, books: SchemeBooks): BenchResult {
  const each = (count: number) => count / books.payments
  const total = (kind: OperationKind) =>
    Object.values(books.operations).reduce((sum, counts) => sum + (counts[kind] ?? 0), 0)
  const counts: readonly (readonly [string, number])[] = [
    ['chains', books.chainsOpened],
    ...OPERATION_KINDS.map((kind) => [kind, total(kind)] as const),
    ['messages', books.messages],
    ['bytes', books.bytes],
    ['APDUs', books.apdus],
  ]
  return {
    name,
    regime: REGIME,
    origin: 'counted',
    perSecond: null,
    ratioTo: {},
    samples: books.payments,
    processNs: [],
    counts: Object.fromEntries(counts.map(([what, count]) => [what, each(count)])),
    doubts: [],
  }
}

/** The time of the cards, where a profile times them; it is the same in every run. */
function modelledResult(name: string, { cardTime, payments }: SchemeBooks): BenchResult[] {
  if (cardTime?.kind !== 'time') return []
  const each = scaledRange(cardTime.total, payments)
  const parts = Object.entries(cardTime.byCause).map(([cause, part]) => [cause, part.lowerNs / payments] as const)
  return [
    {
      name,
      regime: REGIME,
      origin: 'modelled',
      perSecond: rangeRate(each),
      ratioTo: {},
      samples: payments,
      processNs: [each.lowerNs],
      partsNs: Object.fromEntries(parts.filter(([, part]) => part > 0)),
      doubts: modelledDoubts(cardTime),
    },
  ]
}
