// A judgement of many figures, for a terminal: what became slower first, then what could have hidden.

import type { JudgedFigure, Judgement, Verdict } from '../measure/verdict.ts'
import { ABSENT, formatInterval, formatRatio, formatShare } from '../words/format.ts'
import { PLAIN, type Look } from '../words/look.ts'
import type { Paint } from '../words/paint.ts'
import { wrapProse } from '../words/prose.ts'
import { tableLines, type Column } from '../words/table.ts'

export type PlacedFigure = JudgedFigure & { readonly regime: string }

/** `told` names what the ratio is of, e.g. `time, other build = 1`. */
export function judgementText(
  { finds, moved }: Judgement,
  figures: readonly PlacedFigure[],
  told: string,
  look: Look = PLAIN,
): string {
  const heads: readonly (string | Column)[] = [
    { head: 'regime', wraps: true, leaves: 1 },
    { head: 'operation', wraps: true },
    { head: 'verdict', wraps: true },
    { head: told, wraps: true },
  ]
  const rows = figures
    .toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))
    .map((one) => [one.regime, one.name, verdictOf(one, look.paint), ratioOf(one)])
  const sentences = [...findsSentence(finds), ...movedSentence(moved)]
  const lines = [...tableLines(heads, rows, look.width), ...sentences.flatMap((line) => wrapProse(line, look))]
  return `${lines.join('\n')}\n`
}

const ORDER: readonly Verdict[] = ['slower', 'undecided', 'faster', 'same']

function verdictOf({ verdict, atMost }: JudgedFigure, paint: Paint): string {
  switch (verdict) {
    case 'slower':
      return paint.bad('slower')
    case 'faster':
      return paint.good('faster')
    case 'same':
      return 'the same'
    case 'undecided':
      return atMost === undefined || atMost <= 1 ? 'undecided' : `undecided: up to +${formatShare(atMost - 1)}`
  }
}

function ratioOf({ ratio }: JudgedFigure): string {
  return ratio === undefined ? ABSENT : formatInterval(ratio, formatRatio)
}

function findsSentence(finds: Judgement['finds']): readonly string[] {
  if (finds === undefined) return []
  const [worst, usual] = [finds.worst, finds.median].map((ratio) => formatShare(ratio - 1))
  return [`this comparison finds in 95 of 100: a slowdown of ${usual} of a usual figure, of ${worst} of the noisiest`]
}

function movedSentence(moved: Judgement['moved']): readonly string[] {
  if (moved === undefined) return []
  const by = `${moved > 1 ? '+' : '−'}${formatShare(Math.abs(moved - 1))}`
  return [`everything moved by ${by}: the machine, or something that all use`]
}
