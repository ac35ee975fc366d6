// Chart: card operations beside one hash-chain verification, on one logarithmic scale, a dozen of them at most. Groups
// that are never mixed: what runs measured on a host, cards as their profiles model them, and what was published in 1996.

import { weighed } from '../../measure/doubts/weight.ts'
import { formatCount, formatNs, formatRatio } from '../../words/format.ts'
import { doubtLines } from '../bench-results.ts'
import { drawSpans, type Spans } from '../chart/spans.ts'
import { shortNs } from '../chart/tick-text.ts'
import type { Cell, Column, Figure } from '../figure.ts'
import { MOST_ROWS, mostTelling } from '../most-rows.ts'
import { figureCommand } from '../repeat.ts'
import { operationRows, verificationOf, type OperationRow, type OperationSources } from './operation-rows.ts'

const TITLE = 'Card operations beside hash-chain verification'
const SERIES = { modelled: 0, published: 2, measured: 1 } as const

export function operationsFigure(sources: OperationSources): Figure {
  const { benches, comparisons = [] } = sources
  const rows = operationRows(sources)
  const one = verificationOf(rows)
  const pictured = mostTelling(rows.filter(({ isPicturable }) => isPicturable))
  const summary = describe(rows, one, sources)
  const hasRuns = benches.length + comparisons.length > 0
  return {
    id: 'operations',
    title: TITLE,
    origins: hasRuns ? ['modelled', 'measured'] : ['modelled'],
    summary,
    panels: [
      {
        heading: 'One logarithmic scale; each group says what its figures are',
        draw: (width) =>
          drawSpans(spansOf(pictured, one, { id: 'operations', title: TITLE, description: summary }), width),
      },
    ],
    table: { columns: COLUMNS, rows: rows.map((row) => cellsOf(row, one)) },
    n: 'of runs: samples as in the table, the line is the interval of a measured median; modelled: a mark a card, or the range of a modelled time from its lower end',
    doubts: [
      ...doubtLines(benches),
      ...weighed('rests', [
        'modelled: figures of JCAlgTest for the chip alone, without wire, reader, dispatch and bytecode; hashes, MACs and signatures by whole blocks, writes on a straight line between measured lengths',
      ]),
      ...weighed('scope', [
        ...new Set(benches.flatMap(({ assumptions = [] }) => assumptions)),
        'published: Rivest and Shamir, PayWord and MicroMint, 1996',
        'RSA-1024 and SHA-1 are not secure today',
        ...(rows.length > MOST_ROWS ? [RULE] : []),
      ]),
    ],
    command: figureCommand('operations', benches),
    isOfRuns: hasRuns,
  }
}

/** The rule of most-rows.ts in words. */
const RULE = `of ${TITLE.toLowerCase()} the picture shows ${MOST_ROWS} rows: a verification, the fastest signatures measured, cards and 1996, then the first of each regime; no processor time of an emulated card; the table has all`

const COLUMNS: readonly Column[] = [
  { name: 'operation', unit: 'text' },
  { name: 'source', unit: 'text' },
  { name: 'n', unit: 'count' },
  { name: 'measured', unit: 'ns' },
  { name: 'measured, from', unit: 'ns' },
  { name: 'measured, to', unit: 'ns' },
  { name: 'modelled', unit: 'ns' },
  { name: 'modelled, least', unit: 'ns' },
  { name: 'modelled, most', unit: 'ns' },
  { name: 'published', unit: 'ns' },
  { name: 'measured, times one verification', unit: 'ratio' },
  { name: 'modelled, times one verification', unit: 'ratio' },
  { name: 'published, times one verification', unit: 'ratio' },
  { name: 'doubts', unit: 'text' },
]

const ORIGINS = ['measured', 'modelled', 'published'] as const

/** No origin shares a column with another, and what is one number has no ends. */
function cellsOf(row: OperationRow, one: OperationRow | undefined): Cell[] {
  const { label, source, n, origin, median, span, doubts } = row
  const times = ORIGINS.flatMap((own): Cell[] => {
    const ends = span[0] === span[1] ? [null, null] : span
    if (own === 'published') return [own === origin ? median : null]
    return own === origin ? [median, ...ends] : [null, null, null]
  })
  const ratios = ORIGINS.map((own) => (own === origin && one !== undefined ? median / one.median : null))
  return [label, source, n, ...times, ...ratios, doubts]
}

function spansOf(rows: readonly OperationRow[], one: OperationRow | undefined, text: Spans['text']): Spans {
  const headings = [...new Set(rows.map(headingOf))]
  const verification = one === undefined ? '' : `; ×: times one verification, ${formatNs(one.median)} ${one.origin}`
  return {
    text,
    axis: { label: `time of one operation${verification}`, scale: 'log', format: shortNs },
    legend: [],
    groups: headings.map((heading) => ({
      heading,
      rows: rows
        .filter((row) => headingOf(row) === heading)
        .map((row) => {
          const series = SERIES[row.origin]
          return {
            label: `${row.label} · ${timesWords(row, one)}`,
            series,
            span: row.span,
            marks: row.marks.map((value) => ({ value, series })),
          }
        }),
    })),
  }
}

function timesWords({ median, span, marks }: OperationRow, one: OperationRow | undefined): string {
  if (one === undefined) return formatNs(median)
  const ratio = (value: number): string => {
    const times = value / one.median
    return times >= 1_000 ? `${formatCount(Number(times.toPrecision(2)))}×` : formatRatio(times)
  }
  return marks.length > 1 && span[1] > span[0] ? `${ratio(span[0])} to ${ratio(span[1])}` : ratio(median)
}

function headingOf({ origin, source }: OperationRow): string {
  return `${origin} · ${source}`
}

function describe(
  rows: readonly OperationRow[],
  one: OperationRow | undefined,
  { benches, comparisons = [] }: OperationSources,
): string {
  const of = (label: string): OperationRow | undefined => rows.find((row) => row.label === label)
  const [step, sign] = [of('chain step: SHA-256, 44 B'), of('P-256 signature')]
  const cards =
    step === undefined || sign === undefined
      ? ''
      : `On the median card a chain step takes ${formatNs(step.median)} and a P-256 signature ${formatRatio(sign.median / step.median)} as long, where the paper of 1996 reckons with ${formatCount(10_000)}. `
  if (benches.length + comparisons.length === 0)
    return `${cards}Give runs of bench chain and bench signature to see this machine beside them.`
  const verification = one === undefined ? '' : `One verification takes ${formatNs(one.median)}, ${one.origin}. `
  return `${verification}${cards}Beside them what this machine measured, with the interval of its median.`
}
