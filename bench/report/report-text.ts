// The tables of a report as Markdown, for people and pull requests, and as CSV (RFC 4180), for other programs.

import { comparisonMarkdown } from './comparison/markdown.ts'
import { answerText } from './bench-answer.ts'
import { benchText } from './bench-text.ts'
import type { Cell, Figure, FigureTable } from './figure.ts'
import type { Report } from './report.ts'
import { markdownBlock, markdownCode, markdownText, tableMarkdown } from './table-markdown.ts'

/** Every table, without the pictures. */
export function reportMarkdown({ comparisons, benches, figures }: Report): string {
  const parts = [
    '# Micro-payments, with a card and without',
    ...comparisons.map(comparisonMarkdown),
    ...figures.map(figureMarkdown),
    ...benches.map(
      (document) => `## Suite ${document.suite}\n\n${markdownBlock(`${benchText(document)}\n${answerText(document)}`)}`,
    ),
  ]
  return `${parts.join('\n\n')}\n`
}

function figureMarkdown({ title, origins, summary, panels, table, n, doubts, command }: Figure): string {
  return [
    `## ${title}`,
    `*${origins.join(' and ')}*`,
    markdownText(summary),
    ...panels.flatMap(({ heading, caption }) =>
      caption === undefined ? [] : [markdownText(`${heading}. ${caption}`)],
    ),
    tableMarkdown(table),
    `n: ${markdownText(n)}`,
    doubts.map(({ text }) => `- doubt: ${markdownText(text)}`).join('\n'),
    `Repeat: ${markdownCode(command)}`,
  ].join('\n\n')
}

/** One row a value: the figures of a report have different columns. */
export function reportCsv({ figures }: Report): string {
  const lines = figures.flatMap(({ id, origins, table }) =>
    csvRows(table).map((row) => [id, origins.join('+'), ...row]),
  )
  return `${[['figure', 'origin', 'row', 'name', 'column', 'unit', 'value'], ...lines].map(csvLine).join('\r\n')}\r\n`
}

function csvRows({ columns, rows }: FigureTable): Cell[][] {
  return rows.flatMap((row, number) =>
    row.flatMap((cell, at) => {
      const column = columns[at]
      return column === undefined || at === 0 ? [] : [[number + 1, row[0] ?? '', column.name, column.unit, cell]]
    }),
  )
}

/** A spreadsheet must not take text from a log for a formula. */
function csvLine(cells: readonly Cell[]): string {
  return cells.map(csvCell).join(',')
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
