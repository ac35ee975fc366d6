// What a suite found, as one JSON document, schema `tickbench.bench/1`. Rates are per second, times in nanoseconds, each
// with its interval. `blockNs` lets a later run be compared with this one; the raw samples are a file of their own.

import { DecodeError } from '../../src/bytes/decode-error.ts'
import { checkDoubt, type Doubt } from './doubts/doubt.ts'
import type { Environment } from './environment.ts'
import { checkShape, type Shape } from './shape.ts'
import type { HistogramStep } from './statistics/histogram.ts'
import type { Interval } from '../words/interval.ts'

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
  /** Which ratios are the answer of the whole run, at most a few: results with a peer of theirs. */
  readonly answers?: readonly Answer[]
  /** What its modelled results rest on, a line each: wire, reader, operations, range, doubts. */
  readonly assumptions?: readonly string[]
  /** One sentence each: what was left out and why, how to get it. */
  readonly notes: readonly string[]
}

export interface Answer {
  /** Of a result. */
  readonly name: string
  /** A name in its `ratioTo`. */
  readonly peer: string
}

export interface BenchResult {
  readonly name: string
  /** The group within which results may be compared, e.g. `one-chain`. */
  readonly regime: string
  readonly origin: Origin
  /**
   * Null where the operation cannot be told from its baseline or from the clock; the doubts say so. A modelled rate is no
   * statistic but a range: `high` and `median` are of the sum of the parts, `low` is of the most that it can take.
   */
  readonly perSecond: Interval | null
  /** This rate in times of a peer's, from the same rounds of the same run. */
  readonly ratioTo: Readonly<Record<string, Interval>>
  readonly samples: number
  /** One operation in each block, median of the block, baseline subtracted; in the order of time. */
  readonly blockNs: readonly number[]
  /**
   * One operation without what is measured, in nanoseconds: an echo of the same sizes. Absent without a baseline; modelled
   * a range, as the rate is.
   */
  readonly baselineNs?: Interval
  /** More than one: `latencyNs` and `distribution` are of means, and hide the slowest unit of a sample. */
  readonly unitsPerSample?: number
  /** Whole samples over their units, by nearest rank, baseline included: percentiles of differences do not exist. */
  readonly latencyNs?: Latency
  /** The same as a curve, ever finer towards the slowest (HDR histogram, three significant digits). */
  readonly distribution?: readonly HistogramStep[]
  /** What one unit costs in exact numbers: hashes, messages, bytes. For `counted` results, which have no time. */
  readonly counts?: Readonly<Record<string, number>>
  /** The parts of which a modelled time of one unit is the sum at least, in nanoseconds; baseline subtracted. */
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
  checkShape(found, { fields: { suite: 'text', results: { list: { fields: {} } } } })
  const document = found as unknown as BenchDocument
  // It becomes a word of a command that people copy.
  if (!/^[\w-]{1,40}$/.test(document.suite)) throw new DecodeError('suite', 'not the name of a suite')
  if (document.results.length > MOST_RESULTS) throw new DecodeError('results', `more than ${MOST_RESULTS}`)
  checkShape(found, FRAME)
  for (const [at, result] of document.results.entries()) checkResult(result, `results[${at}]`)
  return document
}

/** A hundred times those of the largest suite. */
const MOST_RESULTS = 10_000

const INTERVAL: Shape = { fields: { median: 'number', low: 'number', high: 'number' } }
const NUMBERS: Shape = { list: 'number' }

const RESULT: Shape = {
  fields: {
    name: 'text',
    regime: 'text',
    origin: 'text',
    perSecond: { orNull: INTERVAL },
    ratioTo: { byName: INTERVAL },
    samples: 'number',
    blockNs: NUMBERS,
    baselineNs: { orAbsent: INTERVAL },
    unitsPerSample: { orAbsent: 'number' },
    latencyNs: { orAbsent: { fields: { p50: 'number', p95: 'number', p99: 'number', max: 'number' } } },
    distribution: { orAbsent: { list: { fields: { share: 'number', ns: 'number' } } } },
    counts: { orAbsent: { byName: 'number' } },
    partsNs: { orAbsent: { byName: 'number' } },
    doubts: { list: { fields: {} } },
  },
}

/** What prints a document relies on, besides its first lines. */
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
    results: { list: RESULT },
    notes: { list: 'text' },
    answers: { orAbsent: { list: { fields: { name: 'text', peer: 'text' } } } },
    assumptions: { orAbsent: { list: 'text' } },
    growth: {
      orAbsent: {
        list: { fields: { regime: 'text', name: 'text', variable: 'text', points: NUMBERS, exponent: INTERVAL } },
      },
    },
  },
}

function checkResult({ origin, perSecond, doubts }: BenchResult, path: string): void {
  if (!ORIGINS.includes(origin)) throw new DecodeError(`${path}.origin`, `not one of ${ORIGINS.join(', ')}`)
  if (perSecond !== null && !isRate(perSecond)) throw new DecodeError(`${path}.perSecond`, 'not an interval of rates')
  for (const [at, doubt] of doubts.entries()) checkDoubt(doubt, `${path}.doubts[${at}]`)
}

const ORIGINS: readonly Origin[] = ['measured', 'modelled', 'counted']

/** Whose times exist, too. */
function isRate({ median, low, high }: Interval): boolean {
  return low > 0 && low <= median && median <= high && Number.isFinite(1e9 / low)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DecodeError('document', 'not JSON', { cause })
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
