// Chart: what a row of payments from one buyer to one seller costs in all on the host of a run and by its options, scheme
// by scheme: where a scheme becomes cheaper. Operations counted times what each took there; time inside cards is left out.

import { weighedDoubts } from '../../compare/doubts.ts'
import type { CompareDocument } from '../../compare/document.ts'
import { weighed } from '../../measure/doubts/weight.ts'
import { schemeNamed } from '../../scheme/named.ts'
import { formatCount } from '../../words/format.ts'
import { drawCurves } from '../chart/curves.ts'
import { shortCount, shortNs } from '../chart/tick-text.ts'
import { answerParts } from '../comparison/answer-text.ts'
import type { Figure, Panel } from '../figure.ts'
import { answered, type Answered } from './payment-cost.ts'

type Rows = NonNullable<NonNullable<CompareDocument['answer']>['rows']>

interface Run {
  readonly document: Answered
  readonly rows: Rows
}

/** Undefined where no comparison has counted such rows. */
export function paymentsInARowFigure(comparisons: readonly CompareDocument[]): Figure | undefined {
  const runs = answered(comparisons).flatMap((document): Run[] => {
    const { rows = [] } = document.answer
    return rows.length === 0 ? [] : [{ document, rows }]
  })
  if (runs.length === 0) return undefined
  return {
    id: 'payments-in-a-row',
    title: 'What payments in a row cost in all, on this host',
    origins: ['counted', 'measured'],
    summary: runs.flatMap(({ document }) => answerParts(document).phases).join(' '),
    panels: runs.map(panelOf),
    table: {
      columns: [
        { name: 'scheme', unit: 'text' },
        { name: 'workload', unit: 'text' },
        { name: 'payments', unit: 'count' },
        { name: 'counted × measured', unit: 'ns' },
        { name: 'from', unit: 'ns' },
        { name: 'to', unit: 'ns' },
      ],
      rows: runs.flatMap(({ document: { trace }, rows }) =>
        rows.flatMap(({ scheme, costs }) =>
          costs.map(({ payments, ns: { low, middle, high } }) => [scheme, trace.name, payments, middle, low, high]),
        ),
      ),
    },
    n: runs
      .map(
        ({ document, rows }) =>
          `${formatCount(rows[0]?.costs.length ?? 0)} numbers of payments, each made and settled on its own; operations timed in ${document.answer.rounds} rounds`,
      )
      .join('; '),
    doubts: [
      ...runs.flatMap(({ document }) => weighedDoubts(document)),
      ...weighed('scope', ['payments in a row: one buyer, one seller, 1 unit each; time inside cards is left out']),
    ],
    command: runs.map(({ document: { command } }) => command).join(' ; '),
    isOfRuns: true,
  }
}

function panelOf({ document: { trace }, rows }: Run, at: number): Panel {
  const title = 'What payments in a row cost in all'
  const text = { id: `payments-in-a-row-${at}`, title, description: `${title}, by the options of ${trace.name}` }
  const x = { label: 'payments of one buyer to one seller', scale: 'log', format: shortCount } as const
  const y = { label: 'computing of all parties in all', scale: 'log', format: shortNs } as const
  const curves = rows.map(({ scheme, costs }) => {
    const points = costs.map(({ payments, ns }) => [payments, ns.middle] as const)
    return { label: scheme, series: schemeNamed(scheme).series, points }
  })
  return { heading: `By the options of ${trace.name}`, draw: (width) => drawCurves({ text, x, y, curves }, width) }
}
