// From the blocks of a run to the document of a suite. The suite says what belongs together; nothing is measured here.

import type { Environment } from '../measure/environment.ts'
import { BENCH_SCHEMA, type BenchDocument, type BenchResult, type Latency } from '../measure/result.ts'
import { SHOWN_CONFIDENCE } from '../measure/statistics/bootstrap.ts'
import { pairedRatio } from '../measure/statistics/compare.ts'
import type { Interval } from '../words/format.ts'
import { figureOf, rateOf, type Figure } from './figure.ts'
import type { Plan } from './plan.ts'
import type { SampleBlock } from './sample-block.ts'

/** How a case is shown, and by what its result is found. */
export interface Display {
  /** Unlike all others of the plan, and the same whatever the case is called; its name unless given. */
  readonly id?: string
  readonly regime: string
  /** E.g. the coupons that one call judges; 1 unless said otherwise. */
  readonly unitsPerOperation?: number
  /** Ids of the cases that it is compared with. */
  readonly peers: readonly string[]
  /** Those of its peers that the run is about: it ends with how it compares with them. */
  readonly answers?: readonly string[]
}

export interface RunRecord {
  readonly plan: Plan
  readonly blocks: readonly SampleBlock[]
  readonly environment: Environment
  /** Of processor time, over the whole run. */
  readonly stolenShare: number
  readonly notes: readonly string[]
}

export function caseId({ name, display }: { readonly name: string; readonly display: Display }): string {
  return display.id ?? name
}

/** Cases without a block, or not to be shown, are left out: an interrupted run has a document too. */
export function documentOf(record: RunRecord, displays: ReadonlyMap<string, Display>): BenchDocument {
  const { plan, blocks, environment, stolenShare, notes } = record
  const options = { seed: BigInt(plan.seed), clockGrainNs: environment.clockGrainNs, stolenShare }
  const figures = new Map<string, MeasuredCase>()
  for (const { name } of plan.cases) {
    const own = blocks.filter((block) => block.name === name)
    const display = displays.get(name)
    if (own.length === 0 || display === undefined) continue
    const rounds = own.map(({ round }) => round)
    const id = caseId({ name, display })
    figures.set(id, { name, figure: figureOf(own, options), rounds, display })
  }
  return {
    schema: BENCH_SCHEMA,
    suite: plan.suite,
    seed: plan.seed,
    confidence: SHOWN_CONFIDENCE,
    environment,
    results: [...figures.values()].map((measured) => resultOf(measured, figures)),
    answers: [...figures.values()].flatMap(({ name, display }) =>
      (display.answers ?? []).flatMap((peer) => figures.get(peer) ?? []).map((peer) => ({ name, peer: peer.name })),
    ),
    notes,
  }
}

interface MeasuredCase {
  readonly name: string
  readonly figure: Figure
  /** Of each of the figure's blocks. */
  readonly rounds: readonly number[]
  readonly display: Display
}

function resultOf(measured: MeasuredCase, all: ReadonlyMap<string, MeasuredCase>): BenchResult {
  const { name, figure, display } = measured
  const units = display.unitsPerOperation ?? 1
  const unresolved = figure.doubts.some(({ kind }) => kind === 'belowResolution')
  return {
    ...(display.id !== undefined && { id: display.id }),
    name,
    regime: display.regime,
    origin: 'measured',
    perSecond: unresolved ? null : rateOf(figure.ns, units),
    ratioTo: Object.fromEntries(
      display.peers.flatMap((id) => {
        const peer = all.get(id)
        if (peer === undefined) return []
        const ratio = ratioBetween(measured, peer)
        return ratio === undefined ? [] : [[peer.name, ratio]]
      }),
    ),
    samples: figure.samples,
    blockNs: figure.blockNs.map((ns) => ns / units),
    ...(figure.baselineNs !== null && { baselineNs: inUnits(figure.baselineNs, units) }),
    unitsPerSample: figure.operations * units,
    latencyNs: latencyOf(figure.latencyNs, units),
    distribution: figure.distribution.map(({ share, ns }) => ({ share, ns: ns / units })),
    doubts: figure.doubts,
  }
}

function inUnits({ median, low, high }: Interval, units: number): Interval {
  return { median: median / units, low: low / units, high: high / units }
}

function latencyOf({ p50, p95, p99, max }: Latency, units: number): Latency {
  return { p50: p50 / units, p95: p95 / units, p99: p99 / units, max: max / units }
}

/** Rate over rate is time over time the other way round, block by block of the rounds that both have. */
function ratioBetween(own: MeasuredCase, peer: MeasuredCase): Interval | undefined {
  const peerNs = new Map(peer.rounds.map((round, at) => [round, unitNs(peer, at)]))
  const pairs = own.rounds.flatMap((round, at) => {
    const other = peerNs.get(round)
    return other === undefined ? [] : [[other, unitNs(own, at)] as const]
  })
  if (pairs.length === 0) return undefined
  const ratio = pairedRatio(
    pairs.map(([theirs]) => theirs),
    pairs.map(([, ours]) => ours),
    SHOWN_CONFIDENCE,
  )
  return ratio !== undefined && Number.isFinite(ratio.high) ? ratio : undefined
}

function unitNs({ figure, display }: MeasuredCase, at: number): number {
  return (figure.blockNs[at] ?? Number.NaN) / (display.unitsPerOperation ?? 1)
}
