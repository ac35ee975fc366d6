// What every chart is drawn with: text of an estimated width, and the frame of an accessible picture. Charts are pure:
// data in, SVG out, no DOM. Colours are CSS variables (theme.ts), so that one drawing serves light, dark and paper.

import { element, escapeHtml, printNumber, type Attributes } from '../../words/markup.ts'

/** How wide the charts are drawn: for a page, and for a telephone. */
export const WIDE = 720
export const NARROW = 350

/** Pixels of the two sizes of text in a chart. */
export const TEXT_SIZE = 12.5

export interface PictureText {
  /** Unlike that of any other picture of the page. */
  readonly id: string
  readonly title: string
  /** For those who do not see the picture. */
  readonly description: string
}

export function picture(text: PictureText, width: number, height: number, ...body: readonly string[]): string {
  const { id, title, description } = text
  const own = `${id}-${width}` // a page holds the chart in two widths
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'chart',
      viewBox: `0 0 ${printNumber(width)} ${printNumber(height)}`,
      width,
      height,
      role: 'img',
      'aria-labelledby': `${own}-title ${own}-description`,
    },
    element('title', { id: `${own}-title` }, escapeHtml(title)),
    element('desc', { id: `${own}-description` }, escapeHtml(description)),
    ...body.map((part) => `\n${part}`),
    '\n',
  )
}

export function words(x: number, y: number, text: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeHtml(text))
}

export function line(from: readonly [number, number], to: readonly [number, number], kind: string): string {
  return element('line', { x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: kind })
}

/** No machine measures text alike, so room is made for a rather wide font. */
export function textWidth(text: string): number {
  return text.length * TEXT_SIZE * 0.57
}

/** Between two lines of text. */
export const LINE = 15

/** Lines of whole words, none wider unless a word is. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`
    if (lines.length > 0 && textWidth(longer) > width) lines.push(word)
    else lines.splice(-1, 1, longer)
  }
  return lines
}

/** The beginning of a text that would be wider. */
export function clipped(text: string, width: number): string {
  const most = Math.floor((text.length * width) / strongWidth(text))
  return text.length <= most ? text : `${text.slice(0, Math.max(most - 1, 1))}…`
}

/** Bold text is wider. */
export function strongWidth(text: string): number {
  return textWidth(text) * 1.12
}

/** The mark of the n-th series: shapes differ as well as colours. */
export function mark(series: number, x: number, y: number, size = 4): string {
  const kind = `mark s${series}`
  const corners = CORNERS[series % 4]
  if (corners === undefined) return element('circle', { cx: x, cy: y, r: size, class: kind })
  const points = corners.map(([dx, dy]) => `${printNumber(x + dx * size)},${printNumber(y + dy * size)}`)
  return element('polygon', { points: points.join(' '), class: kind })
}

/** Of a square, a triangle and a diamond about as large as a circle of radius 1; the first is that circle. */
const CORNERS: readonly (readonly (readonly [number, number])[] | undefined)[] = [
  undefined,
  [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  [
    [0, -1.3],
    [1.25, 1],
    [-1.25, 1],
  ],
  [
    [0, -1.4],
    [1.4, 0],
    [0, 1.4],
    [-1.4, 0],
  ],
]
