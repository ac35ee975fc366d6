// A run of a suite as tables of the page: one for each regime and origin, because measured, modelled and counted figures
// share no column.

import { growthWords } from '../../measure/growth-document.ts'
import type { BenchDocument, BenchResult, Origin } from '../../measure/result.ts'
import {
  ABSENT,
  formatCount,
  formatInterval,
  formatNs,
  formatRange,
  formatRate,
  formatRatio,
} from '../../words/format.ts'
import { nOf } from '../bench-results.ts'
import type { DoubtMarks } from './marks.ts'
import { tableMarkup, type Head, type HtmlTable } from './table.ts'

/** `run` tells it from another run of the suite. */
export function suiteTables(document: BenchDocument, run: number, marks: DoubtMarks): string {
  const regimes = [...new Set(document.results.map(({ regime }) => regime))]
  return regimes
    .flatMap((regime) => {
      const own = document.results.filter((result) => result.regime === regime)
      const growth = (document.growth ?? []).filter((one) => one.regime === regime)
      return [
        ...ORIGINS.flatMap(({ origin, table }) => {
          const results = own.filter((result) => result.origin === origin)
          return results.length === 0 ? [] : [table({ regime, results, document, marks })]
        }),
        ...ratioTable(regime, own),
        ...(growth.length === 0
          ? []
          : [
              {
                caption: `${regime}: how time grows`,
                heads: [NAME, { name: 'law', kind: 'text' }, { name: 'n', kind: 'text' }] as const,
                rows: growth.map((one) => [one.name, growthWords(one), one.variable]),
              },
            ]),
      ]
    })
    .map((table) => tableMarkup(table, `${table.caption}, of suite ${document.suite}, run ${run}`))
    .join('\n')
}

interface Group {
  readonly regime: string
  readonly results: readonly BenchResult[]
  readonly document: BenchDocument
  readonly marks: DoubtMarks
}

const NAME: Head = { name: 'operation' }
const DOUBTS: Head = { name: 'doubts', kind: 'marks' }

const ORIGINS: readonly { readonly origin: Origin; readonly table: (group: Group) => HtmlTable }[] = [
  { origin: 'modelled', table: modelledTable },
  { origin: 'measured', table: measuredTable },
  { origin: 'counted', table: countedTable },
]

/** Nothing was sampled: a range and no interval, and one figure where its ends are the same. */
function modelledTable({ regime, results, marks }: Group): HtmlTable {
  return {
    caption: `${regime}, modelled`,
    heads: [NAME, { name: 'modelled, from – to' }, { name: 'baseline, from – to' }, DOUBTS],
    rows: results.map((result) => {
      const { name, perSecond, baselineNs } = result
      const time = perSecond && formatRange({ lowerNs: 1e9 / perSecond.high, upperNs: 1e9 / perSecond.low })
      const baseline = baselineNs && formatRange({ lowerNs: baselineNs.low, upperNs: baselineNs.high })
      return [name, time ?? ABSENT, baseline ?? ABSENT, marks.ofResults([result])]
    }),
  }
}

function measuredTable({ regime, results, document, marks }: Group): HtmlTable {
  const hasBaseline = results.some(({ baselineNs }) => baselineNs !== undefined)
  const baseline: readonly Head[] = hasBaseline ? [{ name: 'baseline' }] : []
  return {
    caption: `${regime}, measured on this host`,
    heads: [
      NAME,
      { name: hasBaseline ? 'each, baseline subtracted' : 'each' },
      { name: `${formatCount(Math.round(document.confidence * 100))} % interval` },
      { name: 'per second' },
      ...baseline,
      { name: 'n' },
      DOUBTS,
    ],
    rows: results.map((result) => {
      const { name, perSecond, baselineNs } = result
      const without = hasBaseline ? [baselineNs === undefined ? ABSENT : formatNs(baselineNs.median)] : []
      const times =
        perSecond === null
          ? [ABSENT, ABSENT, ABSENT]
          : [
              formatNs(1e9 / perSecond.median),
              `${formatNs(1e9 / perSecond.high)} – ${formatNs(1e9 / perSecond.low)}`,
              formatRate(perSecond.median),
            ]
      return [name, ...times, ...without, formatCount(nOf(result)), marks.ofResults([result])]
    }),
  }
}

/** Exact, so without interval and doubt; what nobody did is left out. */
function countedTable({ regime, results }: Group): HtmlTable {
  const all = [...new Set(results.flatMap(({ counts = {} }) => Object.keys(counts)))]
  const shown = all.filter((what) => results.some(({ counts }) => (counts?.[what] ?? 0) > 0))
  return {
    caption: `${regime}, counted`,
    heads: [NAME, ...shown.map((name) => ({ name }))],
    rows: results.map(({ name, counts }) => [name, ...shown.map((what) => formatCount(counts?.[what] ?? 0))]),
  }
}

function ratioTable(regime: string, results: readonly BenchResult[]): HtmlTable[] {
  const rows = results.flatMap(({ name, ratioTo }) =>
    Object.entries(ratioTo).map(([peer, ratio]) => [name, formatInterval(ratio, formatRatio), peer]),
  )
  const heads = [NAME, { name: 'times the rate, with interval' }, { name: 'of', kind: 'text' }] as const
  return rows.length === 0 ? [] : [{ caption: `${regime}: ratios`, heads, rows }]
}
