// Chart: how long one payment or command took, by percentiles. Measured on the host that is named, never modelled.

import type { CompareDocument } from '../../compare/document.ts'
import type { BenchDocument, Latency } from '../../measure/result.ts'
import { doubtLines, doubtWords, isPictured, PICTURED_WORDS } from '../bench-results.ts'
import { drawSpans, type Spans } from '../chart/spans.ts'
import { shortNs } from '../chart/tick-text.ts'
import type { Figure } from '../figure.ts'
import { formatCount, formatNs, formatRatio } from '../format.ts'

/** One distribution, with the machine and run that it comes from. */
interface Distribution {
  readonly source: string
  readonly machine: string
  readonly name: string
  readonly samples: number
  readonly latency: Latency
  readonly pictured: boolean
  /** Its own, for the table. */
  readonly doubts: string
  readonly command: string
}

const PERCENTILES = ['p50', 'p95', 'p99', 'max'] as const

/** Undefined where no run has a distribution. */
export function latencyFigure(
  comparisons: readonly CompareDocument[],
  benches: readonly BenchDocument[],
): Figure | undefined {
  const found = [...comparisons.flatMap(ofComparison), ...benches.flatMap(ofBench)]
  if (found.length === 0) return undefined
  const title = 'How long it took: latencies, measured'
  const summary = describe(found)
  return {
    id: 'latency',
    title,
    origins: ['measured'],
    summary,
    panels: [
      {
        heading: 'Percentiles of single operations',
        draw: (width) => drawSpans(spansOf(found, { id: 'latency', title, description: summary }), width),
      },
    ],
    table: {
      columns: [
        { name: 'operation', unit: 'text' },
        { name: 'run', unit: 'text' },
        { name: 'n', unit: 'count' },
        ...PERCENTILES.map((name) => ({ name, unit: 'ns' as const })),
        { name: 'doubts', unit: 'text' },
      ],
      rows: found.map(({ name, source, samples, latency, doubts }) => [
        name,
        source,
        samples,
        ...PERCENTILES.map((percentile) => latency[percentile]),
        doubts,
      ]),
    },
    n: `${countWords(found.map(({ samples }) => samples))} samples each, as in the table; on ${[...new Set(found.map(({ machine }) => machine))].join(', on ')}`,
    doubts: [
      ...(comparisons.length === 0 ? [] : PAYMENT_DOUBTS),
      ...doubtLines(benches),
      ...(benches.length === 0 ? [] : [PICTURED_WORDS]),
      'percentiles by nearest rank, without intervals; the maximum is one sample and belongs to the machine as much as to the program',
    ],
    command: [...new Set(found.map(({ command }) => command))].join(' ; '),
  }
}

const PAYMENT_DOUBTS: readonly string[] = [
  'a payment includes the openings and clearings that it caused; codecs and both parties run in one process',
  'emulated cards compute on the host: a real card’s time is not in it',
]

function machineWords({ cpu, node }: { readonly cpu: string; readonly node: string }): string {
  return `${cpu}, Node ${node}`
}

function countWords(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return least === most ? formatCount(most) : `${formatCount(least)} to ${formatCount(most)}`
}

function ofComparison({ schemes, environment, trace, command }: CompareDocument): Distribution[] {
  const [source, machine] = [`payments · ${trace.name}`, machineWords(environment)]
  return schemes.map(({ name, hostNs }) => ({
    source,
    machine,
    name,
    samples: hostNs.samples,
    latency: hostNs,
    pictured: true,
    doubts: '',
    command,
  }))
}

function ofBench(document: BenchDocument): Distribution[] {
  const { results, environment, suite } = document
  const [source, machine] = [`suite ${suite}`, machineWords(environment)]
  return results.flatMap((result) => {
    const { name, origin, latencyNs, samples } = result
    return latencyNs === undefined || origin !== 'measured'
      ? []
      : [
          {
            source,
            machine,
            name,
            samples,
            latency: latencyNs,
            pictured: isPictured(document, result),
            doubts: doubtWords(result),
            command: `tickbench bench ${suite}`,
          },
        ]
  })
}

function spansOf(found: readonly Distribution[], text: Spans['text']): Spans {
  const sources = [...new Set(found.map(({ source }) => source))]
  return {
    text,
    axis: { label: 'measured time', scale: 'log', format: shortNs },
    legend: PERCENTILES.map((label, series) => ({ label, series })),
    groups: sources.map((source) => ({
      heading: `measured · ${source}`,
      rows: found
        .filter((one) => one.source === source && one.pictured)
        .map(({ name, latency }) => ({
          label: name,
          series: 6,
          span: [latency.p50, latency.max] as const,
          marks: PERCENTILES.map((percentile, series) => ({ value: latency[percentile], series })).toReversed(),
        })),
    })),
  }
}

function describe(found: readonly Distribution[]): string {
  const words = found
    .slice(0, 4)
    .map(
      ({ name, latency: { p50, p99 } }) =>
        `${name} takes ${formatNs(p50)} in the middle and ${formatRatio(p99 / p50)} as long at the 99th percentile`,
    )
  return `${words.join('; ')}.`
}
