// The comparison as a section of a report.

import { formatCount } from '../../words/format.ts'
import { escapeHtml } from '../../words/markup.ts'
import { factList, scrollable } from '../shell.ts'
import type { CompareDocument } from '../../compare/document.ts'
import { answerSentences, costRows } from './answer-text.ts'
import { doubtsOf } from '../../compare/doubts.ts'
import { sectionsOf } from './table.ts'

/** What was run, where and how. */
export function compareHeader({ trace, reader, policy, seed, environment, command }: CompareDocument): string {
  return factList([
    [
      'workload',
      `${trace.name}: ${formatCount(trace.transactions)} micro-transactions of ${formatCount(trace.requests)} requests`,
    ],
    ['parties', `${formatCount(trace.buyers)} buyers, ${formatCount(trace.sellers)} sellers`],
    ...trace.warnings.map((warning) => ['warning', warning] as const),
    ...(trace.form === null ? [] : [['form', `${trace.form}; client: ${trace.client}`] as const]),
    ...(trace.input === null
      ? []
      : [['input', `${formatCount(trace.input.bytes)} B, SHA-256 ${trace.input.sha256}`] as const]),
    ['price', trace.priceRule],
    ['policy', policy],
    ['reader', reader],
    ['seed', String(seed)],
    ['host', `${environment.cpu}, ${environment.platform}, Node ${environment.node}`],
    ['repeat', command],
  ])
}

/** The answer, table, notes, doubts and self-checks. */
export function compareSection(document: CompareDocument): string {
  return `${answerHtml(document)}
${scrollable('Schemes side by side', tableHtml(document))}
${notesHtml(document)}
<h3>Doubts</h3>
<ul>${doubtsOf(document)
    .map((doubt) => `<li>${escapeHtml(doubt)}</li>`)
    .join('')}</ul>
<h3>Self-checks</h3>
<ul class="checks">${checkItems(document)}</ul>`
}

function answerHtml(document: CompareDocument): string {
  if (document.answer === null) return ''
  const { heads, rows } = costRows(document)
  const head = heads.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('')
  const body = rows.map(([scheme = '', ...cells]) => {
    const tds = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')
    return `<tr><th scope="row">${escapeHtml(scheme)}</th>${tds}</tr>`
  })
  const sentences = answerSentences(document).map((sentence) => `<p>${escapeHtml(sentence)}</p>`)
  const table = `<table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`
  return `${scrollable('What a payment costs', table)}\n${sentences.join('\n')}`
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

function notesHtml({ schemes, assumptions }: CompareDocument): string {
  const notes = schemes.flatMap(({ name, notes: lines }) =>
    lines.map((line) => `<p>${escapeHtml(`${name}: ${line}`)}</p>`),
  )
  return [...assumptions.map((line) => `<p>${escapeHtml(`modelled ${line}`)}</p>`), ...notes].join('\n')
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
