// Charts: how measured times grow with a number, by runs of suite `scale`: its points, and the law that they allow, if any.

import { weighed } from '../../measure/doubts/weight.ts'
import { findResult } from '../../measure/find-result.ts'
import { growthWords, type Growth } from '../../measure/growth-document.ts'
import type { BenchDocument, BenchResult } from '../../measure/result.ts'
import { doubtLines, doubtWords } from '../bench-results.ts'
import { figureCommand } from '../repeat.ts'
import { drawCurves, type Curve } from '../chart/curves.ts'
import { shortCount, shortNs } from '../chart/tick-text.ts'
import type { Cell, Figure, Panel } from '../figure.ts'
import { formatCount } from '../../words/format.ts'

interface Grown {
  readonly growth: Growth
  /** The points that were resolved. */
  readonly points: readonly { readonly n: number; readonly result: BenchResult; readonly ns: number }[]
}

/** Undefined where no run has grown anything. */
export function measuredGrowthFigure(benches: readonly BenchDocument[]): Figure | undefined {
  const documents = benches.filter(({ growth = [] }) => growth.length > 0)
  const grown = documents.flatMap(grownOf).filter(({ points }) => points.length > 1)
  if (grown.length === 0) return undefined
  const title = 'How time grows with size, measured'
  const regimes = [...new Set(grown.map(({ growth }) => growth.regime))]
  return {
    id: 'measured-growth',
    title,
    origins: ['measured'],
    summary: lawsOf(grown),
    panels: regimes.map((regime, at) =>
      panelOf(
        regime,
        grown.filter(({ growth }) => growth.regime === regime),
        at,
      ),
    ),
    table: {
      columns: [
        { name: 'what', unit: 'text' },
        { name: 'variable', unit: 'text' },
        { name: 'number', unit: 'count' },
        { name: 'each', unit: 'ns' },
        { name: 'from', unit: 'ns' },
        { name: 'to', unit: 'ns' },
        { name: 'n', unit: 'count' },
        { name: 'law', unit: 'text' },
        { name: 'doubts', unit: 'text' },
      ],
      rows: grown.flatMap(({ growth, points }) =>
        points.map(({ n, ns, result }): Cell[] => [
          growth.name,
          growth.variable,
          n,
          ns,
          result.perSecond === null ? null : 1e9 / result.perSecond.high,
          result.perSecond === null ? null : 1e9 / result.perSecond.low,
          result.samples,
          growthWords(growth),
          doubtWords(result),
        ]),
      ),
    },
    n: `samples as in the table; on ${[...new Set(documents.map(({ environment: { processors, cpu, node } }) => `${processors} × ${cpu}, Node ${node}`))].join(', on ')}`,
    doubts: [
      ...doubtLines(benches),
      ...weighed('scope', [
        'a law holds between the first and the last number only; where several fit as well, the points do not tell which is true',
      ]),
    ],
    command: figureCommand('measured-growth', documents),
    isOfRuns: true,
  }
}

/** In older documents the results of a growth are known by its name and its points. */
function grownOf(document: BenchDocument): Grown[] {
  return (document.growth ?? []).map((one) => ({
    growth: one,
    points: one.points.flatMap((n, at) => {
      const result = findResult(document, one.ids?.[at] ?? `${one.name}, n = ${formatCount(n)}`)
      const rate = result?.perSecond?.median
      return result === undefined || rate === undefined ? [] : [{ n, result, ns: 1e9 / rate }]
    }),
  }))
}

function panelOf(regime: string, grown: readonly Grown[], at: number): Panel {
  const variables = [...new Set(grown.map(({ growth }) => growth.variable))]
  const text = {
    id: `measured-growth-${at}`,
    title: `How time grows with size: ${regime}`,
    description: lawsOf(grown),
  }
  const curves = grown.map(({ growth, points }, series): Curve => ({
    label: growth.name,
    series,
    points: points.map(({ n, ns }) => [n, ns] as const),
  }))
  const x = { label: variables.join(' or '), scale: 'log', format: shortCount } as const
  const y = { label: 'measured time of one', scale: 'log', format: shortNs } as const
  return { heading: `${regime}, measured`, draw: (width) => drawCurves({ text, x, y, curves }, width) }
}

function lawsOf(grown: readonly Grown[]): string {
  return grown.map(({ growth }) => `${growth.name}: ${growthWords(growth)}.`).join(' ')
}
