// A table for a font of fixed width: words to the left, figures to the right. Where it is too wide it gives way in a
// stated order: heads take several lines; columns of words are wrapped, the widest first; columns that may be left out go,
// the highest number first, and a line below says which; last, columns are
// continued below, and where not even two fit each row becomes a few lines.

import { unpainted } from './paint.ts'
import { wrapProse } from './prose.ts'
import { padEnd, padStart, widthOf } from './width.ts'

export interface Column {
  readonly head: string
  /** Its cells are words, which may take several lines. */
  readonly wraps?: boolean
  /** It may be left out, the highest number first. */
  readonly leaves?: number
}

/** A column of words. */
export function words(head: string): Column {
  return { head, wraps: true }
}

type Row = readonly string[]

/**
 * One line for the heads, none where all are empty, and one a row; no trailing spaces. A plain string is the head of a
 * column that neither wraps nor leaves. A row may be shorter than the heads, never longer.
 */
export function tableLines(
  heads: readonly (string | Column)[],
  rows: readonly Row[],
  width: number = Infinity,
): string[] {
  const columns = heads.map((head, at) => ({
    ...(typeof head === 'string' ? { head } : head),
    at,
    isText: isText(rows, at),
  }))
  let kept: readonly Placed[] = columns
  for (;;) {
    const lines = laidOut(kept, rows, width)
    if (lines !== undefined) return [...lines, ...leftOut(columns, kept, width)]
    const next = kept.filter(({ leaves }) => leaves !== undefined).toSorted(byLeaving)[0]
    if (next === undefined) return continued(columns, rows, width) ?? stacked(columns, rows, width)
    kept = kept.filter((each) => each !== next)
  }
}

/** Undefined where these columns are too wide at their least. */
function laidOut(columns: readonly Placed[], rows: readonly Row[], width: number): string[] | undefined {
  const cells = [columns.map(({ head }) => head), ...rows.map((row) => columns.map(({ at }) => row[at] ?? ''))]
  const widths = widthsOf(columns, cells, width)
  if (widths === undefined) return undefined
  const lines = cells.flatMap((row) => rowLines(row, columns, widths))
  return lines.slice(columns.every(({ head }) => head === '') ? 1 : 0)
}

/** In parts below each other, each as many columns as fit beside the first one. Undefined where not one does. */
function continued(columns: readonly Placed[], rows: readonly Row[], width: number): string[] | undefined {
  const [first, ...others] = columns
  if (first === undefined) return []
  const parts: (readonly string[])[] = []
  let part = [first]
  let lines: readonly string[] | undefined
  for (const column of others) {
    const longer = laidOut([...part, column], rows, width)
    if (longer === undefined && lines !== undefined) parts.push(lines)
    part = longer === undefined ? [first, column] : [...part, column]
    lines = longer ?? laidOut(part, rows, width)
    if (lines === undefined) return undefined
  }
  return [...parts, lines ?? []].flatMap((each, at) => (at === 0 ? each : ['', ...each]))
}

interface Placed extends Column {
  readonly at: number
  readonly isText: boolean
}

function byLeaving(one: Column, other: Column): number {
  return (other.leaves ?? 0) - (one.leaves ?? 0)
}

const GAP = 2
/** Narrower, a column of words is no help. */
const LEAST_WORDS = 14

/** Undefined where even the least is too wide. */
function widthsOf(columns: readonly Column[], cells: readonly Row[], width: number): number[] | undefined {
  const room = width - GAP * (columns.length - 1)
  const natural = columns.map((_, at) => most(cells, at, widthOf))
  if (sum(natural) <= room) return natural
  const least = columns.map(({ wraps }, at) => leastOf(cells, at, wraps === true))
  if (sum(least) > room) return undefined
  const body = columns.map((_, at) => most(cells.slice(1), at, widthOf))
  const widths = body.map((each, at) => Math.max(each, least[at] ?? 0))
  while (sum(widths) > room) {
    const slack = widths.map((each, at) => (each > (least[at] ?? 0) ? each : 0))
    const widest = slack.indexOf(Math.max(...slack))
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  let spare = room - sum(widths)
  return widths.map((each, at) => {
    const more = (natural[at] ?? 0) - each
    if (more > spare) return each
    spare -= more
    return each + more
  })
}

/** Where its head takes several lines, and its cells do, too, if they may. */
function leastOf(cells: readonly Row[], at: number, wraps: boolean): number {
  const [head = [], ...body] = cells
  const wordOf = at === 0 ? hungWord : longestWord
  const whole = most(body, at, widthOf)
  const words = wraps ? Math.max(Math.min(LEAST_WORDS, whole), most(body, at, wordOf)) : whole
  const headWord = most([head], at, (text) => Math.min(wordOf(text), widthOf(text)))
  return Math.max(headWord, words)
}

function longestWord(text: string): number {
  return Math.max(...text.split(' ').map(widthOf))
}

/** In a first column further lines stand two columns to the right. */
function hungWord(text: string): number {
  return indentOf(text).length + 2 + longestWord(text)
}

/** Figures stand in the first line of their row, what belongs to a wrapped cell below it. */
function rowLines(row: Row, columns: readonly Placed[], widths: readonly number[]): string[] {
  const cells = row.map((cell, at) => {
    const width = widths[at] ?? 0
    if (widthOf(cell) <= width) return [cell]
    const indent = at === 0 ? indentOf(cell) : ''
    return wrapProse(cell, { width, indent, hanging: at === 0 ? `${indent}  ` : '' })
  })
  const height = Math.max(...cells.map(({ length }) => length))
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, at) => {
        const pad = columns[at]?.isText === true ? padEnd : padStart
        return pad(lines[line] ?? '', widths[at] ?? 0)
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  )
}

function indentOf(cell: string): string {
  return /^ */.exec(cell)?.[0] ?? ''
}

function leftOut(columns: readonly Placed[], kept: readonly Placed[], width: number): string[] {
  const gone = columns.filter((each) => !kept.includes(each)).map(({ head }) => head)
  if (gone.length === 0) return []
  return wrapProse(`(left out in ${width} columns: ${[...new Set(gone)].join(', ')})`, { width, hanging: ' ' })
}

/** The first cell, then each other with its head, on lines of their own. */
function stacked(columns: readonly Column[], rows: readonly Row[], width: number): string[] {
  return rows.flatMap((row) =>
    columns.flatMap(({ head }, at) => {
      const cell = row[at] ?? ''
      if (cell === '') return []
      if (at === 0) return wrapProse(cell, { width, hanging: '  ' })
      return wrapProse(head === '' ? cell : `${head}: ${cell}`, { width, indent: '    ', hanging: '      ' })
    }),
  )
}

function most(rows: readonly Row[], at: number, measure: (cell: string) => number): number {
  return Math.max(0, ...rows.map((row) => measure(row[at] ?? '')))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

/** A column of words; figures begin with a digit, a sign or a dash. */
function isText(rows: readonly Row[], column: number): boolean {
  return column === 0 || rows.some((row) => /^[^\d\-–]/.test(unpainted(row[column] ?? '')))
}
