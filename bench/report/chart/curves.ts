// Curves over one or two logarithmic axes, with the names of the curves at their ends where there is room for them, and
// ringed points that a reader should look at, such as break-evens; a bar where the point lies somewhere on it.

import { element, printNumber } from '../../words/markup.ts'
import { axisFor, heightBelow, horizontalAxis, verticalAxis, type Axis, type AxisSpec, type Box } from './axis.ts'
import { LINE, line, mark, picture, strongWidth, textWidth, WIDE, words, type PictureText } from './drawing.ts'
import { legend } from './legend.ts'

export type Point = readonly [x: number, y: number]

export interface Curve {
  readonly label: string
  /** Which colour and shape; curves of one kind keep theirs from chart to chart. */
  readonly series: number
  readonly points: readonly Point[]
  /** Words beside each point, where the points themselves are what is compared. */
  readonly pointLabels?: readonly string[]
}

export interface Curves {
  readonly text: PictureText
  readonly x: AxisSpec
  readonly y: AxisSpec
  readonly curves: readonly Curve[]
  readonly rings?: readonly Ring[]
  /** Of the box between the axes. */
  readonly height?: number
}

export interface Ring {
  readonly at: Point
  /** The other end of a bar. */
  readonly to?: Point
  readonly label: string
}

const HEIGHT = 330
/** Of the width, for names at the ends of curves. */
const MOST_FOR_NAMES = 0.4

export function drawCurves({ text, x, y, curves, rings = [], height = HEIGHT }: Curves, width: number): string {
  const longest = Math.max(...curves.map(({ label }) => strongWidth(label)))
  const named =
    width >= WIDE && longest < width * MOST_FOR_NAMES && curves.every(({ pointLabels }) => pointLabels === undefined)
  const names = named ? undefined : legend(curves, width, isMarked(curves) ? 'markedCurve' : 'curve')
  const points = curves.flatMap((curve) => curve.points)
  const ys = points.map((point) => point[1])
  const top = (names?.height ?? 0) + 36
  const bottom = top + height
  const yAxis = axisFor(y.scale, ys, bottom, top)
  const left = Math.max(...yAxis.ticks.map((tick) => textWidth(y.format(tick)))) + 11
  const right = width - (named ? longest + 10 : 22)
  const box: Box = { left, right, top, bottom }
  const xs = points.map((point) => point[0])
  const place: Place = { x: axisFor(x.scale, xs, left, right), y: yAxis, box }
  return picture(
    text,
    width,
    bottom + heightBelow(x, box),
    names?.markup ?? '',
    horizontalAxis(place.x, x, box, width),
    verticalAxis(place.y, y, box),
    ...curves.map((curve) => drawCurve(curve, place)),
    pointNames(curves, place),
    ...(named ? [endLabels(curves, place)] : []),
    drawRings(rings, place),
  )
}

interface Place {
  readonly x: Axis
  readonly y: Axis
  readonly box: Box
}

/** More points than this are a line; fewer are measured or counted places, and are marked. */
const MOST_MARKS = 24

function isMarked(curves: readonly Curve[]): boolean {
  return curves.every(({ points }) => points.length <= MOST_MARKS)
}

function drawCurve({ series, points }: Curve, { x, y }: Place): string {
  const placed = points.map((point): Point => [x.at(point[0]), y.at(point[1])])
  const d =
    placed.length === 0
      ? ''
      : `M${placed.map((point) => point.map(printNumber).join(',')).join('L')}${placed.length === 1 ? 'Z' : ''}`
  const marks = points.length > MOST_MARKS ? [] : placed.map(([px, py]) => mark(series, px, py))
  return element('path', { d, class: `curve s${series} dash${series}` }) + marks.join('')
}

/** Words beside points: those of every other curve below it to the left. A word that would lie upon another is left out. */
function pointNames(curves: readonly Curve[], { x, y, box }: Place): string {
  const taken: Box[] = []
  const named = curves.flatMap(({ points, pointLabels = [] }, curve) =>
    pointLabels.map((label, at) => {
      const [px, py] = [x.at(points[at]?.[0] ?? 0), y.at(points[at]?.[1] ?? 0)]
      const toLeft = curve % 2 === 0 && px - 8 - textWidth(label) > box.left
      const baseline = toLeft ? py + 14 : py - 7
      const left = toLeft ? px - 8 - textWidth(label) : px + 8
      const own = { left, right: left + textWidth(label), top: baseline - 12, bottom: baseline + 2 }
      if (own.right > box.right + 12 || taken.some((other) => overlap(own, other))) return ''
      taken.push(own)
      return toLeft ? words(px - 8, baseline, label, END) : words(px + 8, baseline, label, START)
    }),
  )
  return named.join('')
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/** Names that would lie upon each other move apart: down, and where that leads out of the chart, up again. */
function endLabels(curves: readonly Curve[], { y, box }: Place): string {
  const ends = curves
    .map(({ label, series, points }) => ({ label, series, at: y.at(points.at(-1)?.[1] ?? 0) + 4 }))
    .toSorted((a, b) => a.at - b.at)
  const down = spread(ends.map(({ at }) => at))
  const bottom = box.bottom + 4
  const up = spread(down.map((at) => Math.max(bottom - at, 0)).toReversed()).toReversed()
  const placed = up.map((fromBottom) => bottom - fromBottom)
  return ends
    .map(({ label, series }, index) => words(box.right + 8, placed[index] ?? 0, label, { class: `s${series} name` }))
    .join('')
}

/** Rising numbers, each at least a line of text after the one before. */
function spread(numbers: readonly number[]): number[] {
  const placed: number[] = []
  for (const number of numbers) placed.push(Math.max(number, (placed.at(-1) ?? Number.NEGATIVE_INFINITY) + LINE))
  return placed
}

/** A ring whose words would lie upon those of another has none; its numbers are in the table. */
function drawRings(rings: readonly Ring[], { x, y, box }: Place): string {
  const taken: Box[] = []
  const drawn = rings.map(({ at, to = at, label }) => {
    const [from, end] = [at, to].map(([n, value]) => [x.at(n), y.at(value)] as const) as [Point, Point]
    const [px, py] = [(from[0] + end[0]) / 2, (from[1] + end[1]) / 2]
    const ring = to === at ? element('circle', { cx: px, cy: py, r: 6, class: 'ring' }) : line(from, end, 'bar')
    const toLeft = px - 9 - textWidth(label) >= box.left
    const baseline = toLeft ? py - 8 : py + 16
    const left = toLeft ? px - 9 - textWidth(label) : px + 9
    const own = { left, right: left + textWidth(label), top: baseline - 12, bottom: baseline + 2 }
    if (taken.some((other) => overlap(own, other))) return ring
    taken.push(own)
    const name = toLeft ? words(px - 9, baseline, label, END) : words(px + 9, baseline, label, START)
    return ring + name
  })
  return drawn.join('')
}

const END = { class: 'halo end' }
const START = { class: 'halo' }
