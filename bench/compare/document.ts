// The comparison as one JSON document for machines, schema `tickbench.compare/1`. Amounts are decimal strings in minor
// units; counts and nanoseconds are numbers.

import * as v from 'valibot'
import { TIME_CAUSES } from '../../card-applets/time/modelled-clock.ts'
import { OPERATION_KINDS } from '../../src/crypto/operations.ts'
import { NUMBER, parseJson, type Declared } from '../measure/json-document.ts'

export const TIME_MODES = ['modelled', 'slept', 'off'] as const
export type TimeMode = (typeof TIME_MODES)[number]

const TEXTS = v.array(v.string())
const ORDER = { samples: NUMBER, p50: NUMBER, p95: NUMBER, p99: NUMBER, max: NUMBER }

/** The percentiles are of single payments, `samples` of them, without settling. */
const HOST_TIME = v.object({
  ...ORDER,
  /** A payment, settling included. */
  mean: NUMBER,
  /** All payments and settling. */
  total: NUMBER,
  settling: NUMBER,
  /** Of `total`, inside cards: an emulated card's processor time, or waiting for a card in a reader. */
  inCards: NUMBER,
  /** Of the elapsed time, what others had the processor for: not in `total`. 0 where the system does not tell. */
  waitedShare: NUMBER,
  batches: NUMBER,
})
export type HostTime = Declared<typeof HOST_TIME>

/** One end of a modelled range. */
const BOUND = v.object({
  ...ORDER,
  /** Over the whole run, settling included. */
  mean: NUMBER,
  /** The parts of the mean. */
  byCause: v.object(v.entriesFromList(TIME_CAUSES, NUMBER)),
})
export type ModelledBound = Declared<typeof BOUND>

/**
 * Nanoseconds a payment, as the payments came: each with the loads, openings and clearings that it caused. A range: at
 * least the sum of the parts, at most `upper`.
 */
const MODELLED = v.object({
  ...BOUND.entries,
  card: v.string(),
  upper: BOUND,
  /** Shares of the lower total that rest on figures of each quality and reading. */
  doubts: v.array(v.object({ quality: v.string(), reading: v.string(), operations: TEXTS, share: NUMBER })),
})
export type ModelledDocument = Declared<typeof MODELLED>

const SCHEME = v.object({
  name: v.string(),
  payments: NUMBER,
  revenue: v.pipe(v.string(), v.regex(/^-?\d{1,40}$/, 'not a whole number as text')),
  revenueBySeller: v.record(v.string(), v.string()),
  chainsOpened: NUMBER,
  /** Of these, closed before their hold ended, because a card keeps one open chain and paid another seller. */
  closedForOther: NUMBER,
  /** Counted, exact; by party. */
  operations: v.record(v.string(), v.record(v.picklist(OPERATION_KINDS), NUMBER)),
  /** Those parties by their places; absent before 0.2, where the listed schemes' roles are meant. */
  parties: v.optional(v.object({ payer: TEXTS, seller: TEXTS, backOffice: TEXTS })),
  messages: NUMBER,
  bytes: NUMBER,
  apdus: NUMBER,
  /** Measured on this host, a payment. */
  hostNs: HOST_TIME,
  /** Modelled card time a payment, null without a card profile. Never measured. */
  modelledNs: v.nullable(MODELLED),
  checks: v.array(v.object({ name: v.string(), holds: v.boolean(), detail: v.string() })),
  risks: v.array(v.object({ party: v.string(), risk: v.string() })),
  notes: TEXTS,
})
export type SchemeDocument = Declared<typeof SCHEME>

const SKIPPED = v.object({ malformed: NUMBER, status: NUMBER, noProduct: NUMBER, noPath: NUMBER, tooLarge: NUMBER })

const TRACE = v.object({
  name: v.string(),
  requests: NUMBER,
  transactions: NUMBER,
  buyers: NUMBER,
  sellers: NUMBER,
  /** Pairs of a buyer and a seller, and those of them with one payment. */
  pairs: NUMBER,
  pairsOnce: NUMBER,
  /** Payments dated more than an hour before one that stands above them in the log. */
  outOfOrder: NUMBER,
  skipped: SKIPPED,
  skippedKinds: v.array(
    v.object({
      reason: v.keyof(SKIPPED),
      kind: v.string(),
      lines: NUMBER,
      firstLine: NUMBER,
      text: v.string(),
      cure: v.nullable(v.string()),
    }),
  ),
  priceRule: v.string(),
  /** These five are null and empty where no log was read. */
  rule: v.nullable(v.string()),
  form: v.nullable(v.string()),
  client: v.nullable(v.string()),
  forms: v.array(v.object({ form: v.string(), client: v.string(), lines: NUMBER })),
  input: v.nullable(
    v.object({ name: v.string(), bytes: NUMBER, sha256: v.string(), packing: v.string(), trailingBytes: NUMBER }),
  ),
  /** Three at most, most payments first. */
  busiest: v.array(v.object({ buyer: v.string(), payments: NUMBER, share: NUMBER })),
  /** What makes the whole comparison doubtful. */
  warnings: TEXTS,
})
export type TraceDocument = Declared<typeof TRACE>

const RANGE = v.object({ low: NUMBER, middle: NUMBER, high: NUMBER })
export type Range = Declared<typeof RANGE>

/** What a payment cost, settling included. */
const SCHEME_COST = v.object({
  scheme: v.string(),
  /** Null where the payer computes on a card only. */
  payer: v.nullable(RANGE),
  seller: RANGE,
  backOffice: RANGE,
  /** All of them; cards left out. */
  processors: RANGE,
})
export type SchemeCost = Declared<typeof SCHEME_COST>

const CHEAPER = v.object({
  scheme: v.string(),
  than: v.string(),
  /** How many times as much the second costs, by counted operations. */
  ratio: RANGE,
  /** The same by the measured means, without the time inside cards: one run of one process. */
  measured: NUMBER,
})
export type Cheaper = Declared<typeof CHEAPER>

/** Numbers of payments from one buyer to one seller, from here on; null where the rounds disagree. */
const PHASE = v.object({ from: NUMBER, scheme: v.nullable(v.string()) })
export type Phase = Declared<typeof PHASE>

/** Payments in a row from one buyer to one seller, settled. */
const ROW_COSTS = v.object({ scheme: v.string(), costs: v.array(v.object({ payments: NUMBER, ns: RANGE })) })
export type RowCosts = Declared<typeof ROW_COSTS>

const CARD_OPERATION = v.object({ what: v.string(), origin: v.picklist(['modelled', 'measured']), ns: RANGE })
export type CardOperation = Declared<typeof CARD_OPERATION>

const ANSWER = v.object({
  rounds: NUMBER,
  costs: v.array(SCHEME_COST),
  /** Null with one scheme, and where rounds or measurement disagree on the order. */
  cheaper: v.nullable(CHEAPER),
  phases: v.array(PHASE),
  /** What numbers of payments cost in all, by scheme, cards left out; absent before it was kept. */
  rows: v.exactOptional(v.array(ROW_COSTS)),
  /** The largest number of payments that was counted. */
  countedTo: NUMBER,
  /**
   * One step along a chain, which is what a seller does for a coupon or a tick, beside one tick on the modelled card or
   * one exchange with a real one; null where there was neither.
   */
  verification: v.object({ step: RANGE, card: v.nullable(CARD_OPERATION) }),
})
export type Answer = Declared<typeof ANSWER>

const DOCUMENT = v.object({
  schema: v.literal('tickbench.compare/1'),
  tickbench: v.string(),
  /** Of the checkout that ran; null for an installed package. */
  commit: v.nullable(v.string()),
  command: v.string(),
  seed: NUMBER,
  reader: v.string(),
  policy: v.string(),
  /** Modelled; null without a card profile. */
  card: v.nullable(v.string()),
  /** What its modelled time rests on, a line each: wire, reader, operations, range, doubts. Empty where nothing is modelled. */
  assumptions: TEXTS,
  /** Whose card operations are measured: an emulator computes on the host, a real card in a reader. */
  cards: v.picklist(['emulated', 'real']),
  /** Whether modelled time only is reckoned, or was really waited for. */
  time: v.picklist(TIME_MODES),
  /** Processes that the schemes ran in, side by side. */
  jobs: NUMBER,
  trace: TRACE,
  /** With what a paper names of a machine; those but the first three absent before they were kept. */
  environment: v.object({
    node: v.string(),
    platform: v.string(),
    cpu: v.string(),
    v8: v.exactOptional(v.string()),
    openssl: v.exactOptional(v.string()),
    memoryBytes: v.exactOptional(NUMBER),
    cpuFeatures: v.exactOptional(TEXTS),
    flags: v.exactOptional(TEXTS),
    packages: v.exactOptional(v.record(v.string(), v.string())),
  }),
  schemes: v.array(SCHEME),
  holds: v.boolean(),
  /** Null in a document of a scheme whose operations were not reckoned. */
  answer: v.nullable(ANSWER),
})
export type CompareDocument = Declared<typeof DOCUMENT>

/** How the run was made: everything that is needed to make it again. */
export type RunFacts = Pick<
  CompareDocument,
  'tickbench' | 'commit' | 'command' | 'seed' | 'reader' | 'policy' | 'environment' | 'card' | 'cards' | 'time' | 'jobs'
>

/** Throws `DecodeError` that names the field. */
export function parseCompareDocument(text: string): CompareDocument {
  return parseJson(text, DOCUMENT)
}
