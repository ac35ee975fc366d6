// The comparison as a Markdown table.

import { markdownCode, markdownText, tableMarkdown } from '../table-markdown.ts'
import { answerSentences, costRows } from './answer-text.ts'
import { doubtsOf } from '../../compare/doubts.ts'
import type { CompareDocument } from '../../compare/document.ts'
import { sectionsOf } from './table.ts'

export function comparisonMarkdown(document: CompareDocument): string {
  const { assumptions } = document
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
  const { heads, rows: costs } = costRows(document)
  const costTable = {
    columns: heads.map((name) => ({ name, unit: 'text' as const })),
    rows: costs.map((row) => [...row]),
  }
  const answer =
    document.answer === null ? [] : [tableMarkdown(costTable), ...answerSentences(document).map(markdownText)]
  return [
    `## The same micro-transactions, side by side: ${markdownText(document.trace.name)}`,
    ...lines(document.trace.warnings.map((warning) => `warning: ${warning}`)),
    ...answer,
    tableMarkdown({ columns, rows }),
    ...lines(document.schemes.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`))),
    ...lines(doubtsOf(document).map((doubt) => `doubt: ${doubt}`)),
    checks.join('\n'),
    ...lines(assumptions.map((line) => `modelled ${line}`)),
    `Repeat: ${markdownCode(document.command)}`,
  ].join('\n\n')
}

/** A list, or nothing. */
function lines(items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [items.map((item) => `- ${markdownText(item)}`).join('\n')]
}
