// What a suite found, as one JSON document, schema `tickbench.bench/2`. Rates are per second, times in nanoseconds, each
// with its interval. Every process that measured a case gives one value, `processNs`, and these alone are what intervals,
// ratios and comparisons rest on; the raw samples are a file of their own. Documents of schema 1 are of one process: they
// are read for reports and compared with nothing.

import * as v from 'valibot'
import { DOUBT } from './doubts/doubt.ts'
import { ENVIRONMENT } from './environment.ts'
import { GROWTH } from './growth-document.ts'
import { NUMBER, parseJson, type Declared } from './json-document.ts'

export const BENCH_SCHEMA = 'tickbench.bench/2'
const ONE_PROCESS_SCHEMA = 'tickbench.bench/1'

/** The regime of the yardstick, the processor's own speed. */
export const CORE_CLOCK = 'core clock'
/** Of one operation, about a millisecond: suites that take one operation a sample have a yardstick too. */
export const CORE_CLOCK_STEPS = 1_000_000

/** Of a rate or a time; the type is `Interval`. */
const INTERVAL = v.object({ median: NUMBER, low: NUMBER, high: NUMBER })

/** Whose times exist, too. */
const RATE = v.pipe(
  INTERVAL,
  v.check(
    ({ median, low, high }) => low > 0 && low <= median && median <= high && Number.isFinite(1e9 / low),
    'not an interval of rates',
  ),
)

/** The three regimes of measurement, never in one column: on this host, by a card's time model, exact counts. */
const ORIGIN = v.picklist(['measured', 'modelled', 'counted'])
export type Origin = Declared<typeof ORIGIN>

const LATENCY = v.object({ p50: NUMBER, p95: NUMBER, p99: NUMBER, max: NUMBER })
export type Latency = Declared<typeof LATENCY>

const RESULT = v.object({
  /** By which others find it, where that is not its name. */
  id: v.exactOptional(v.string()),
  /** What is shown. */
  name: v.string(),
  /** The group within which results may be compared, e.g. `one-chain`. */
  regime: v.string(),
  origin: ORIGIN,
  /**
   * Null where the operation cannot be told from its baseline or from the clock; the doubts say so. A modelled rate is no
   * statistic but a range: `high` and `median` are of the sum of the parts, `low` is of the most that it can take.
   */
  perSecond: v.nullable(RATE),
  /** This rate in times of a peer's, by the peer's name; from the same rounds of the same run. */
  ratioTo: v.record(v.string(), INTERVAL),
  /** In all processes, those of warming up left out. */
  samples: NUMBER,
  /** One unit, the median of each process, baseline subtracted; by round. Of a process that was disturbed it may be below 0. */
  processNs: v.optional(v.array(NUMBER), []),
  /** What the yardstick took in the same processes; absent where its step says nothing, as of what waits for others. */
  stepNs: v.exactOptional(v.array(NUMBER)),
  /** In each sample; the same in all processes. */
  operations: v.exactOptional(NUMBER),
  /** Taken by each process, those of warming up included. */
  samplesPerProcess: v.exactOptional(NUMBER),
  /** Cases of one seat shared a process. */
  seat: v.exactOptional(v.string()),
  /** Its time holds waiting, whatever the clock of the run. */
  isElapsed: v.exactOptional(v.literal(true)),
  /**
   * One operation without what is measured, in nanoseconds: an echo of the same sizes. Absent without a baseline; modelled
   * a range, as the rate is.
   */
  baselineNs: v.exactOptional(INTERVAL),
  /** More than one: `latencyNs` and `distribution` are of means, and hide the slowest unit of a sample. */
  unitsPerSample: v.exactOptional(NUMBER),
  /** Whole samples over their units, by nearest rank, baseline included: percentiles of differences do not exist. */
  latencyNs: v.exactOptional(LATENCY),
  /** The same as a curve, ever finer towards the slowest (HDR histogram, three significant digits). */
  distribution: v.exactOptional(v.array(v.object({ share: NUMBER, ns: NUMBER }))),
  /** What one unit costs in exact numbers: hashes, messages, bytes. For `counted` results, which have no time. */
  counts: v.exactOptional(v.record(v.string(), NUMBER)),
  /** The parts of which a modelled time of one unit is the sum at least, in nanoseconds; baseline subtracted. */
  partsNs: v.exactOptional(v.record(v.string(), NUMBER)),
  doubts: v.array(DOUBT),
})
export type BenchResult = Declared<typeof RESULT>

/** A hundred times those of the largest suite. */
const MOST_RESULTS = 10_000

export const BENCH = v.object({
  schema: v.picklist([BENCH_SCHEMA, ONE_PROCESS_SCHEMA]),
  /** It becomes a word of a command that people copy. */
  suite: v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/, 'not the name of a suite')),
  /** Version that measured it, and the command that does so again; absent before they were kept. */
  tickbench: v.exactOptional(v.string()),
  command: v.exactOptional(v.string()),
  seed: NUMBER,
  /** Of every interval in the document. */
  confidence: NUMBER,
  /** Whole ones: the processes of each seat. */
  rounds: v.exactOptional(NUMBER),
  /** The share of their time in which others had the processor, of the processes that measured; the median. */
  waitedShare: v.exactOptional(NUMBER),
  /** The share of the other processors' time that others had meanwhile; the median. */
  busyShare: v.exactOptional(NUMBER),
  environment: ENVIRONMENT,
  results: v.pipe(v.array(RESULT), v.maxLength(MOST_RESULTS, `more than ${MOST_RESULTS}`)),
  /** How times of one regime grow with a number. */
  growth: v.exactOptional(v.array(GROWTH)),
  /** Which ratios are the answer of the whole run, at most a few: results, each with a name in its `ratioTo`. */
  answers: v.exactOptional(v.array(v.object({ name: v.string(), peer: v.string() }))),
  /** What its modelled results rest on, a line each: wire, reader, operations, range, doubts. */
  assumptions: v.exactOptional(v.array(v.string())),
  /** One sentence each: what was left out and why, how to get it. */
  notes: v.array(v.string()),
})
export type BenchDocument = Declared<typeof BENCH>

/** Of a version that measured everything in one process: nothing in it tells how processes differ. */
export function isOfOneProcess({ schema }: Pick<BenchDocument, 'schema'>): boolean {
  return schema === ONE_PROCESS_SCHEMA
}

/** Text that `JSON.stringify` made of a document. Throws `DecodeError` for anything else, naming the field. */
export function parseBenchDocument(text: string): BenchDocument {
  return parseJson(text, BENCH)
}
