// Names of series above a chart, in as many lines as they need.

import { element } from '../../words/markup.ts'
import { hatchOf } from './hatch.ts'
import { clipped, line, mark, textWidth, words } from './drawing.ts'

export interface LegendEntry {
  readonly series: number
  readonly label: string
}

export interface Legend {
  readonly markup: string
  readonly height: number
}

/** An area, a point, a curve, or a curve through points. */
export type Sign = 'area' | 'mark' | 'curve' | 'markedCurve'

const LINE = 20
const GAP = 18
const SIGN_WIDTH: Readonly<Record<Sign, number>> = { area: 16, mark: 16, curve: 30, markedCurve: 30 }

export function legend(entries: readonly LegendEntry[], width: number, sign: Sign): Legend {
  let [x, row] = [0, 0]
  const drawn = entries.map(({ series, label }) => {
    const shown = clipped(label, width - SIGN_WIDTH[sign])
    const needed = SIGN_WIDTH[sign] + textWidth(shown)
    if (x > 0 && x + needed > width) [x, row] = [0, row + 1]
    const y = row * LINE + 10
    const entry = drawSign(sign, series, x, y) + words(x + SIGN_WIDTH[sign], y + 4, shown)
    x += needed + GAP
    return entry
  })
  return { markup: drawn.join(''), height: (row + 1) * LINE + 6 }
}

function drawSign(sign: Sign, series: number, x: number, y: number): string {
  const curve = (): string => line([x, y], [x + 24, y], `curve s${series} dash${series}`)
  switch (sign) {
    case 'area':
      return (
        element('rect', { x, y: y - 6, width: 11, height: 11, rx: 2, class: `s${series}` }) +
        hatchOf(series, { x, y: y - 6, width: 11, height: 11 })
      )
    case 'mark':
      return mark(series, x + 5, y)
    case 'curve':
      return curve()
    case 'markedCurve':
      return curve() + mark(series, x + 12, y)
  }
}
