// Tables of a page. Cells are text, but for those that are markup already.

import { escapeHtml } from '../../words/markup.ts'
import { printCell, type FigureTable } from '../figure.ts'
import { scrollable } from '../shell.ts'

export interface HtmlTable {
  readonly caption: string
  readonly heads: readonly Head[]
  /** The first of each row names it. */
  readonly rows: readonly (readonly string[])[]
}

export interface Head {
  readonly name: string
  /** Numbers stand to the right unless said otherwise; marks are markup. */
  readonly kind?: 'text' | 'marks'
}

/** `label` is unlike that of any other table of the page. */
export function tableMarkup({ caption, heads, rows }: HtmlTable, label: string = caption): string {
  const head = heads.map(({ name, kind }) => `<th scope="col"${classOf(kind)}>${escapeHtml(name)}</th>`).join('')
  const body = rows.map((row) => {
    const cells = row.map((cell, at) => {
      const kind = heads[at]?.kind
      const text = kind === 'marks' ? cell : escapeHtml(cell)
      return at === 0 ? `<th scope="row">${text}</th>` : `<td${classOf(kind)}>${text}</td>`
    })
    return `<tr>${cells.join('')}</tr>`
  })
  const markup = `<table class="numbers"><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`
  return scrollable(label, markup)
}

export function figureTable(title: string, { columns, rows }: FigureTable): string {
  return tableMarkup({
    caption: `Table: ${title}`,
    heads: columns.map(({ name, unit }) => ({ name, ...(unit === 'text' && { kind: 'text' as const }) })),
    rows: rows.map((row) => row.map((cell, at) => printCell(cell, columns[at]?.unit ?? 'text'))),
  })
}

export function details(summary: string, body: string): string {
  return `<details><summary>${escapeHtml(summary)}</summary>\n${body}</details>`
}

function classOf(kind: Head['kind']): string {
  return kind === undefined ? '' : ' class="text"'
}
