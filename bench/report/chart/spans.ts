// Rows of marks on one axis, in groups: a figure with its interval, or a distribution by its percentiles. A group's heading
// says which regime its figures are of, because several may stand above one axis.

import { element } from '../../words/markup.ts'
import { axisFor, heightBelow, horizontalAxis, type Axis, type AxisSpec } from './axis.ts'
import { clipped, LINE, line, mark, picture, words, wrapped, type PictureText } from './drawing.ts'
import { legend, type LegendEntry } from './legend.ts'

export interface SpanRow {
  readonly label: string
  readonly series: number
  /** From least to most, joined by a line. */
  readonly span: readonly [number, number]
  /** Marks upon it. */
  readonly marks: readonly { readonly value: number; readonly series: number }[]
}

export interface Spans {
  readonly text: PictureText
  readonly axis: AxisSpec
  readonly legend: readonly LegendEntry[]
  readonly groups: readonly { readonly heading: string; readonly rows: readonly SpanRow[] }[]
}

const ROW = 36
const HEADING = 30

export function drawSpans({ text, axis: spec, legend: entries, groups }: Spans, width: number): string {
  const names = entries.length === 0 ? { markup: '', height: 0 } : legend(entries, width, 'mark')
  const rows = groups.flatMap((group) => group.rows)
  const height = ({ label }: SpanRow): number => ROW + (wrapped(label, width).length - 1) * LINE
  const rowHeights = rows.reduce((sum, row) => sum + height(row), 0)
  const bottom = names.height + 8 + groups.length * HEADING + rowHeights
  const box = { left: 22, right: width - 22, top: names.height + 4, bottom }
  const axis = axisFor(spec.scale, rows.flatMap(valuesOf), box.left, box.right)
  let y = box.top
  const drawn = groups.map(({ heading, rows: own }) => {
    const title = words(0, y + 20, clipped(heading, width), { class: 'strong halo' })
    y += HEADING
    const body = own.map((row) => {
      y += height(row)
      return drawRow(row, wrapped(row.label, width), axis, y)
    })
    return element('g', {}, title, ...body)
  })
  return picture(
    text,
    width,
    bottom + heightBelow(spec, box),
    names.markup,
    horizontalAxis(axis, spec, box, width),
    ...drawn,
  )
}

function valuesOf({ span, marks }: SpanRow): readonly number[] {
  return [...span, ...marks.map(({ value }) => value)]
}

/** `bottom` of the row; the words stand above the marks. */
function drawRow(row: SpanRow, label: readonly string[], axis: Axis, bottom: number): string {
  const { series, span, marks } = row
  const [least, most] = span
  const y = bottom - 12
  const top = y - 12 - (label.length - 1) * LINE
  const whisker = line([axis.at(least), y], [axis.at(most), y], `whisker s${series}`)
  const points = marks.map(({ value, series: own }) => mark(own, axis.at(value), y))
  const lines = label.map((text, at) => words(0, top + at * LINE, text, { class: 'halo' }))
  return element('g', {}, ...lines, whisker, ...points)
}
