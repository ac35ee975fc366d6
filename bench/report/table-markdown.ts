// A table in Markdown, for pull requests and wikis.

import { printCell, type FigureTable } from './figure.ts'

export function tableMarkdown({ columns, rows }: FigureTable): string {
  const rule = columns.map(({ unit }, at) => (unit === 'text' || at === 0 ? '---' : '---:'))
  const body = rows.map((row) => line(row.map((cell, at) => printCell(cell, columns[at]?.unit ?? 'text'))))
  return [line(columns.map(({ name }) => name)), `| ${rule.join(' | ')} |`, ...body].join('\n')
}

/** Text that may come from anybody, on one line and without markup of its own. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .replaceAll('<', '&lt;')
    .replaceAll('[', String.raw`\[`)
}

/** As it is, between fences longer than any in it. */
export function markdownBlock(text: string): string {
  const fence = fenceFor(text, 3)
  return `${fence}\n${text}${fence}`
}

/** A command within a line. */
export function markdownCode(command: string): string {
  const line = command.replaceAll(/\p{Cc}+/gu, ' ')
  const fence = fenceFor(line, 1)
  return fence.length === 1 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`
}

function fenceFor(text: string, least: number): string {
  const longest = text.match(/`+/g)?.reduce((most, run) => Math.max(most, run.length), 0) ?? 0
  return '`'.repeat(Math.max(least, longest + 1))
}

function escapeCell(text: string): string {
  return markdownText(text).replaceAll('|', String.raw`\|`)
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(escapeCell).join(' | ')} |`
}
