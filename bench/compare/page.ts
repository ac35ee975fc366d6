// The comparison as one self-contained page: no script, no request, light and dark, readable on paper.

import { formatCount } from '../report/format.ts'
import type { CompareDocument } from './document.ts'
import { sectionsOf } from './table.ts'

export function comparePage(document: CompareDocument): string {
  const { trace, reader, policy, seed, environment, command } = document
  const facts: readonly (readonly [string, string])[] = [
    [
      'workload',
      `${trace.name}: ${formatCount(trace.transactions)} micro-transactions of ${formatCount(trace.requests)} requests`,
    ],
    ['parties', `${formatCount(trace.buyers)} buyers, ${formatCount(trace.sellers)} sellers`],
    ['price', trace.priceRule],
    ['policy', policy],
    ['reader', reader],
    ['seed', String(seed)],
    ['host', `${environment.cpu}, ${environment.platform}, Node ${environment.node}`],
    ['repeat', command],
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tickbench: ${escapeHtml(trace.name)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>The same micro-transactions, side by side</h1>
<dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>
${tableHtml(document)}
${notesHtml(document)}
<h2>Self-checks</h2>
<ul>${checkItems(document)}</ul>
</main>
</body>
</html>
`
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

function notesHtml({ schemes }: CompareDocument): string {
  const notes = schemes.flatMap(({ name, notes: lines }) =>
    lines.map((line) => `<p>${escapeHtml(`${name}: ${line}`)}</p>`),
  )
  return notes.join('\n')
}

function checkItems({ schemes }: CompareDocument): string {
  return schemes
    .flatMap(({ name, checks }) => checks.map((check) => ({ name, check })))
    .map(({ name, check }) => {
      const verdict = check.holds ? 'holds' : 'FAILS'
      return `<li class="${verdict}"><strong>${verdict}</strong> ${escapeHtml(`${name}: ${check.name} (${check.detail})`)}</li>`
    })
    .join('\n')
}

/** Text from a log stays text. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.45 system-ui, sans-serif; margin: 0; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: 1.5rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; text-align: right; vertical-align: top; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent); }
th[scope=row] { text-align: left; font-weight: 400; white-space: nowrap; }
th[scope=colgroup] { text-align: left; padding-top: 1rem; }
thead th { font-size: 1.05rem; }
li.FAILS { color: #c00; }
@media print { main { max-width: none; padding: 0; } }
`
