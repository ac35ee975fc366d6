// A figure on a page: its regime, what there is to see, its picture in two widths, and folded away its further pictures,
// its table, its n and the command that repeats it.

import { escapeHtml } from '../../words/markup.ts'
import { NARROW, WIDE } from '../chart/drawing.ts'
import type { Figure, Panel } from '../figure.ts'
import type { DoubtMarks } from './marks.ts'
import { details, figureTable } from './table.ts'

export function figureSection(figure: Figure, marks: DoubtMarks): string {
  const { id, title, summary, panels } = figure
  const [first, ...others] = panels
  return `<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${escapeHtml(title)}</h2>
${figureSigns(figure, marks)}
<p>${escapeHtml(summary)}</p>
${first === undefined ? '' : panelMarkup(first, panels.length > 1)}
${others.map((panel) => details(panel.heading, panelMarkup(panel, false))).join('\n')}
${figureDetails(figure)}
</section>`
}

/** The same in one line until it is unfolded: for what is not about the runs of the page. */
export function foldedFigure(figure: Figure, marks: DoubtMarks): string {
  const { id, title, summary, panels } = figure
  return `<section id="${id}" class="folded">${details(
    title,
    `${figureSigns(figure, marks)}
<p>${escapeHtml(summary)}</p>
${panels.map((panel) => panelMarkup(panel, panels.length > 1)).join('\n')}
${figureDetails(figure)}`,
  )}</section>`
}

/** Which regimes its figures are of, and the numbers of its doubts. */
export function figureSigns({ origins, doubts }: Figure, marks: DoubtMarks): string {
  const links = marks.at(doubts)
  const signs = origins.map((origin) => `<span class="origin">${origin}</span>`).join('')
  return `<p class="signs">${signs}${links === '' ? '' : `<span class="marks">doubts ${links}</span>`}</p>`
}

export function figureDetails({ title, table, n, command }: Figure): string {
  return details(
    'Table, n and command',
    `${figureTable(title, table)}
<dl><dt>n</dt><dd>${escapeHtml(n)}</dd><dt>Repeat</dt><dd><code>${escapeHtml(command)}</code></dd></dl>`,
  )
}

export function panelMarkup({ heading, caption, draw }: Panel, named: boolean): string {
  const charts = [
    draw(WIDE).replace('class="chart"', 'class="chart wide"'),
    draw(NARROW).replace('class="chart"', 'class="chart narrow"'),
  ]
  const below = caption === undefined ? '' : `<figcaption>${escapeHtml(caption)}</figcaption>`
  return `${named ? `<h3>${escapeHtml(heading)}</h3>` : ''}<figure>${charts.join('\n')}${below}</figure>`
}
