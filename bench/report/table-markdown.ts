// A table in Markdown, for pull requests and wikis.

import { printCell, type FigureTable } from './figure.ts'

export function tableMarkdown({ columns, rows }: FigureTable): string {
  const rule = columns.map(({ unit }, at) => (unit === 'text' || at === 0 ? '---' : '---:'))
  const body = rows.map((row) => line(row.map((cell, at) => printCell(cell, columns[at]?.unit ?? 'text'))))
  return [line(columns.map(({ name }) => name)), `| ${rule.join(' | ')} |`, ...body].join('\n')
}

function escapeCell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ')
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(escapeCell).join(' | ')} |`
}
