// Chart: how long one payment or command took, by percentiles. Measured on the host that is named, never modelled.

import type { CompareDocument } from '../../compare/document.ts'
import type { BenchDocument, Latency } from '../../measure/result.ts'
import { doubtLines, doubtWords, isTelling } from '../bench-results.ts'
import { MOST_ROWS, mostTelling, type Candidate } from '../most-rows.ts'
import { weighed } from '../../measure/doubts/weight.ts'
import { benchCommand } from '../repeat.ts'
import { drawSpans, type Spans } from '../chart/spans.ts'
import { shortNs } from '../chart/tick-text.ts'
import type { Figure } from '../figure.ts'
import { formatCount, formatNs, formatRatio } from '../../words/format.ts'

/** One distribution, with the machine and run that it comes from. */
interface Distribution extends Candidate {
  readonly source: string
  readonly machine: string
  readonly name: string
  readonly samples: number
  /** In one sample; undefined where the run does not say. */
  readonly units: number | undefined
  readonly latency: Latency
  readonly isPicturable: boolean
  /** Its own, for the table. */
  readonly doubts: string
}

const PERCENTILES = ['p50', 'p95', 'p99', 'max'] as const

const TITLE = 'How long it took: latencies, measured'

/** Undefined where no run has a distribution. */
export function latencyFigure(
  comparisons: readonly CompareDocument[],
  benches: readonly BenchDocument[],
): Figure | undefined {
  const found = [...comparisons.flatMap(ofComparison), ...benches.flatMap(ofBench)]
  if (found.length === 0) return undefined
  const title = TITLE
  const summary = describe(found.filter(({ isPicturable }) => isPicturable))
  const single = found.filter(isSingle)
  return {
    id: 'latency',
    title,
    origins: ['measured'],
    summary,
    panels: [
      {
        heading: 'Percentiles',
        draw: (width) => drawSpans(spansOf(found, { id: 'latency', title, description: summary }), width),
      },
    ],
    table: {
      columns: [
        { name: 'operation', unit: 'text' },
        { name: 'run', unit: 'text' },
        { name: 'n', unit: 'count' },
        { name: 'operations in a sample', unit: 'count' },
        ...PERCENTILES.map((name) => ({ name, unit: 'ns' as const })),
        { name: 'doubts', unit: 'text' },
      ],
      rows: found.map(({ name, source, samples, units, latency, doubts }) => [
        name,
        source,
        samples,
        units ?? null,
        ...PERCENTILES.map((percentile) => latency[percentile]),
        doubts,
      ]),
    },
    n: `${countWords(found.map(({ samples }) => samples))} samples each, as in the table; on ${[...new Set(found.map(({ machine }) => machine))].join(', on ')}`,
    doubts: [
      ...doubtLines(benches),
      ...weighed('unsure', found.every(({ samples }) => samples >= ENOUGH_FOR_P99) ? [] : [FEW_BEYOND]),
      ...weighed('rests', found.every(isSingle) ? [] : [MEANS]),
      ...weighed('scope', [
        ...(comparisons.length === 0 ? [] : PAYMENT_DOUBTS),
        ...(single.length === 0 && found.length <= MOST_ROWS ? [] : [RULE]),
        'percentiles by nearest rank, without intervals; the maximum is one sample and belongs to the machine as much as to the program',
      ]),
    ],
    command: [...comparisons.map(({ command }) => command), ...benches.map(benchCommand)].join(' ; '),
    isOfRuns: true,
  }
}

/** The rule of most-rows.ts in words. */
const RULE = `of ${TITLE.toLowerCase()} the picture shows at most ${MOST_ROWS} rows: the payments, then the first of each regime; means only where nothing timed single operations, and no processor time of an emulated card; the table has all`

const PAYMENT_DOUBTS: readonly string[] = [
  'a payment includes the openings and clearings that it caused; codecs and both parties run in one process',
  'emulated cards compute on the host: a real card’s time is not in it',
]

/** Ten samples beyond the highest percentile quoted. */
const ENOUGH_FOR_P99 = 1_000
const FEW_BEYOND = `with fewer than ${formatCount(ENOUGH_FOR_P99)} samples the 99th percentile rests on fewer than ten, with fewer than 200 the 95th does`
const MEANS =
  'where a sample holds several operations its mean is shown, which hides the slowest of them: such percentiles lie closer together than those of single operations'

function isSingle({ units }: Distribution): boolean {
  return units === 1
}

function machineWords({ cpu, node }: { readonly cpu: string; readonly node: string }): string {
  return `${cpu}, Node ${node}`
}

function countWords(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return least === most ? formatCount(most) : `${formatCount(least)} to ${formatCount(most)}`
}

function ofComparison({ schemes, environment, trace }: CompareDocument): Distribution[] {
  const [source, machine] = [`payments · ${trace.name}`, machineWords(environment)]
  return schemes.map(({ name, hostNs }, rank) => ({
    rank,
    group: source,
    source,
    machine,
    name,
    samples: hostNs.samples,
    units: 1,
    latency: hostNs,
    isPicturable: true,
    doubts: '',
  }))
}

function ofBench(document: BenchDocument): Distribution[] {
  const { results, environment, suite } = document
  const { processors, cpu, node } = environment
  const [source, machine] = [`suite ${suite}`, machineWords({ cpu: `${processors} × ${cpu}`, node })]
  return results.flatMap((result) => {
    const { name, origin, latencyNs, samples, unitsPerSample } = result
    return latencyNs === undefined || origin !== 'measured'
      ? []
      : [
          {
            source,
            machine,
            name,
            samples,
            units: unitsPerSample,
            latency: latencyNs,
            rank: undefined,
            group: `${suite} ${result.regime}`,
            isPicturable: isTelling(document, result),
            doubts: doubtWords(result),
          },
        ]
  })
}

function spansOf(found: readonly Distribution[], text: Spans['text']): Spans {
  const candidates = found.filter(({ isPicturable }) => isPicturable)
  const single = candidates.filter(isSingle)
  const shown = mostTelling(single.length === 0 ? candidates : single)
  const sources = [...new Set(shown.map(({ source }) => source))]
  return {
    text,
    axis: { label: 'measured time', scale: 'log', format: shortNs },
    legend: PERCENTILES.map((label, series) => ({ label, series })),
    groups: sources.map((source) => ({
      heading: `measured · ${source}`,
      rows: shown
        .filter((one) => one.source === source)
        .map(({ name, units, latency }) => ({
          label: units === 1 ? name : `${name} · ${meansOf(units)}`,
          series: 6,
          span: [latency.p50, latency.max] as const,
          marks: PERCENTILES.map((percentile, series) => ({ value: latency[percentile], series })).toReversed(),
        })),
    })),
  }
}

function meansOf(units: number | undefined): string {
  return units === undefined ? 'perhaps means' : `means of ${formatCount(units)}`
}

/** Of single operations: a percentile of means would be taken for one of them. */
function describe(found: readonly Distribution[]): string {
  const single = found.filter(isSingle)
  if (single.length === 0) return 'No run here timed single operations: each mark is of the mean of a sample.'
  const words = single
    .slice(0, 4)
    .map(
      ({ name, latency: { p50, p99 } }) =>
        `${name} takes ${formatNs(p50)} in the middle and ${formatRatio(p99 / p50)} as long at the 99th percentile`,
    )
  return `${words.join('; ')}.`
}
