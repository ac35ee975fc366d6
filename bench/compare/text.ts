// The comparison for a terminal: what was run, the table, the self-checks.

import { formatCount } from '../report/format.ts'
import type { CompareDocument } from './document.ts'
import { sectionsOf, type Row } from './table.ts'

const LABEL_WIDTH = 26
const LEAST_CELL_WIDTH = 30
/** Longer cells, which are sentences, are broken. */
const MOST_CELL_WIDTH = 40

export function compareText(document: CompareDocument): string {
  const lines = [
    ...headLines(document),
    '',
    ...tableLines(document),
    '',
    ...noteLines(document),
    ...checkLines(document),
  ]
  return `${lines.join('\n')}\n`
}

function headLines({ reader, trace, policy, seed }: CompareDocument): readonly string[] {
  const skipped = Object.entries(trace.skipped).filter(([, count]) => count > 0)
  const skippedText = skipped.map(([reason, count]) => `${formatCount(count)} (${reason})`).join(', ')
  const parts = [
    counted(trace.transactions, 'micro-transaction'),
    counted(trace.buyers, 'buyer'),
    counted(trace.sellers, 'seller'),
    ...(skipped.length === 0 ? [] : [`lines skipped: ${skippedText}`]),
  ]
  return [
    `reader     ${reader}`,
    `trace      ${trace.name}: ${parts.join(' · ')}`,
    ...trace.firstSkipped.map(({ line, reason, text }) => `           line ${line}, ${reason}: ${text}`),
    `price      ${trace.priceRule}`,
    `policy     ${policy}`,
    `seed       ${seed}`,
  ]
}

function counted(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? '' : 's'}`
}

function tableLines(document: CompareDocument): readonly string[] {
  const sections = sectionsOf(document)
  const wrapped = sections.map(({ heading, rows }) => ({ heading, rows: rows.map(wrapRow) }))
  const widths = document.schemes.map((scheme, column) => {
    const cells = wrapped.flatMap(({ rows }) => rows.flatMap((row) => row.cells[column] ?? []))
    return Math.max(LEAST_CELL_WIDTH, scheme.name.length, ...cells.map((cell) => cell.length))
  })
  const head = rowLine(
    '',
    document.schemes.map(({ name }) => name),
    widths,
  )
  return [
    head,
    ...wrapped.flatMap(({ heading, rows }) => [
      ...(heading === '' ? [] : [heading]),
      ...rows.flatMap((row) => wrappedLines(row, widths, heading === '' ? '' : '  ')),
    ]),
  ]
}

interface WrappedRow {
  readonly label: string
  readonly cells: readonly (readonly string[])[]
}

function wrapRow({ label, cells }: Row): WrappedRow {
  return { label, cells: cells.map((cell) => wrapWords(cell, MOST_CELL_WIDTH)) }
}

function wrappedLines({ label, cells }: WrappedRow, widths: readonly number[], indent: string): readonly string[] {
  const height = Math.max(...cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, at) =>
    rowLine(
      at === 0 ? `${indent}${label}` : '',
      cells.map((lines) => lines[at] ?? ''),
      widths,
    ),
  )
}

function rowLine(label: string, cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, column) => cell.padStart(widths[column] ?? LEAST_CELL_WIDTH))
  return `${label.padEnd(LABEL_WIDTH)} ${padded.join('  ')}`.trimEnd()
}

function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

function noteLines({ schemes }: CompareDocument): readonly string[] {
  return schemes.flatMap(({ name, notes }) => notes.map((note) => `note ${name}: ${note}`))
}

function checkLines({ schemes }: CompareDocument): readonly string[] {
  return schemes.flatMap(({ name, checks }) =>
    checks.map((check) => `${check.holds ? 'ok  ' : 'FAIL'} ${name}: ${check.name} (${check.detail})`),
  )
}
