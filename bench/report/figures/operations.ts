// Chart: card operations and hash-chain verification on one logarithmic scale. Three groups that are never mixed: cards
// as their profiles model them, the workstation of 1996 as it was published, and whatever runs measured on a host.

import type { CardOperation, CardProfile } from '../../../card-applets/time/card-profile.ts'
import { durationAt } from '../../../card-applets/time/durations.ts'
import type { BenchDocument, BenchResult } from '../../measure/result.ts'
import { median, quantile, sortSamples } from '../../measure/statistics/samples.ts'
import type { CostProfile } from '../../model/cost-profile.ts'
import { doubtLines, doubtWords, isPictured, PICTURED_WORDS } from '../bench-results.ts'
import { drawSpans, type SpanRow, type Spans } from '../chart/spans.ts'
import { shortNs } from '../chart/tick-text.ts'
import type { Cell, Figure } from '../figure.ts'
import { figureCommand } from '../repeat.ts'
import { formatCount, formatNs, formatRatio } from '../../words/format.ts'

/** What a card does in one command, by the length of its input in the protocols. */
const CARD_OPERATIONS: readonly {
  readonly operation: CardOperation
  readonly bytes: number
  readonly label: string
}[] = [
  { operation: 'writeAtomic', bytes: 16, label: 'atomic memory write, 16 B' },
  { operation: 'aesCbcMac', bytes: 32, label: 'AES MAC, 32 B' },
  { operation: 'sha256', bytes: 44, label: 'chain step: SHA-256, 44 B' },
  { operation: 'ecdsaP256Verify', bytes: 32, label: 'P-256 verification' },
  { operation: 'ecdsaP256Sign', bytes: 32, label: 'P-256 signature' },
  { operation: 'rsa1024Sign', bytes: 32, label: 'RSA-1024 signature' },
  { operation: 'rsa2048Sign', bytes: 32, label: 'RSA-2048 signature' },
]

interface Row extends SpanRow {
  readonly origin: 'modelled' | 'published' | 'measured'
  readonly source: string
  readonly n: number
  readonly median: number
  readonly pictured: boolean
  readonly doubts: string
}

const SERIES = { modelled: 0, published: 2, measured: 1 } as const

export function operationsFigure(
  profiles: readonly CardProfile[],
  workstation: CostProfile,
  benches: readonly BenchDocument[],
): Figure {
  const rows = [...cardRows(profiles), ...workstationRows(workstation), ...benches.flatMap(benchRows)]
  const title = 'Card operations beside hash-chain verification'
  const summary = describe(rows, benches)
  return {
    id: 'operations',
    title,
    origins: benches.length === 0 ? ['modelled'] : ['modelled', 'measured'],
    summary,
    panels: [
      {
        heading: 'One logarithmic scale; each group says what its figures are',
        draw: (width) => drawSpans(spansOf(rows, { id: 'operations', title, description: summary }), width),
      },
    ],
    table: {
      columns: [
        { name: 'operation', unit: 'text' },
        { name: 'origin', unit: 'text' },
        { name: 'source', unit: 'text' },
        { name: 'n', unit: 'count' },
        { name: 'median', unit: 'ns' },
        { name: 'from', unit: 'ns' },
        { name: 'to', unit: 'ns' },
        { name: 'doubts', unit: 'text' },
      ],
      rows: rows.map(({ label, origin, source, n, median, span, doubts }): Cell[] => [
        label,
        origin,
        source,
        n,
        median,
        span[0],
        span[1],
        doubts,
      ]),
    },
    n: 'modelled: one mark a card; of runs: samples as in the table; the line is the interval of a measured median, or the range of a modelled time from its lower end',
    doubts: [
      'modelled: figures of JCAlgTest for the chip alone, without wire, reader, dispatch and bytecode; hashes, MACs and signatures by whole blocks, writes on a straight line between measured lengths',
      ...assumedBy(benches),
      'published: Rivest and Shamir, PayWord and MicroMint, 1996',
      'RSA-1024 and SHA-1 are not secure today',
      ...doubtLines(benches),
      ...(benches.length === 0 ? [] : [PICTURED_WORDS]),
    ],
    command: figureCommand('operations', benches),
  }
}

function cardRows(profiles: readonly CardProfile[]): Row[] {
  return CARD_OPERATIONS.flatMap(({ operation, bytes, label }) => {
    const found = profiles.flatMap((profile) => durationAt(profile, operation, bytes)?.ns ?? [])
    return found.length === 0 ? [] : [rowOf('modelled', 'cards of JCAlgTest, chip alone', label, found)]
  })
}

function workstationRows({ ns, title }: CostProfile): Row[] {
  const kinds = [
    ['hash', 'hash'],
    ['verify', 'RSA verification'],
    ['sign', 'RSA signature'],
  ] as const
  return kinds.flatMap(([kind, label]) => {
    const time = ns[kind]
    return time === undefined ? [] : [rowOf('published', title, label, [time])]
  })
}

function benchRows(document: BenchDocument): Row[] {
  const { suite, results, environment } = document
  const { cpu, facts } = environment
  return results.flatMap((result) => {
    const where = result.origin === 'modelled' ? (facts['profile'] ?? 'a profile') : cpu
    const row = resultRow(result, `suite ${suite}, ${where}`)
    return row === undefined ? [] : [{ ...row, pictured: isPictured(document, result), doubts: doubtWords(result) }]
  })
}

function resultRow({ name, origin, perSecond, samples }: BenchResult, source: string): Row | undefined {
  if (perSecond === null || origin === 'counted' || perSecond.low <= 0) return undefined
  const [least, median, most] = [1e9 / perSecond.high, 1e9 / perSecond.median, 1e9 / perSecond.low]
  return { ...rowOf(origin, source, name, [median]), n: samples, span: [least, most] }
}

function rowOf(origin: Row['origin'], source: string, label: string, times: readonly number[]): Row {
  const series = SERIES[origin]
  const sorted = sortSamples(times)
  return {
    origin,
    source,
    label,
    series,
    n: times.length,
    pictured: true,
    doubts: '',
    median: median(sorted),
    span: [quantile(sorted, 0), quantile(sorted, 1)],
    marks: times.map((value) => ({ value, series })),
  }
}

function spansOf(all: readonly Row[], text: Spans['text']): Spans {
  const rows = all.filter(({ pictured }) => pictured)
  const headings = [...new Set(rows.map(headingOf))]
  return {
    text,
    axis: { label: 'time of one operation', scale: 'log', format: shortNs },
    legend: [],
    groups: headings.map((heading) => ({ heading, rows: rows.filter((row) => headingOf(row) === heading) })),
  }
}

function headingOf({ origin, source }: Row): string {
  return `${origin} · ${source}`
}

/** What modelled results of runs rest on, each line once. */
function assumedBy(benches: readonly BenchDocument[]): readonly string[] {
  return [...new Set(benches.flatMap(({ assumptions = [] }) => assumptions))]
}

function describe(rows: readonly Row[], benches: readonly BenchDocument[]): string {
  const of = (label: string): Row | undefined => rows.find((row) => row.label === label)
  const [step, sign] = [of('chain step: SHA-256, 44 B'), of('P-256 signature')]
  const cards =
    step === undefined || sign === undefined
      ? ''
      : `On the median card a chain step takes ${formatNs(step.median)} and a P-256 signature ${formatRatio(sign.median / step.median)} as long, where the paper of 1996 reckons with ${formatCount(10_000)}. `
  return benches.length === 0
    ? `${cards}Give runs of bench chain and bench signature to see this machine beside them.`
    : `${cards}Below them what this machine measured, with the interval of its median.`
}
