// The comparison as a Markdown table.

import { markdownCode, markdownText, tableMarkdown } from '../report/table-markdown.ts'
import type { CompareDocument } from './document.ts'
import { sectionsOf } from './table.ts'

export function comparisonMarkdown(document: CompareDocument): string {
  const columns = ['', ...document.schemes.map(({ name }) => name)].map((name) => ({ name, unit: 'text' as const }))
  const rows = sectionsOf(document).flatMap(({ heading, rows: own }) => [
    ...(heading === '' ? [] : [[`**${heading}**`, ...document.schemes.map(() => '')]]),
    ...own.map(({ label, cells }) => [label.trim(), ...cells]),
  ])
  const checks = document.schemes.flatMap(({ name, checks: own }) =>
    own.map(
      (check) => `- ${check.holds ? 'holds' : 'FAILS'}: ${markdownText(`${name}: ${check.name} (${check.detail})`)}`,
    ),
  )
  return [
    `## The same micro-transactions, side by side: ${markdownText(document.trace.name)}`,
    tableMarkdown({ columns, rows }),
    checks.join('\n'),
    `Repeat: ${markdownCode(document.command)}`,
  ].join('\n\n')
}
