// A figure as a picture of its own for a paper: as wide as a column or a page, text of 8 points, colours that stay apart in
// grey (hatch.ts, dashes, marks), and nothing that a converter may not know: no CSS variables, no system fonts.

import { element, escapeHtml, printNumber } from '../words/markup.ts'
import { LINE, TEXT_SIZE } from './chart/drawing.ts'
import { paperStyle } from './chart/theme.ts'
import type { Figure, Panel } from './figure.ts'

/** Inches, of the usual two columns. */
export const PAPER_WIDTHS = { column: 3.5, page: 7.2 } as const

const TEXT_POINTS = 8
const POINTS_PER_INCH = 72
/** What charts are drawn in: so many that their text has 8 points. */
const UNITS_PER_INCH = (POINTS_PER_INCH * TEXT_SIZE) / TEXT_POINTS
/** Room for what marks and lines stick out. */
const EDGE = 3
const GAP = 18

export interface PaperPicture {
  readonly svg: string
  readonly widthInches: number
  readonly heightInches: number
}

export interface PaperTerms {
  readonly widthInches: number
  /** Which of its pictures, from 1; all, one below the other, unless given. */
  readonly panel?: number
}

/** Throws `RangeError` for a panel that the figure does not have. */
export function paperPicture({ title, summary, panels }: Figure, { widthInches, panel }: PaperTerms): PaperPicture {
  const shown = panel === undefined ? panels : panels.slice(panel - 1, panel)
  if (shown.length === 0) throw new RangeError(`it has ${panels.length} pictures`)
  const width = widthInches * UNITS_PER_INCH
  let y = EDGE
  const parts = shown.map((one) => {
    const { markup, height } = placed(one, { y, width: width - 2 * EDGE, isNamed: shown.length > 1 })
    y += height + GAP
    return markup
  })
  const height = y - GAP + EDGE
  const heightInches = height / UNITS_PER_INCH
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'chart',
      viewBox: `0 0 ${printNumber(width)} ${printNumber(height)}`,
      width: `${printNumber(widthInches)}in`,
      height: `${heightInches.toFixed(3)}in`,
      role: 'img',
    },
    element('title', {}, escapeHtml(title)),
    element('desc', {}, escapeHtml(summary)),
    `\n<style>${paperStyle()}</style>\n`,
    ...parts,
  )
  return { svg: `${svg}\n`, widthInches, heightInches }
}

interface Place {
  readonly y: number
  readonly width: number
  /** With its heading above it. */
  readonly isNamed: boolean
}

function placed({ heading, draw }: Panel, { y, width, isNamed }: Place): { markup: string; height: number } {
  const chart = draw(width)
  const own = Number(/viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(chart)?.[1] ?? 0)
  const above = isNamed ? LINE + 6 : 0
  const name = isNamed ? element('text', { x: EDGE, y: y + LINE - 3, class: 'strong' }, escapeHtml(heading)) : ''
  const moved = chart.replace('<svg ', `<svg x="${EDGE}" y="${printNumber(y + above)}" `)
  return { markup: `${name}${moved}\n`, height: own + above }
}
