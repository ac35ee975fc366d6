// Axes: where a value stands, and the lines and words that say so. Scales are those of d3-scale.

import { scaleLinear, scaleLog, scaleSymlog } from 'd3-scale'
import { element } from '../../words/markup.ts'
import { LINE, line, textWidth, words, wrapped } from './drawing.ts'

/** `symlog` is logarithmic and has a zero. */
export type ScaleKind = 'linear' | 'log' | 'symlog'

export interface AxisSpec {
  readonly label: string
  readonly scale: ScaleKind
  readonly format: (value: number) => string
}

export interface Axis {
  readonly at: (value: number) => number
  readonly ticks: readonly number[]
}

/** `values` are to be shown; from and to are pixels. A linear axis begins at zero. */
export function axisFor(kind: ScaleKind, values: readonly number[], from: number, to: number): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  switch (kind) {
    case 'linear': {
      const scale = scaleLinear([Math.min(0, least), most > 0 ? most : 1], [from, to]).nice(5)
      return { at: (value) => scale(value), ticks: scale.ticks(5) }
    }
    case 'log': {
      const domain = roundDomain(least, most)
      const scale = scaleLog(domain, [from, to])
      return { at: (value) => scale(value), ticks: roundNumbers(domain) }
    }
    case 'symlog': {
      const top = Math.max(most, 1) * 1.1
      const scale = scaleSymlog([0, top], [from, to]).constant(1)
      return { at: (value) => scale(value), ticks: [0, ...decades([1, top])] }
    }
  }
}

/** As it is over two decades and more; smaller ones end at round numbers, so that two of them at least are named. */
function roundDomain(least: number, most: number): [number, number] {
  if (most / least >= 100) return [least, most]
  const numbers = steps(least, most)
  const below = numbers.findLast((value) => value <= least * (1 + NEAR)) ?? least
  const above = numbers.find((value) => value >= most * (1 - NEAR) && value > below) ?? most
  return [Math.min(below, least), Math.max(above, most)]
}

/** Powers of ten; where there are but few, two and five times as much as well. */
function roundNumbers(domain: readonly [number, number]): number[] {
  const powers = decades(domain)
  const [least, most] = domain
  if (powers.length > 2) return powers
  return steps(least, most).filter((value) => value >= least * (1 - NEAR) && value <= most * (1 + NEAR))
}

/** One, two and five times every power of ten, from below `least` to above `most`. */
function steps(least: number, most: number): number[] {
  const first = Math.floor(Math.log10(least)) - 1
  const count = Math.ceil(Math.log10(most)) - first + 2
  return Array.from({ length: count }, (_, at) => 10 ** (first + at)).flatMap((ten) => [ten, 2 * ten, 5 * ten])
}

/** What rounding makes of equal numbers. */
const NEAR = 1e-9

/** Powers of ten, one, two or three apart so that at most nine are named. */
function decades([least, most]: readonly [number, number]): number[] {
  const [first, last] = [Math.ceil(Math.log10(least) - 1e-9), Math.floor(Math.log10(most) + 1e-9)]
  const step = Math.max(Math.ceil((last - first + 1) / 9), 1)
  return Array.from(
    { length: Math.max(Math.floor((last - first) / step) + 1, 0) },
    (_, at) => 10 ** (first + at * step),
  )
}

export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Room below the box for the names of ticks and the label. */
export function heightBelow({ label }: AxisSpec, { right }: Box): number {
  return 31 + wrapped(label, right).length * LINE
}

/** Grid lines and their names below the box, within the picture; names that would touch are left out. */
export function horizontalAxis(axis: Axis, { label, format }: AxisSpec, box: Box, width: number): string {
  let free = Number.NEGATIVE_INFINITY
  const ticks = axis.ticks.map((value) => {
    const x = axis.at(value)
    const name = format(value)
    const half = textWidth(name) / 2
    const middle = Math.min(x, width - half)
    const named = middle - half > free
    if (named) free = middle + half + 4
    return line([x, box.top], [x, box.bottom], 'grid') + (named ? words(middle, box.bottom + 17, name, MIDDLE) : '')
  })
  const below = wrapped(label, box.right).map((text, at) =>
    words(box.right, box.bottom + 37 + at * LINE, text, QUIET_END),
  )
  return element('g', {}, ...ticks, line([box.left, box.bottom], [box.right, box.bottom], 'axis'), ...below)
}

/** Grid lines and their names left of the box, the label above it. */
export function verticalAxis(axis: Axis, { label, format }: AxisSpec, box: Box): string {
  const ticks = axis.ticks.map((value) => {
    const y = axis.at(value)
    return line([box.left, y], [box.right, y], 'grid') + words(box.left - 7, y + 4, format(value), QUIET_END)
  })
  return element('g', {}, ...ticks, words(0, box.top - 20, label, { class: 'quiet' }))
}

const MIDDLE = { class: 'quiet middle' }
const QUIET_END = { class: 'quiet end' }
