// What tells areas apart where colours are not seen, in print and by people who are colour-blind: lines across them, of
// another kind for each series. Drawn line by line, because a page has no reference to anything, not even to itself.

import { element, printNumber } from '../../words/markup.ts'

export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How far apart lines are, and how they lean: to the right going up, upright, to the left, flat. */
interface Hatch {
  readonly lean: 'right' | 'upright' | 'left' | 'flat'
  readonly step: number
}

/** Of the series by number; the first is plain. */
const HATCHES: readonly (Hatch | undefined)[] = [
  undefined,
  { lean: 'right', step: 7 },
  { lean: 'upright', step: 5 },
  { lean: 'left', step: 7 },
  { lean: 'flat', step: 4 },
  { lean: 'right', step: 4 },
  { lean: 'upright', step: 2.5 },
]

/** Empty for a series that is plain. */
export function hatchOf(series: number, area: Area): string {
  const hatch = HATCHES[series % HATCHES.length]
  if (hatch === undefined) return ''
  const lines = linesOf(hatch, area).map(
    ([fromX, fromY, toX, toY]) =>
      `M${printNumber(fromX)} ${printNumber(fromY)}L${printNumber(toX)} ${printNumber(toY)}`,
  )
  return lines.length === 0 ? '' : element('path', { d: lines.join(''), class: 'hatch' })
}

type Line = readonly [fromX: number, fromY: number, toX: number, toY: number]

function linesOf({ lean, step }: Hatch, { x, y, width, height }: Area): Line[] {
  if (lean === 'flat') return steps(step, height, step).map((at) => [x, y + at, x + width, y + at])
  if (lean === 'upright') return steps(step, width, step).map((at) => [x + at, y, x + at, y + height])
  return steps(step - height, width, step).flatMap((at): Line[] => {
    const [from, to] = [Math.max(at, 0), Math.min(at + height, width)]
    if (to - from < 0.5) return []
    const up = (along: number): number => (lean === 'right' ? y + height - (along - at) : y + (along - at))
    return [[x + from, up(from), x + to, up(to)]]
  })
}

/** From `first` on, below `end`. */
function steps(first: number, end: number, step: number): number[] {
  return Array.from({ length: Math.max(Math.ceil((end - first) / step), 0) }, (_, at) => first + at * step)
}
