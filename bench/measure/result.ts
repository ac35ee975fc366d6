// What a suite found, as one JSON document, schema `tickbench.bench/1`. Rates are per second, times in nanoseconds, each
// with its interval. `blockNs` lets a later run be compared with this one; the raw samples are a file of their own.

import { DecodeError } from '../../src/bytes/decode-error.ts'
import type { Doubt } from './doubts/doubt.ts'
import type { Environment } from './environment.ts'
import { checkShape, type Shape } from './shape.ts'
import type { HistogramStep } from './statistics/histogram.ts'
import type { Interval } from './statistics/interval.ts'

export const BENCH_SCHEMA = 'tickbench.bench/1'

/** The three regimes of measurement, never in one column: on this host, by a card's time model, exact counts. */
export type Origin = 'measured' | 'modelled' | 'counted'

export interface BenchDocument {
  readonly schema: typeof BENCH_SCHEMA
  readonly suite: string
  readonly seed: number
  /** Of every interval in the document. */
  readonly confidence: number
  readonly environment: Environment
  readonly results: readonly BenchResult[]
  /** How times of one regime grow with a number. */
  readonly growth?: readonly Growth[]
  /** One sentence each: what was left out and why, how to get it. */
  readonly notes: readonly string[]
}

export interface BenchResult {
  readonly name: string
  /** The group within which results may be compared, e.g. `one-chain`. */
  readonly regime: string
  readonly origin: Origin
  /** Null where the operation cannot be told from its baseline or from the clock; the doubts say so. */
  readonly perSecond: Interval | null
  /** This rate in times of a peer's, from the same rounds of the same run. */
  readonly ratioTo: Readonly<Record<string, Interval>>
  readonly samples: number
  /** One operation in each block, median of the block, baseline subtracted; in the order of time. */
  readonly blockNs: readonly number[]
  /** One operation without what is measured, in nanoseconds: an echo of the same sizes. Absent without a baseline. */
  readonly baselineNs?: Interval
  /** More than one: `latencyNs` and `distribution` are of means, and hide the slowest unit of a sample. */
  readonly unitsPerSample?: number
  /** Whole samples over their units, by nearest rank, baseline included: percentiles of differences do not exist. */
  readonly latencyNs?: Latency
  /** The same as a curve, ever finer towards the slowest (HDR histogram, three significant digits). */
  readonly distribution?: readonly HistogramStep[]
  /** What one unit costs in exact numbers: hashes, messages, bytes. For `counted` results, which have no time. */
  readonly counts?: Readonly<Record<string, number>>
  /** Modelled time of one unit by what it goes by for, in nanoseconds; baseline subtracted. */
  readonly partsNs?: Readonly<Record<string, number>>
  readonly doubts: readonly Doubt[]
}

/** A power law through the results of a regime: time grows as n to the exponent; 0 is no growth, 1 in proportion. */
export interface Growth {
  readonly regime: string
  readonly name: string
  /** What n counts. */
  readonly variable: string
  readonly points: readonly number[]
  readonly exponent: Interval
}

export interface Latency {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** Text that `JSON.stringify` made of a document. Throws `DecodeError` for anything else, naming the field. */
export function parseBenchDocument(text: string): BenchDocument {
  return checkBenchDocument(parseJson(text))
}

/** The same of what JSON text has already become. Throws `DecodeError`. */
export function checkBenchDocument(found: unknown): BenchDocument {
  if (!isObject(found)) throw new DecodeError('document', 'not a JSON object')
  if (found['schema'] !== BENCH_SCHEMA) throw new DecodeError('schema', `not ${BENCH_SCHEMA}`)
  if (typeof found['suite'] !== 'string') throw new DecodeError('suite', 'not text')
  if (!isObject(found['environment'])) throw new DecodeError('environment', 'not an object')
  if (!isObject(found['environment']['facts'])) throw new DecodeError('environment.facts', 'not an object')
  const { results } = found
  if (!Array.isArray(results)) throw new DecodeError('results', 'not a list')
  for (const [at, result] of results.entries()) checkResult(result, at)
  checkShape(found, FRAME)
  return found as unknown as BenchDocument
}

/** What prints a document relies on, besides its results. */
const FRAME: Shape = {
  fields: {
    seed: 'number',
    confidence: 'number',
    environment: {
      fields: {
        platform: 'text',
        cpu: 'text',
        processors: 'number',
        memoryBytes: 'number',
        node: 'text',
        flags: { list: 'text' },
        commit: { orNull: 'text' },
        clockSource: { orNull: 'text' },
        clockGrainNs: 'number',
        facts: { byName: { either: ['text', 'number'] } },
      },
    },
    results: { list: { fields: { samples: 'number', doubts: { list: { fields: { kind: 'text' } } } } } },
    notes: { list: 'text' },
    growth: {
      orAbsent: {
        list: {
          fields: {
            regime: 'text',
            name: 'text',
            variable: 'text',
            points: { list: 'number' },
            exponent: { fields: { median: 'number', low: 'number', high: 'number' } },
          },
        },
      },
    },
  },
}

function checkResult(result: unknown, at: number): void {
  const path = `results[${at}]`
  if (!isObject(result)) throw new DecodeError(path, 'not an object')
  for (const key of ['name', 'regime', 'origin']) {
    if (typeof result[key] !== 'string') throw new DecodeError(`${path}.${key}`, 'not text')
  }
  const { perSecond, ratioTo, blockNs, doubts } = result
  if (perSecond !== null && !isInterval(perSecond)) throw new DecodeError(`${path}.perSecond`, 'not an interval')
  if (!isObject(ratioTo) || !Object.values(ratioTo).every(isInterval)) {
    throw new DecodeError(`${path}.ratioTo`, 'not intervals by name')
  }
  if (!Array.isArray(blockNs) || !blockNs.every(Number.isFinite)) {
    throw new DecodeError(`${path}.blockNs`, 'not a list of numbers')
  }
  if (!Array.isArray(doubts)) throw new DecodeError(`${path}.doubts`, 'not a list')
  if (!doubts.every((doubt) => isObject(doubt) && typeof doubt['kind'] === 'string')) {
    throw new DecodeError(`${path}.doubts`, 'not a list of doubts')
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DecodeError('document', 'not JSON', { cause })
  }
}

function isInterval(value: unknown): value is Interval {
  return isObject(value) && ['median', 'low', 'high'].every((key) => Number.isFinite(value[key]))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
