// The rows of the chart of operations: what each is, where its time comes from, and which place it has in a picture that
// shows a dozen. Measured rows are known by their ids, whatever they are called.

import type { CardOperation, CardProfile } from '../../../card-applets/time/card-profile.ts'
import { durationAt } from '../../../card-applets/time/durations.ts'
import type { CompareDocument, Range } from '../../compare/document.ts'
import { idOf } from '../../measure/find-result.ts'
import type { BenchDocument, BenchResult } from '../../measure/result.ts'
import { median, quantile, sortSamples } from '../../measure/statistics/samples.ts'
import type { CostProfile } from '../../model/cost-profile.ts'
import { doubtWords, isTelling } from '../bench-results.ts'
import type { Candidate } from '../most-rows.ts'

export interface OperationSources {
  readonly profiles: readonly CardProfile[]
  readonly workstation: CostProfile
  readonly benches: readonly BenchDocument[]
  readonly comparisons?: readonly CompareDocument[]
}

export interface OperationRow extends Candidate {
  readonly origin: 'modelled' | 'published' | 'measured'
  readonly source: string
  readonly label: string
  readonly n: number
  readonly median: number
  readonly span: readonly [number, number]
  /** One, or one a card. */
  readonly marks: readonly number[]
  readonly isPicturable: boolean
  readonly doubts: string
}

export function operationRows({ profiles, workstation, benches, comparisons = [] }: OperationSources): OperationRow[] {
  return [
    ...withRanks([...benches.flatMap(benchRows), ...comparisons.flatMap(comparisonRows)]),
    ...cardRows(profiles),
    ...workstationRows(workstation),
  ]
}

/** One hash-chain verification as a seller does it, with which the others are compared. */
export function verificationOf(rows: readonly OperationRow[]): OperationRow | undefined {
  return rows.find(({ rank }) => rank === VERIFICATION)
}

const VERIFICATION = 0

/** Of each line the fastest, in the first of the forms that runs have: places in the picture. */
const MEASURED_RANKS: readonly (readonly RegExp[])[] = [
  [/^independent\/indexed\//, /^step of a comparison$/, /^hash\/\w+$/],
  [/^seller-path\/1000\/engine$/],
  [/^verify\/p256\//],
  [/^sign\/p256\//],
  [/^verify\/ed25519\//],
  [/^sign\/ed25519\//],
  [/^card of a comparison$/],
]
const CARD_RANK = MEASURED_RANKS.length
const PUBLISHED_RANK = CARD_RANK + 4

interface FoundRow extends Omit<OperationRow, 'rank'> {
  readonly id: string
}

function withRanks(rows: readonly FoundRow[]): OperationRow[] {
  const ranks = new Map<FoundRow, number>()
  for (const [rank, forms] of MEASURED_RANKS.entries()) {
    const kinds = forms.map((form) => rows.filter(({ id, isPicturable }) => isPicturable && form.test(id)))
    const fastest = kinds.find((kind) => kind.length > 0)?.toSorted((a, b) => a.median - b.median)[0]
    if (fastest !== undefined) ranks.set(fastest, rank)
  }
  return rows.map((row) => {
    const rank = ranks.get(row)
    return { ...row, rank, isPicturable: row.isPicturable && (rank !== undefined || !isOfPlace(row)) }
  })
}

/** Slower engines, and what has its place from another run, stand in the table alone. */
function isOfPlace({ id }: FoundRow): boolean {
  return MEASURED_RANKS.some((forms) => forms.some((form) => form.test(id)))
}

function benchRows(document: BenchDocument): FoundRow[] {
  const { suite, results, environment } = document
  const { cpu, facts } = environment
  return results.flatMap((result) => {
    const where = result.origin === 'modelled' ? (facts['profile'] ?? 'a profile') : cpu
    const times = timesOf(result)
    if (times === undefined || result.origin === 'counted') return []
    return [
      {
        id: idOf(result),
        group: `${suite} ${result.regime}`,
        origin: result.origin,
        source: `suite ${suite}, ${where}`,
        label: result.name,
        n: result.samples,
        ...times,
        isPicturable: isTelling(document, result),
        doubts: doubtWords(result),
      },
    ]
  })
}

function timesOf({ perSecond }: BenchResult): Pick<OperationRow, 'median' | 'span' | 'marks'> | undefined {
  if (perSecond === null || perSecond.low <= 0) return undefined
  const middle = 1e9 / perSecond.median
  return { median: middle, span: [1e9 / perSecond.high, 1e9 / perSecond.low], marks: [middle] }
}

function comparisonRows({ answer, environment, trace }: CompareDocument): FoundRow[] {
  if (answer === null) return []
  const { step, card } = answer.verification
  const common = { group: 'comparison', n: answer.rounds, isPicturable: true, doubts: '' }
  return [
    {
      ...common,
      id: 'step of a comparison',
      origin: 'measured',
      source: `beside the comparison, ${environment.cpu}`,
      label: 'one hash-chain verification',
      ...rangeTimes(step),
    },
    ...(card === null
      ? []
      : [
          {
            ...common,
            id: 'card of a comparison',
            origin: card.origin,
            source: `comparison of ${trace.name}`,
            label: card.what,
            ...rangeTimes(card.ns),
          },
        ]),
  ]
}

function rangeTimes({ low, middle, high }: Range): Pick<OperationRow, 'median' | 'span' | 'marks'> {
  return { median: middle, span: [low, high], marks: [middle] }
}

/** What a card does in one command, by the length of its input in the protocols; those with a place in the picture first. */
const CARD_OPERATIONS: readonly {
  readonly operation: CardOperation
  readonly bytes: number
  readonly label: string
}[] = [
  { operation: 'sha256', bytes: 44, label: 'chain step: SHA-256, 44 B' },
  { operation: 'writeAtomic', bytes: 16, label: 'atomic memory write, 16 B' },
  { operation: 'ecdsaP256Verify', bytes: 32, label: 'P-256 verification' },
  { operation: 'ecdsaP256Sign', bytes: 32, label: 'P-256 signature' },
  { operation: 'aesCbcMac', bytes: 32, label: 'AES MAC, 32 B' },
  { operation: 'rsa1024Sign', bytes: 32, label: 'RSA-1024 signature' },
  { operation: 'rsa2048Sign', bytes: 32, label: 'RSA-2048 signature' },
]

function cardRows(profiles: readonly CardProfile[]): OperationRow[] {
  return CARD_OPERATIONS.flatMap(({ operation, bytes, label }, at) => {
    const found = profiles.flatMap((profile) => durationAt(profile, operation, bytes)?.ns ?? [])
    const rank = CARD_RANK + at < PUBLISHED_RANK ? CARD_RANK + at : undefined
    return found.length === 0
      ? []
      : [rowOf({ origin: 'modelled', source: 'cards of JCAlgTest, chip alone', label, rank }, found)]
  })
}

function workstationRows({ ns, title }: CostProfile): OperationRow[] {
  const kinds = [
    ['hash', 'hash', undefined],
    ['verify', 'RSA verification', undefined],
    ['sign', 'RSA signature', PUBLISHED_RANK],
  ] as const
  return kinds.flatMap(([kind, label, rank]) => {
    const time = ns[kind]
    return time === undefined ? [] : [rowOf({ origin: 'published', source: title, label, rank }, [time])]
  })
}

type Published = Pick<OperationRow, 'origin' | 'source' | 'label' | 'rank'>

function rowOf(row: Published, times: readonly number[]): OperationRow {
  const sorted = sortSamples(times)
  return {
    ...row,
    group: row.source,
    n: times.length,
    median: median(sorted),
    span: [quantile(sorted, 0), quantile(sorted, 1)],
    marks: times,
    isPicturable: true,
    doubts: '',
  }
}
