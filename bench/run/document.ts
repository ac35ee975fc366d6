// From the blocks of a run to the document of a suite. The suite says what belongs together; nothing is measured here.

import {
  BENCH_SCHEMA,
  CORE_CLOCK,
  CORE_CLOCK_STEPS,
  type BenchDocument,
  type BenchResult,
  type Latency,
} from '../measure/result.ts'
import type { Environment } from '../measure/environment.ts'
import {
  disturbanceOf,
  exponential,
  logInterval,
  ratioOfProcesses,
  RUN_TERM,
  SHOWN_CONFIDENCE,
} from '../measure/statistics/process-interval.ts'
import { median, sortSamples } from '../measure/statistics/samples.ts'
import type { Interval } from '../words/format.ts'
import { figureOf, processValues, rateOf, type Figure } from './figure.ts'
import type { Plan } from './plan.ts'
import type { SampleBlock } from './sample-block.ts'

/** How a case is shown, and by what its result is found. */
export interface Display {
  /** Unlike all others of the plan, and the same whatever the case is called; its name unless given. */
  readonly id?: string
  readonly regime: string
  /** E.g. the coupons that one call judges; 1 unless said otherwise. */
  readonly unitsPerOperation?: number
  /** Its samples hold waiting, whatever the stopwatch of the others: the processor's speed says nothing about it. */
  readonly isElapsed?: true
  /** Ids of the cases that it is compared with. */
  readonly peers: readonly string[]
  /** Those of its peers that the run is about: it ends with how it compares with them. */
  readonly answers?: readonly string[]
}

export interface RunRecord {
  readonly plan: Plan
  /** Of whole rounds, by round. */
  readonly blocks: readonly SampleBlock[]
  readonly rounds: number
  readonly environment: Environment
  readonly notes: readonly string[]
}

export function caseId({ name, display }: { readonly name: string; readonly display: Display }): string {
  return display.id ?? name
}

/** Cases without a block, or not to be shown, are left out. */
export function documentOf(record: RunRecord, displays: ReadonlyMap<string, Display>): BenchDocument {
  const { plan, blocks, rounds, environment, notes } = record
  const byCase = blocksByCase(blocks)
  const clocks = plan.cases.filter(({ scenario, name }) => scenario === CORE_CLOCK && byCase.has(name))
  const stepsOfSeat = new Map(clocks.map(({ name, seat }) => [seat, stepsOf(byCase.get(name) ?? [])]))
  const figures = new Map<string, MeasuredCase>()
  for (const { name, seat } of plan.cases) {
    const [own, display] = [byCase.get(name), displays.get(name)]
    if (own === undefined || display === undefined) continue
    const stepNs = display.isElapsed === true ? undefined : stepsOfSeat.get(seat)
    const figure = figureOf(own, { clockGrainNs: environment.clockGrainNs, stepNs })
    figures.set(caseId({ name, display }), { name, seat, figure, display })
  }
  return {
    schema: BENCH_SCHEMA,
    suite: plan.suite,
    seed: plan.seed,
    confidence: SHOWN_CONFIDENCE,
    rounds,
    waitedShare: median(sortSamples(blocks.map(({ waitedShare }) => waitedShare))),
    busyShare: median(sortSamples(blocks.map(({ busyShare = 0 }) => busyShare))),
    environment,
    results: [
      ...[...figures.values()].map((measured) => resultOf(measured, figures)),
      ...(clocks.length === 0 ? [] : [clockResult([...stepsOfSeat.values()])]),
    ],
    answers: [...figures.values()].flatMap(({ name, display }) =>
      (display.answers ?? []).flatMap((peer) => figures.get(peer) ?? []).map((peer) => ({ name, peer: peer.name })),
    ),
    notes,
  }
}

interface MeasuredCase {
  readonly name: string
  readonly seat: string
  readonly figure: Figure
  readonly display: Display
}

/** By round, as they come. */
function blocksByCase(blocks: readonly SampleBlock[]): Map<string, SampleBlock[]> {
  const found = new Map<string, SampleBlock[]>()
  for (const block of blocks) found.set(block.name, [...(found.get(block.name) ?? []), block])
  return found
}

/** The yardstick of one seat: a step in each of its processes. */
function stepsOf(blocks: readonly SampleBlock[]): readonly number[] {
  return processValues(blocks).map((ns) => ns / CORE_CLOCK_STEPS)
}

/** The speed of the processor in the run: the median of all processes of each round. */
function clockResult(seats: readonly (readonly number[])[]): BenchResult {
  const processNs = (seats[0] ?? []).map((_, round) =>
    median(sortSamples(seats.map((steps) => steps[round] ?? Number.NaN))),
  )
  return {
    name: 'dependent multiplication',
    regime: CORE_CLOCK,
    origin: 'measured',
    perSecond: rateOf(exponential(logInterval(processNs.map(Math.log), RUN_TERM.nanoseconds)), 1),
    ratioTo: {},
    samples: seats.flat().length,
    processNs,
    doubts: [],
  }
}

function resultOf(measured: MeasuredCase, all: ReadonlyMap<string, MeasuredCase>): BenchResult {
  const { name, seat, figure, display } = measured
  const { stepNs } = figure
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
        const ratio = peer && ratioBetween(measured, peer)
        return peer === undefined || ratio === undefined ? [] : [[peer.name, ratio]]
      }),
    ),
    samples: figure.samples,
    processNs: figure.processNs.map((ns) => ns / units),
    ...(stepNs !== undefined && { stepNs }),
    operations: figure.operations,
    samplesPerProcess: figure.samplesPerProcess,
    ...(seat !== name && { seat }),
    ...(display.isElapsed === true && { isElapsed: true }),
    ...(figure.baselineNs !== null && { baselineNs: inUnits(figure.baselineNs, units) }),
    unitsPerSample: figure.operations * units,
    latencyNs: latencyOf(figure.latencyNs, units),
    distribution: figure.distribution.map(({ share, ns }) => ({ share, ns: ns / units })),
    doubts: figure.doubts,
  }
}

function inUnits({ median: middle, low, high }: Interval, units: number): Interval {
  return { median: middle / units, low: low / units, high: high / units }
}

function latencyOf({ p50, p95, p99, max }: Latency, units: number): Latency {
  return { p50: p50 / units, p95: p95 / units, p99: p99 / units, max: max / units }
}

/** Rate over rate is time over time the other way round; each time in steps of its own process where there are such. */
function ratioBetween(own: MeasuredCase, peer: MeasuredCase): Interval | undefined {
  const disturbances = [own, peer].map(({ figure }) => disturbanceOf(figure))
  return ratioOfProcesses(comparable(peer), comparable(own), disturbances)
}

function comparable({ figure: { processNs, stepNs }, display }: MeasuredCase): readonly number[] {
  const units = display.unitsPerOperation ?? 1
  return processNs.map((ns, at) => ns / units / (stepNs?.[at] ?? 1))
}
