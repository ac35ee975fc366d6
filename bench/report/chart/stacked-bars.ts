// Bars made of parts, one below the other: where a total goes. Names stand above their bars, so that it is readable on a
// telephone too.

import { stack } from 'd3-shape'
import { element } from '../../words/markup.ts'
import { axisFor, heightBelow, horizontalAxis, type AxisSpec } from './axis.ts'
import { LINE, line, picture, strongWidth, words, wrapped, type PictureText } from './drawing.ts'
import { hatchOf } from './hatch.ts'
import { legend } from './legend.ts'

export interface StackedBars {
  readonly text: PictureText
  readonly axis: AxisSpec
  /** Of a row's parts, in their order. */
  readonly keys: readonly string[]
  /** The colours of the keys. */
  readonly series: readonly number[]
  readonly rows: readonly {
    readonly label: string
    readonly parts: readonly number[]
    /** Where the total is a range: its upper end, to which a line goes on from the bar. */
    readonly upTo?: number
    /** Stands behind the bar and its line. */
    readonly total: string
  }[]
}

const ROW = 38
const BAR = 14
const LEFT = 4

export function stackedBars({ text, axis: spec, keys, series, rows }: StackedBars, width: number): string {
  const colour = (key: number): number => series[key] ?? key
  const entries = keys.map((label, key) => ({ series: colour(key), label }))
  const { markup, height: top } = legend(entries, width, 'area')
  const totals = rows.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0))
  const most = rows.map(({ upTo = 0 }, row) => Math.max(upTo, totals[row] ?? 0))
  const room = Math.max(...rows.map(({ total }) => strongWidth(total))) + 10
  const labels = rows.map(({ label }) => wrapped(label, width - LEFT))
  const ends = labels.map((_, row) => labels.slice(0, row + 1).reduce((sum, own) => sum + heightOf(own), top + 4))
  const box = { left: LEFT, right: width - room, top: top + 4, bottom: (ends.at(-1) ?? top + 4) + 4 }
  const axis = axisFor(spec.scale, [0, ...most], box.left, box.right)
  const stacked = stack<readonly number[], number>()
    .keys(keys.map((_, key) => key))
    .value((parts, key) => parts[key] ?? 0)(rows.map(({ parts }) => parts))
  const bars = stacked.map((layer) =>
    layer.map(([from, to], row) => {
      const [x, end] = [axis.at(from), axis.at(to)]
      const y = (ends[row] ?? 0) - ROW + 19
      const kind = `s${colour(layer.key)}`
      const area = { x, y, width: end - x, height: BAR }
      return end - x < 0.05 ? '' : element('rect', { ...area, class: kind }) + hatchOf(colour(layer.key), area)
    }),
  )
  const ranges = rows.map((_, row) => {
    const [x, end] = [axis.at(totals[row] ?? 0), axis.at(most[row] ?? 0)]
    const y = (ends[row] ?? 0) - ROW + 19 + BAR / 2
    return end - x < 0.05 ? '' : rangeLine(x, end, y)
  })
  const names = rows.map(({ total }, row) => {
    const y = (ends[row] ?? 0) - ROW
    const lines = (labels[row] ?? []).toReversed()
    const name = lines.map((line, at) => words(box.left, y + 14 - at * LINE, line, { class: 'halo' }))
    return name.join('') + words(axis.at(most[row] ?? 0) + 6, y + 31, total, { class: 'strong halo' })
  })
  const frame = horizontalAxis(axis, spec, box, width)
  return picture(
    text,
    width,
    box.bottom + heightBelow(spec, box),
    markup,
    frame,
    bars.flat().join(''),
    ranges.join(''),
    names.join('\n'),
  )
}

/** From the end of a bar to the most that it may be, with a stop at its end. */
function rangeLine(from: number, to: number, y: number): string {
  return line([from, y], [to, y], 'range') + line([to, y - BAR / 2 + 2], [to, y + BAR / 2 - 2], 'range')
}

/** A row with its label, which may have several lines. */
function heightOf(label: readonly string[]): number {
  return ROW + (label.length - 1) * LINE
}
