// The report as one self-contained page: every chart with its regime, its table, its n, its doubts and its command.

import type { BenchDocument } from '../measure/result.ts'
import { answerText } from './bench-answer.ts'
import { benchText } from './bench-text.ts'
import { compareHeader, compareSection } from './comparison/page.ts'
import { NARROW, WIDE } from './chart/drawing.ts'
import { printCell, type Figure, type FigureTable, type Panel, type Unit } from './figure.ts'
import { escapeHtml } from '../words/markup.ts'
import type { Report } from './report.ts'
import { htmlPage, scrollable } from './shell.ts'

/** HTML, whole: no request, no script. */
export function reportPage(report: Report): string {
  const { comparisons, benches, figures } = report
  const links = [
    ...comparisons.map(({ trace }, at) => [`comparison-${at + 1}`, `Side by side: ${trace.name}`] as const),
    ...figures.map(({ id, title }) => [id, title] as const),
    ...benches.map(({ suite }, at) => [`bench-${at + 1}`, `Suite ${suite}`] as const),
  ]
  const header = `<h1>Micro-payments, with a card and without</h1>
<p>Three kinds of figures, never mixed: <strong>measured</strong> on a machine that is named, <strong>modelled</strong> from
published figures of cards and computers, <strong>counted</strong> exactly. Each chart says which it shows.</p>
<nav aria-label="Contents"><ul>${links.map(([id, title]) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`).join('')}</ul></nav>`
  const body = [
    ...comparisons.map(
      (document, at) =>
        `<section id="comparison-${at + 1}"><h2>The same micro-transactions, side by side</h2>
<span class="origin">counted</span><span class="origin">measured</span>${modelled(document.card)}
${compareHeader(document)}${compareSection(document)}</section>`,
    ),
    ...figures.map(figureSection),
    ...benches.map((document, at) => benchSection(document, at + 1)),
  ]
  return htmlPage('tickbench report', header, body.join('\n'))
}

function modelled(card: string | null): string {
  return card === null ? '' : '<span class="origin">modelled</span>'
}

function figureSection(figure: Figure): string {
  const { id, title, origins, summary, panels, table, n, doubts, command } = figure
  return `<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${escapeHtml(title)}</h2>
${origins.map((origin) => `<span class="origin">${origin}</span>`).join('')}
<p>${escapeHtml(summary)}</p>
${panels.map((panel) => panelMarkup(panel, panels.length > 1)).join('\n')}
<dl><dt>n</dt><dd>${escapeHtml(n)}</dd>
<dt>Doubts</dt><dd><ul>${doubts.map((doubt) => `<li>${escapeHtml(doubt)}</li>`).join('')}</ul></dd>
<dt>Repeat</dt><dd><code>${escapeHtml(command)}</code></dd></dl>
<details><summary>Table: ${escapeHtml(title)}</summary>
${scrollable(`Table: ${title}`, tableMarkup(table))}</details>
</section>`
}

function panelMarkup({ heading, caption, draw }: Panel, named: boolean): string {
  const charts = [
    draw(WIDE).replace('class="chart"', 'class="chart wide"'),
    draw(NARROW).replace('class="chart"', 'class="chart narrow"'),
  ]
  return `${named ? `<h3>${escapeHtml(heading)}</h3>` : ''}<figure>${charts.join('\n')}${captionMarkup(caption)}</figure>`
}

function captionMarkup(caption: string | undefined): string {
  return caption === undefined ? '' : `<figcaption>${escapeHtml(caption)}</figcaption>`
}

function tableMarkup({ columns, rows }: FigureTable): string {
  const heads = columns.map(({ name, unit }) => `<th scope="col"${classOf(unit)}>${escapeHtml(name)}</th>`)
  const body = rows.map((row) => {
    const cells = row.map((cell, at) => {
      const unit = columns[at]?.unit ?? 'text'
      const text = escapeHtml(printCell(cell, unit))
      return at === 0 ? `<th scope="row">${text}</th>` : `<td${classOf(unit)}>${text}</td>`
    })
    return `<tr>${cells.join('')}</tr>`
  })
  return `<table class="numbers"><thead><tr>${heads.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table>`
}

function benchSection(document: BenchDocument, number: number): string {
  const title = `Suite ${document.suite}, as it was printed`
  const answers = answerText(document)
    .split('\n')
    .filter(Boolean)
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join('\n')
  return `<section id="bench-${number}"><h2>${escapeHtml(title)}</h2>
${scrollable(title, `<pre>${escapeHtml(benchText(document))}</pre>`)}
${answers}</section>`
}

function classOf(unit: Unit): string {
  return unit === 'text' ? ' class="text"' : ''
}
