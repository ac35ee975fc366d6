// The comparison for a terminal: what was understood, before the work begins; then the table, the self-checks, the doubts
// and, last, the answer.

import type { Look } from '../../words/look.ts'
import { factLines, wrapProse } from '../../words/prose.ts'
import { tableLines } from '../../words/table.ts'
import { padEnd, padStart, widthOf } from '../../words/width.ts'
import { answerSentences, costRows } from './answer-text.ts'
import { doubtsOf } from '../../compare/doubts.ts'
import type { CompareDocument, RunFacts, TraceDocument } from '../../compare/document.ts'
import { sectionsOf, type Row } from './table.ts'
import { traceFacts } from '../../compare/trace.ts'

/** Known before the first payment. */
export function headText(facts: RunFacts, trace: TraceDocument, { width }: Look): string {
  const { reader, policy, seed } = facts
  const [first = '', ...more] = policy.split('; ')
  const lines = factLines(
    [
      ['reader', reader],
      ...traceFacts(trace),
      ['policy', first],
      ...more.map((part) => ['', part] as const),
      ['modelled', modelledFact(facts)],
      ['seed', String(seed)],
    ],
    width,
  )
  return `${lines.join('\n')}\n`
}

/** Never only nothing: whoever asked for a model learns why there is none. */
function modelledFact({ card, cards, time }: RunFacts): string {
  if (card !== null) return `${card}${time === 'slept' ? ', and waited for' : ''}`
  if (time === 'off') return 'nothing (--time off)'
  if (cards === 'real') return 'nothing: a card in a reader has a time of its own'
  return 'nothing: the default card was never measured with keys of this suite (others: tickbench profiles)'
}

/** Known after the last. */
export function resultText(document: CompareDocument, look: Look): string {
  const parts = [sectionLines, noteLines, checkLines, assumptionLines, doubtLines, answerLines].map((lines) =>
    lines(document, look),
  )
  return parts
    .filter((part) => part.length > 0)
    .map((part) => `\n${part.join('\n')}\n`)
    .join('')
}

const LABEL_WIDTH = 27
/** A scheme's column is never narrower: where fewer columns fit, the schemes stand in several tables. */
const LEAST_CELL_WIDTH = 24
/** Longer cells, which are sentences, are broken. */
const MOST_CELL_WIDTH = 40
const GAP = 2

function sectionLines(document: CompareDocument, { width, paint }: Look): readonly string[] {
  const { schemes } = document
  const fitting = Math.max(1, Math.floor((width - LABEL_WIDTH) / (LEAST_CELL_WIDTH + GAP)))
  const together = Math.min(schemes.length, fitting)
  const cellWidth = Math.min(MOST_CELL_WIDTH, Math.floor((width - LABEL_WIDTH) / together) - GAP)
  const sections = sectionsOf(document)
  const groups = Array.from({ length: Math.ceil(schemes.length / together) }, (_, at) => at * together)
  return groups.flatMap((first) => {
    const cells = <Cell>(all: readonly Cell[]): readonly Cell[] => all.slice(first, first + together)
    const names = cells(schemes.map(({ name }) => paint.strong(name)))
    return [
      ...(first === 0 ? [] : ['']),
      ...rowLines({ label: '', cells: names }, cellWidth),
      ...sections.flatMap(({ heading, rows }) => [
        ...(heading === '' ? [] : [paint.strong(heading)]),
        ...rows.flatMap(({ label, cells: all }) =>
          rowLines({ label: heading === '' ? label : `  ${label}`, cells: cells(all) }, cellWidth),
        ),
      ]),
    ]
  })
}

/** As many lines as the longest cell takes. */
function rowLines({ label, cells }: Row, cellWidth: number): readonly string[] {
  const wrapped = cells.map((cell) => wrapProse(cell, { width: cellWidth }))
  const labels = wrapProse(label.trimStart(), {
    width: LABEL_WIDTH,
    indent: /^ */.exec(label)?.[0] ?? '',
    hanging: '    ',
  })
  const height = Math.max(labels.length, ...wrapped.map((lines) => lines.length))
  return Array.from({ length: height }, (_, at) => {
    const padded = wrapped.map((lines) => ' '.repeat(GAP) + padStart(lines[at] ?? '', cellWidth))
    return `${padEnd(labels[at] ?? '', LABEL_WIDTH)}${padded.join('')}`.trimEnd()
  })
}

function noteLines({ schemes }: CompareDocument, { width }: Look): readonly string[] {
  return schemes.flatMap(({ name, notes }) =>
    notes.flatMap((note) => wrapProse(`${name}: ${note}`, { width, indent: 'note ', hanging: '     ' })),
  )
}

function checkLines({ schemes }: CompareDocument, { width, paint }: Look): readonly string[] {
  return schemes.flatMap(({ name, checks }) =>
    checks.flatMap((check) => {
      const verdict = check.holds ? paint.good('ok') : paint.bad('FAIL')
      const words = `${name}: ${check.name} (${check.detail})`
      return wrapProse(words, { width, indent: padEnd(verdict, 5), hanging: '     ' })
    }),
  )
}

/** What modelled time rests on. */
function assumptionLines({ assumptions }: CompareDocument, { width }: Look): readonly string[] {
  return assumptions.flatMap((line) => wrapProse(line, { width, indent: 'modelled ', hanging: '    ' }))
}

function doubtLines(document: CompareDocument, { width, paint }: Look): readonly string[] {
  const indent = `${paint.doubt('doubt')} `
  return doubtsOf(document).flatMap((doubt) =>
    wrapProse(doubt, { width, indent, hanging: ' '.repeat(widthOf(indent)) }),
  )
}

function answerLines(document: CompareDocument, look: Look): readonly string[] {
  if (document.answer === null) return []
  const { heads, rows } = costRows(document)
  const { width } = look
  const sentences = answerSentences(document).flatMap((sentence) => wrapProse(sentence, { width, hanging: '  ' }))
  return [look.paint.strong('answer'), ...tableLines(heads, rows, width), ...sentences]
}
