// Suite `scale`: how the price of one thing grows with the number of others: chains open at a seller, the length of a
// chain, buyers, sellers, payments in flight. Each axis is told by its points and by the law
// that they allow, if any (measure/statistics/growth.ts).

import { findGrowth } from '../../measure/statistics/growth.ts'
import { median, sortSamples } from '../../measure/statistics/samples.ts'
import type { Growth } from '../../measure/growth-document.ts'
import { findResult } from '../../measure/find-result.ts'
import type { BenchDocument, BenchResult } from '../../measure/result.ts'
import { processorStopwatch, type Stopwatch } from '../../measure/stopwatch.ts'
import { formatCount } from '../../words/format.ts'
import type { Executor } from '../../run/executor.ts'
import { runChain } from '../../scheme/contract/run-chain.ts'
import type { RunTerms } from '../scheme-runs.ts'
import type { Effort, OpenableSuite } from '../suite.ts'
import type { SuiteCase } from '../suite-case.ts'
import type { Axis } from './axis.ts'
import { chainAxes } from './chain-axes.ts'
import { schemeAxes } from './scheme-axes.ts'
import { sellerAxis } from './seller-axis.ts'

export const scaleSuite: OpenableSuite = {
  open({ seed, effort, card }) {
    const terms: RunTerms = { suite: card?.suite ?? 'p256', seed }
    const axes = axesOf(terms, effort)
    const stopwatch = processorStopwatch()
    return {
      name: 'scale',
      cases: axes.flatMap(casesOf),
      executor: scaleExecutor(axes, stopwatch.start),
      stopwatch,
      sampling: SAMPLING[effort],
      facts: { suite: terms.suite, chains: runChain.name },
      notes: [],
    }
  },
  finish(document, { seed, effort, card }) {
    const axes = axesOf({ suite: card?.suite ?? 'p256', seed }, effort)
    const growth = axes.map((axis) => growthOf(axis, document))
    const without = axes.filter((_, at) => growth[at] === undefined).map(({ name }) => name)
    const notes = without.length === 0 ? [] : [`no law, for a point is missing or unresolved: ${without.join('; ')}`]
    return { ...document, growth: growth.flatMap((one) => one ?? []), notes: [...document.notes, ...notes] }
  },
}

function axesOf(terms: RunTerms, effort: Effort): readonly Axis[] {
  return [sellerAxis(OPEN_CHAINS[effort], terms.seed), ...chainAxes(), ...schemeAxes(terms)]
}

/** A run of a scheme takes longer than a sample anyhow; many points in many processes tell more than many samples of each. */
const SAMPLING = {
  quick: { sampleNs: 2e6, leastSamples: 3, mostSamples: 4 },
  usual: { sampleNs: 10e6, leastSamples: 4, mostSamples: 6 },
  thorough: { sampleNs: 10e6, leastSamples: 6, mostSamples: 12 },
} as const

/** A million takes 100 MB; where it matters, the cache is left long before. */
const OPEN_CHAINS: Readonly<Record<Effort, readonly number[]>> = {
  quick: [1_000, 3_000, 10_000, 30_000, 100_000],
  usual: [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000],
  thorough: [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000],
}

function casesOf({ id, name, group, points, unitsAt = () => 1 }: Axis): SuiteCase[] {
  return points.map((n) => ({
    name: `${name}, n = ${formatCount(n)}`,
    scenario: id,
    target: 'this host',
    parameters: { n },
    seat: id,
    display: { id: pointId(id, n), regime: group, unitsPerOperation: unitsAt(n), peers: [] },
  }))
}

function pointId(axis: string, n: number): string {
  return `${axis}/${n}`
}

function scaleExecutor(axes: readonly Axis[], start: Stopwatch): Executor {
  const byId = new Map(axes.map((axis) => [axis.id, axis]))
  return {
    async open({ scenario, parameters }) {
      const axis = byId.get(scenario)
      if (axis === undefined) throw new TypeError(`no axis ${scenario}`)
      return { operation: await axis.ready(Number(parameters['n']), start) }
    },
  }
}

/** Exported for the tests. */
export function growthOf(
  { id, name, group, variable, each, points }: Axis,
  document: BenchDocument,
): Growth | undefined {
  const ids = points.map((n) => pointId(id, n))
  const found = findGrowth(
    points,
    ids.map((one) => atOneSpeed(findResult(document, one))),
  )
  return found && { regime: group, name, variable, each, points, ids, ...found }
}

/** What each process took, had its processor run at the median speed of all. */
function atOneSpeed(
  { processNs, stepNs }: Pick<BenchResult, 'processNs' | 'stepNs'> = { processNs: [] },
): readonly number[] {
  if (stepNs === undefined || stepNs.length === 0) return processNs
  const middle = median(sortSamples(stepNs))
  return processNs.map((ns, at) => (ns / (stepNs[at] ?? Number.NaN)) * middle)
}
