// Chart: what a payment of a run costs, scheme by scheme, each figure with its range. Computing is operations counted
// times what each took on that host; the card's time is modelled. They stand in groups of their own.

import { weighedDoubts } from '../../compare/doubts.ts'
import type { CompareDocument, Range } from '../../compare/document.ts'
import { formatCount, formatNs, formatRange } from '../../words/format.ts'
import { drawSpans, type SpanRow } from '../chart/spans.ts'
import { shortNs } from '../chart/tick-text.ts'
import { answerParts } from '../comparison/answer-text.ts'
import type { Cell, Figure, Panel } from '../figure.ts'

export type Answered = CompareDocument & { readonly answer: NonNullable<CompareDocument['answer']> }

export function answered(comparisons: readonly CompareDocument[]): readonly Answered[] {
  return comparisons.filter((document): document is Answered => document.answer !== null)
}

/** Undefined where no comparison has an answer. */
export function paymentCostFigure(comparisons: readonly CompareDocument[]): Figure | undefined {
  const documents = answered(comparisons)
  const [first] = documents
  if (first === undefined) return undefined
  const hasCard = documents.some(({ schemes }) => schemes.some(({ modelledNs }) => modelledNs !== null))
  return {
    id: 'payment-cost',
    title: 'What a payment costs, scheme by scheme',
    origins: hasCard ? ['counted', 'measured', 'modelled'] : ['counted', 'measured'],
    summary: answerParts(first).basis,
    panels: documents.map(panelOf),
    table: { columns: COLUMNS, rows: documents.flatMap(rowsOf) },
    n: documents
      .map(
        ({ trace, answer }) =>
          `${formatCount(trace.transactions)} payments of ${trace.name}; operations timed in ${answer.rounds} rounds`,
      )
      .join('; '),
    doubts: documents.flatMap(weighedDoubts),
    command: documents.map(({ command }) => command).join(' ; '),
    isOfRuns: true,
  }
}

const COLUMNS: Figure['table']['columns'] = [
  { name: 'scheme', unit: 'text' },
  { name: 'workload', unit: 'text' },
  { name: 'payments', unit: 'count' },
  { name: 'computing (counted × measured)', unit: 'ns' },
  { name: 'computing, from', unit: 'ns' },
  { name: 'computing, to', unit: 'ns' },
  { name: 'measured mean, settling included', unit: 'ns' },
  { name: 'card, modelled, least', unit: 'ns' },
  { name: 'card, modelled, most', unit: 'ns' },
]

function rowsOf({ answer, schemes, trace }: Answered): Cell[][] {
  return answer.costs.map(({ scheme, processors }) => {
    const found = schemes.find(({ name }) => name === scheme)
    const { low, middle, high } = processors
    const ends = low === high ? [null, null] : [low, high]
    const modelled = found?.modelledNs
    const card = modelled ? [modelled.mean, modelled.upper.mean] : [null, null]
    return [scheme, trace.name, found?.payments ?? null, middle, ...ends, found?.hostNs.mean ?? null, ...card]
  })
}

function panelOf(document: Answered, at: number): Panel {
  const { trace, answer, schemes, card } = document
  const computing = answer.costs
    .toSorted((a, b) => a.processors.middle - b.processors.middle)
    .map(({ scheme, processors }) => spanOf(scheme, processors, 1))
  const modelled = schemes.flatMap(({ name, modelledNs }): SpanRow[] => {
    if (modelledNs === null) return []
    const [least, most] = [modelledNs.mean, modelledNs.upper.mean]
    const label = `${name} · ${formatRange({ lowerNs: least, upperNs: most })}`
    return [{ label, series: 0, span: [least, most], marks: [{ value: least, series: 0 }] }]
  })
  const groups = [
    { heading: 'computing, counted × measured', rows: computing },
    { heading: `in the card, modelled on ${card ?? 'a card'}`, rows: modelled },
  ].filter(({ rows }) => rows.length > 0)
  const description = groups
    .map(({ heading, rows }) => `${heading}: ${rows.map(({ label }) => label).join(', ')}`)
    .join('. ')
  const text = { id: `payment-cost-${at}`, title: `What a payment of ${trace.name} costs`, description }
  const axis = { label: 'time of one payment, settling included', scale: 'log', format: shortNs } as const
  return {
    heading: `${formatCount(trace.transactions)} payments of ${trace.name}`,
    draw: (width) => drawSpans({ text, axis, legend: [], groups }, width),
  }
}

function spanOf(scheme: string, { low, middle, high }: Range, series: number): SpanRow {
  const ends = low === high ? '' : ` (${formatNs(low)} – ${formatNs(high)})`
  return {
    label: `${scheme} · ${formatNs(middle)}${ends}`,
    series,
    span: [low, high],
    marks: [{ value: middle, series }],
  }
}
