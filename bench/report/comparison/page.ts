// The comparison as parts of a page: what it found, in three sentences; what was compared; and, folded away, every figure.

import { formatCount } from '../../words/format.ts'
import { escapeHtml } from '../../words/markup.ts'
import { details } from '../page/table.ts'
import { factList, scrollable } from '../shell.ts'
import type { CompareDocument } from '../../compare/document.ts'
import { answerSentences, costRows, leadSentences } from './answer-text.ts'
import { sectionsOf } from './table.ts'

/** The first words of the page: whether the books agree if they do not, and the answer. */
export function comparisonLead(document: CompareDocument): string {
  const { trace, holds } = document
  const failed = holds ? [] : ['A self-check failed: the books do not agree, and no figure of this run counts.']
  const warnings = trace.warnings.map((warning) => `Warning: ${warning}.`)
  return [
    ...failed.map((text) => `<p class="fails"><strong>${escapeHtml(text)}</strong></p>`),
    ...leadSentences(document).map((sentence) => `<p class="answer">${escapeHtml(sentence)}</p>`),
    ...warnings.map((text) => `<p>${escapeHtml(text)}</p>`),
  ].join('\n')
}

/** What was run, where and how; its table, notes and self-checks unfold. */
export function comparisonSection(document: CompareDocument, run: number): string {
  const { trace, environment } = document
  return `${factList([
    [
      'workload',
      `${trace.name}: ${formatCount(trace.transactions)} micro-transactions of ${formatCount(trace.requests)} requests; ` +
        `${formatCount(trace.buyers)} buyers, ${formatCount(trace.sellers)} sellers`,
    ],
    ['schemes', document.schemes.map(({ name }) => name).join(', ')],
    ['host', `${environment.cpu}, ${environment.platform}, Node ${environment.node}`],
    ['self-checks', checksLine(document)],
  ])}
${details('How it was run', settings(document))}
${details('Every figure, side by side', figures(document, run))}
${details('Self-checks', `<ul class="checks">${checkItems(document)}</ul>`)}`
}

function settings({ trace, reader, policy, card, command, assumptions }: CompareDocument): string {
  return `${factList([
    ...(trace.form === null ? [] : [['form', `${trace.form}; client: ${trace.client}`] as const]),
    ...(trace.input === null
      ? []
      : [['input', `${formatCount(trace.input.bytes)} B, SHA-256 ${trace.input.sha256}`] as const]),
    ['price', trace.priceRule],
    ['policy', policy],
    ['reader', reader],
    ...(card === null ? [] : [['modelled card', card] as const]),
    ['repeat', command],
  ])}
${assumptions.map((line) => `<p>${escapeHtml(`modelled ${line}`)}</p>`).join('\n')}`
}

function checksLine({ schemes, holds }: CompareDocument): string {
  const all = schemes.flatMap(({ checks }) => checks)
  const failing = all.filter((check) => !check.holds).length
  return holds && failing === 0 ? `all ${formatCount(all.length)} hold` : `${formatCount(failing)} FAIL`
}

function figures(document: CompareDocument, run: number): string {
  return `${answerHtml(document, run)}
${scrollable(`Schemes side by side, run ${run}`, tableHtml(document))}
${document.schemes.flatMap(({ name, notes }) => notes.map((line) => `<p>${escapeHtml(`${name}: ${line}`)}</p>`)).join('\n')}`
}

function answerHtml(document: CompareDocument, run: number): string {
  if (document.answer === null) return ''
  const { heads, rows } = costRows(document)
  const head = heads.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('')
  const body = rows.map(([scheme = '', ...cells]) => {
    const tds = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')
    return `<tr><th scope="row">${escapeHtml(scheme)}</th>${tds}</tr>`
  })
  const sentences = answerSentences(document).map((sentence) => `<p>${escapeHtml(sentence)}</p>`)
  const table = `<table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`
  return `${scrollable(`What a payment costs, run ${run}`, table)}\n${sentences.join('\n')}`
}
function tableHtml(document: CompareDocument): string {
  const columns = document.schemes.map(({ name }) => `<th scope="col">${escapeHtml(name)}</th>`).join('')
  const width = document.schemes.length + 1
  const bodies = sectionsOf(document).map(({ heading, rows }) => {
    const head = heading === '' ? '' : `<tr><th scope="colgroup" colspan="${width}">${escapeHtml(heading)}</th></tr>`
    const body = rows.map(({ label, cells }) => {
      const tds = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')
      return `<tr><th scope="row">${escapeHtml(label.trim())}</th>${tds}</tr>`
    })
    return `<tbody>${head}${body.join('\n')}</tbody>`
  })
  return `<table><thead><tr><td></td>${columns}</tr></thead>${bodies.join('\n')}</table>`
}

function checkItems({ schemes }: CompareDocument): string {
  return schemes
    .flatMap(({ name, checks }) => checks.map((check) => ({ name, check })))
    .map(({ name, check }) => {
      const verdict = check.holds ? 'holds' : 'FAILS'
      return `<li class="${verdict.toLowerCase()}"><strong>${verdict}</strong> ${escapeHtml(`${name}: ${check.name} (${check.detail})`)}</li>`
    })
    .join('\n')
}
