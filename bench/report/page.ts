// The report as one self-contained page: the answer and one chart first, then what was compared, the charts of the runs,
// and folded away every table; at the end each doubt once, and what it takes to repeat the runs.

import type { BenchDocument } from '../measure/result.ts'
import { counted } from '../../src/bytes/counted.ts'
import { formatCount } from '../words/format.ts'
import { escapeHtml } from '../words/markup.ts'
import { benchAnswers } from './bench-answer.ts'
import { doubtLines } from './bench-results.ts'
import { comparisonLead, comparisonSection } from './comparison/page.ts'
import type { Figure } from './figure.ts'
import { figureDetails, figureSection, figureSigns, foldedFigure, panelMarkup } from './page/figure-section.ts'
import { doubtMarks, type DoubtMarks } from './page/marks.ts'
import { repeatSection } from './page/repeat-section.ts'
import { suiteTables } from './page/suite-tables.ts'
import { details } from './page/table.ts'
import type { Report } from './report.ts'
import { htmlPage } from './shell.ts'
import { weighedDoubts } from '../compare/doubts.ts'

/** HTML, whole: no request, no script. */
export function reportPage(report: Report): string {
  const { comparisons, benches, figures } = report
  const [lead, ...others] = leadFirst(figures)
  const hasRuns = comparisons.length + benches.length > 0
  const isOpen = ({ isOfRuns }: Figure): boolean => isOfRuns || !hasRuns
  const [open, folded] = [others.filter(isOpen), others.filter((figure) => !isOpen(figure))]
  const marks = doubtMarks({
    shown: [
      ...comparisons.flatMap(weighedDoubts),
      ...[...(lead === undefined ? [] : [lead]), ...open].flatMap(({ doubts }) => doubts),
      ...doubtLines(benches),
    ],
    folded: folded.flatMap(({ doubts }) => doubts),
    benches,
  })
  const body = [
    leadSection(report, lead, marks),
    ...comparisons.map(
      (document, at) =>
        `<section id="comparison-${at + 1}"><h2>What was compared: ${escapeHtml(document.trace.name)}</h2>
${comparisonSection(document, at + 1)}</section>`,
    ),
    ...open.map((figure) => figureSection(figure, marks)),
    ...benches.map((document, at) => benchSection(document, at + 1, marks)),
    ...(folded.length === 0
      ? []
      : [`<section id="models"><h2>The same for everybody: modelled and counted</h2></section>`]),
    ...folded.map((figure) => foldedFigure(figure, marks)),
    marks.section,
    repeatSection(comparisons, benches),
  ]
  return htmlPage('tickbench report', '<h1>Micro-payments, with a card and without</h1>', body.join('\n'))
}

/** What a payment of the runs costs, or else whatever comes first. */
function leadFirst(figures: readonly Figure[]): readonly Figure[] {
  const lead = figures.find(({ isOfRuns }) => isOfRuns) ?? figures[0]
  return lead === undefined ? [] : [lead, ...figures.filter((figure) => figure !== lead)]
}

/** Sentences that a page without a comparison begins with. */
const MOST_SENTENCES = 3

function leadSection(report: Report, lead: Figure | undefined, marks: DoubtMarks): string {
  const { comparisons, benches } = report
  const answers = benches.flatMap((document) => answersOf(document, marks)).slice(0, MOST_SENTENCES)
  const sentences =
    comparisons.length > 0
      ? comparisons.map(comparisonLead)
      : answers.map((sentence) => `<p class="answer">${sentence}</p>`)
  return `<section id="answer" class="lead">
<h2>${escapeHtml(leadTitle(report))}</h2>
${sentences.join('\n')}
${lead === undefined ? '' : leadFigure(lead, marks)}
${contents(report, lead)}
</section>`
}

function leadTitle({ comparisons, benches }: Report): string {
  if (comparisons.length > 0) return 'The answer'
  return benches.length > 0 ? 'What was found' : 'What is modelled and counted alone'
}

function leadFigure(figure: Figure, marks: DoubtMarks): string {
  const { id, title, panels, summary } = figure
  const [first, ...others] = panels
  return `<div id="${id}"><h3>${escapeHtml(title)}</h3>
${figureSigns(figure, marks)}
${first === undefined ? '' : panelMarkup(first, false)}
<p class="small">${escapeHtml(summary)}</p>
${others.map((panel) => details(panel.heading, panelMarkup(panel, false))).join('\n')}
${figureDetails(figure)}</div>`
}

function contents({ comparisons, benches, figures }: Report, lead: Figure | undefined): string {
  const links = [
    ...comparisons.map(({ trace }, at) => [`comparison-${at + 1}`, `What was compared: ${trace.name}`] as const),
    ...figures.filter((figure) => figure !== lead).map(({ id, title }) => [id, title] as const),
    ...benches.map(({ suite }, at) => [`bench-${at + 1}`, `Suite ${suite}`] as const),
    ['doubts', 'Doubts'] as const,
    ...(comparisons.length + benches.length === 0 ? [] : [['repeat', 'To repeat this'] as const]),
  ]
  const items = links.map(([id, title]) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`)
  return `<nav aria-label="Contents">${details('On this page', `<ul>${items.join('')}</ul>`)}</nav>
<p class="small">Three kinds of figures, never mixed: <strong>measured</strong> on a machine that is named,
<strong>modelled</strong> from published figures of cards and computers, <strong>counted</strong> exactly.</p>`
}

function benchSection(document: BenchDocument, number: number, marks: DoubtMarks): string {
  const { suite, results, notes, assumptions = [] } = document
  const regimes = new Set(results.map(({ regime }) => regime)).size
  const lines = [...assumptions.map((line) => `modelled: ${line}`), ...notes].map(
    (line) => `<li>${escapeHtml(line)}</li>`,
  )
  const summary = `${counted(results.length, 'result')} in ${counted(regimes, 'regime')}, as tables`
  return `<section id="bench-${number}"><h2>Suite ${escapeHtml(suite)}</h2>
<p class="signs">${originsOf(document)}<span class="marks">doubts ${marks.ofResults(results) || 'none'}</span></p>
${answersOf(document, marks)
  .map((line) => `<p>${line}</p>`)
  .join('\n')}
${details(summary, suiteTables(document, number, marks))}
${lines.length === 0 ? '' : details(`Notes (${formatCount(lines.length)})`, `<ul>${lines.join('\n')}</ul>`)}</section>`
}

function originsOf({ results }: BenchDocument): string {
  return [...new Set(results.map(({ origin }) => origin))]
    .map((origin) => `<span class="origin">${origin}</span>`)
    .join('')
}

/** Markup: with the marks of the doubts of both figures. */
function answersOf(document: BenchDocument, marks: DoubtMarks): readonly string[] {
  return benchAnswers(document).map(({ own, peer, times }) => {
    const doubts = marks.ofResults([own, peer])
    return `${escapeHtml(`${own.name} ran ${times} times as fast as ${peer.name}.`)} <span class="marks">${doubts}</span>`
  })
}
