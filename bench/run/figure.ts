// From the blocks of one case to a figure with its interval and its doubts. A block's median is one observation: the
// samples within a block are neighbours in time and share their fate.

import type { Doubt } from '../measure/doubts/doubt.ts'
import { findDoubts } from '../measure/doubts/find.ts'
import { summariseLatencies } from '../measure/latency.ts'
import type { Latency } from '../measure/result.ts'
import { differenceInterval, medianInterval } from '../measure/statistics/bootstrap.ts'
import { createLatencyHistogram, type HistogramStep } from '../measure/statistics/histogram.ts'
import type { Interval } from '../words/format.ts'
import { median, sortSamples } from '../measure/statistics/samples.ts'
import type { SampleBlock } from './sample-block.ts'

export interface Figure {
  /** One operation, baseline subtracted. */
  readonly ns: Interval
  /** One operation of each block, baseline subtracted; a disturbed block may be below 0. */
  readonly blockNs: readonly number[]
  /** What an operation takes without what is measured; null where the case has no baseline. */
  readonly baselineNs: Interval | null
  /** In each sample. */
  readonly operations: number
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
  readonly seed: bigint
  readonly clockGrainNs: number
  readonly stolenShare: number
}

/** Blocks of one case with equal operations, in the order of time. Throws `RangeError` for none. */
export function figureOf(blocks: readonly SampleBlock[], { seed, clockGrainNs, stolenShare }: FigureOptions): Figure {
  const operations = blocks[0]?.operations ?? 1
  const samplesNs = blocks.flatMap(({ operationNs }) => operationNs)
  const baselineNs = blocks.flatMap((block) => block.baselineNs)
  const operation = blocks.map((block) => medianOf(block.operationNs))
  const echo = blocks.every((block) => block.baselineNs.length > 0)
    ? blocks.map((block) => medianOf(block.baselineNs))
    : []
  const net = echo.length === 0 ? medianInterval(operation, { seed }) : differenceInterval(operation, echo, { seed })
  const { p50, p95, p99, max } = summariseLatencies(samplesNs)
  return {
    ns: divided(net, operations),
    blockNs: operation.map((time, at) => (time - (echo[at] ?? 0)) / operations),
    baselineNs: echo.length === 0 ? null : divided(medianInterval(echo, { seed }), operations),
    operations,
    latencyNs: { p50: p50 / operations, p95: p95 / operations, p99: p99 / operations, max: max / operations },
    distribution: distributionOf(samplesNs).map(({ share, ns }) => ({ share, ns: ns / operations })),
    samples: samplesNs.length,
    doubts: findDoubts({
      samplesNs,
      independent: blocks.length,
      clockGrainNs,
      stolenShare,
      ...(echo.length > 0 && { baselineNs, netNs: net }),
    }),
  }
}

function distributionOf(samplesNs: readonly number[]): readonly HistogramStep[] {
  const histogram = createLatencyHistogram()
  for (const ns of samplesNs) histogram.record(ns)
  return histogram.steps()
}

/** Rates rise where times fall, so the ends change places. Null for a time that is not surely above 0. */
export function rateOf({ median, low, high }: Interval, unitsPerOperation: number): Interval | null {
  if (low <= 0) return null
  const rate = (ns: number) => (unitsPerOperation * 1e9) / ns
  return { median: rate(median), low: rate(high), high: rate(low) }
}

function medianOf(values: readonly number[]): number {
  return median(sortSamples(values))
}

function divided({ median, low, high }: Interval, by: number): Interval {
  return { median: median / by, low: low / by, high: high / by }
}
