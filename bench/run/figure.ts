// From the blocks of one case to a figure with its interval and its doubts. A process is one observation: the samples
// within it are neighbours in time and share its fate.

import type { Doubt } from '../measure/doubts/doubt.ts'
import { findDoubts } from '../measure/doubts/find.ts'
import { summariseLatencies } from '../measure/latency.ts'
import type { Latency } from '../measure/result.ts'
import { createLatencyHistogram, type HistogramStep } from '../measure/statistics/histogram.ts'
import {
  differenceOfProcesses,
  disturbanceOf,
  exponential,
  logInterval,
  RUN_TERM,
  runTermAt,
} from '../measure/statistics/process-interval.ts'
import { median, sortSamples } from '../measure/statistics/samples.ts'
import { warmUpCut } from '../measure/statistics/warm-up-cut.ts'
import type { Interval } from '../words/format.ts'
import type { SampleBlock } from './sample-block.ts'

export interface Figure {
  /** One operation, baseline subtracted. */
  readonly ns: Interval
  /** One operation in each process, baseline subtracted; that of a disturbed one may be below 0. */
  readonly processNs: readonly number[]
  /** A step of the yardstick in the same processes. */
  readonly stepNs: readonly number[] | undefined
  /** What an operation takes without what is measured; null where the case has no baseline. */
  readonly baselineNs: Interval | null
  /** Of its processes, the median. */
  readonly waitedShare: number
  readonly busyShare: number
  /** In each sample. */
  readonly operations: number
  /** Of each process, those of warming up included. */
  readonly samplesPerProcess: number
  /**
   * Whole samples over their operations, by nearest rank, baseline included: percentiles of differences do not exist.
   * Of several operations a sample tells the mean, and the slowest of them does not show.
   */
  readonly latencyNs: Latency
  readonly distribution: readonly HistogramStep[]
  readonly samples: number
  readonly doubts: readonly Doubt[]
}

export interface FigureOptions {
  readonly clockGrainNs: number
  /** Of the yardstick in the same processes; undefined where it says nothing. */
  readonly stepNs: readonly number[] | undefined
}

/** Blocks of one case with equal operations, one a process, by round. Throws `RangeError` for none. */
export function figureOf(blocks: readonly SampleBlock[], { clockGrainNs, stepNs }: FigureOptions): Figure {
  const operations = blocks[0]?.operations ?? 1
  const kept = keptSamples(blocks)
  const processNs = processValues(blocks)
  const samplesNs = kept.flatMap(({ operationNs }) => operationNs)
  const hasBaseline = blocks.every(({ baselineNs }) => baselineNs.length > 0)
  const echoNs = hasBaseline ? kept.map(({ baselineNs }) => medianOf(baselineNs) / operations) : []
  const waitedShare = medianOf(blocks.map((block) => block.waitedShare))
  const busyShare = medianOf(blocks.map((block) => block.busyShare ?? 0))
  const runTerm = runTermAt(RUN_TERM.nanoseconds, disturbanceOf({ waitedShare, busyShare }))
  const ns = hasBaseline ? differenceOfProcesses(processNs, runTerm) : timeOf(processNs, stepNs, runTerm)
  const { p50, p95, p99, max } = summariseLatencies(samplesNs)
  return {
    ns,
    processNs,
    stepNs,
    baselineNs: hasBaseline ? differenceOfProcesses(echoNs, runTerm) : null,
    waitedShare,
    busyShare,
    operations,
    samplesPerProcess: blocks[0]?.operationNs.length ?? 0,
    latencyNs: { p50: p50 / operations, p95: p95 / operations, p99: p99 / operations, max: max / operations },
    distribution: distributionOf(samplesNs).map(({ share, ns: time }) => ({ share, ns: time / operations })),
    samples: samplesNs.length,
    doubts: findDoubts({
      processes: kept,
      clockGrainNs,
      waitedShare,
      busyShare,
      isElapsed: stepNs === undefined,
      ...(hasBaseline && { netNs: times(ns, operations) }),
    }),
  }
}

/** One operation in each process, the median of the samples that count, less that of its baseline. */
export function processValues(blocks: readonly SampleBlock[]): readonly number[] {
  return keptSamples(blocks).map(({ operationNs, baselineNs }, at) => {
    const netNs = medianOf(operationNs) - (baselineNs.length === 0 ? 0 : medianOf(baselineNs))
    return netNs / (blocks[at]?.operations ?? 1)
  })
}

type Samples = Pick<SampleBlock, 'operationNs' | 'baselineNs'>

/** Without those of warming up: the same number of each process. */
function keptSamples(blocks: readonly SampleBlock[]): readonly Samples[] {
  const cut = warmUpCut(blocks.map(({ operationNs }) => operationNs))
  return blocks.map(({ operationNs, baselineNs }) => ({
    operationNs: operationNs.slice(cut),
    baselineNs: baselineNs.slice(cut),
  }))
}

/** As long as it would have taken at the median speed of the processor. */
function timeOf(processNs: readonly number[], stepNs: readonly number[] | undefined, runTerm: number): Interval {
  if (!processNs.every((ns) => ns > 0)) return differenceOfProcesses(processNs, runTerm)
  if (stepNs === undefined) return exponential(logInterval(processNs.map(Math.log), runTerm))
  const inSteps = processNs.map((ns, at) => Math.log(ns / (stepNs[at] ?? Number.NaN)))
  return times(exponential(logInterval(inSteps, runTerm)), medianOf(stepNs))
}

function distributionOf(samplesNs: readonly number[]): readonly HistogramStep[] {
  const histogram = createLatencyHistogram()
  for (const ns of samplesNs) histogram.record(ns)
  return histogram.steps()
}

/** Rates rise where times fall, so the ends change places. Null for a time that is not surely above 0. */
export function rateOf({ median: middle, low, high }: Interval, unitsPerOperation: number): Interval | null {
  if (low <= 0) return null
  const rate = (ns: number) => (unitsPerOperation * 1e9) / ns
  return { median: rate(middle), low: rate(high), high: rate(low) }
}

function medianOf(values: readonly number[]): number {
  return median(sortSamples(values))
}

function times({ median: middle, low, high }: Interval, factor: number): Interval {
  return { median: middle * factor, low: low * factor, high: high * factor }
}
