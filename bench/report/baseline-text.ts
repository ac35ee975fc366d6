// A run beside an earlier one of the same suite, for a terminal: what became slower first, each with the ratio of times,
// the effect size and the doubts of both runs.

import type { RunComparison } from '../measure/regression.ts'
import type { Comparison } from '../measure/statistics/compare.ts'
import { PLAIN, type Look } from '../words/look.ts'
import type { Paint } from '../words/paint.ts'
import { tableLines, type Column } from '../words/table.ts'
import { doubtLines, marksOf } from './doubt-lines.ts'
import { ABSENT, formatInterval, formatRatio, formatShare } from '../words/format.ts'

/** This run against an earlier one, slower ones first. */
export function comparisonText({ results, unmatched, differences }: RunComparison, look: Look = PLAIN): string {
  const order = ['slower', 'undecided', 'belowResolution', 'faster', 'same']
  const rows = results
    .toSorted((a, b) => order.indexOf(a.comparison.verdict) - order.indexOf(b.comparison.verdict))
    .map((one) => [
      one.regime,
      one.name,
      verdictText(one.comparison.verdict, look.paint),
      ...ratioCells(one.comparison),
      marksOf(one),
    ])
  const lines = [
    ...tableLines(COMPARED, rows, look.width),
    ...doubtLines(results, look.paint),
    ...(unmatched.length === 0 ? [] : [`in one of the runs only: ${unmatched.join('; ')}`]),
    ...(differences.length === 0 ? [] : [`the runs differ in: ${differences.join(', ')}`]),
  ]
  return `${lines.join('\n')}\n`
}

const COMPARED: readonly (string | Column)[] = [
  { head: 'regime', wraps: true, leaves: 1 },
  { head: 'operation', wraps: true },
  'verdict',
  { head: 'time, earlier run = 1', wraps: true },
  { head: 'chance of being slower', leaves: 2 },
  'doubts',
]

function verdictText(verdict: Comparison['verdict'], paint: Paint): string {
  if (verdict === 'slower') return paint.bad(VERDICTS[verdict])
  return verdict === 'faster' ? paint.good(VERDICTS[verdict]) : VERDICTS[verdict]
}

const VERDICTS: Readonly<Record<Comparison['verdict'], string>> = {
  slower: 'slower',
  faster: 'faster',
  same: 'the same',
  undecided: 'undecided',
  belowResolution: 'below resolution',
}

/** The ratio, and the effect size: how often a sample of this run takes longer than one of the earlier run. */
function ratioCells(comparison: Comparison): string[] {
  if (!('ratio' in comparison)) return [ABSENT, ABSENT]
  return [formatInterval(comparison.ratio, formatRatio), formatShare(comparison.chanceOfSlower)]
}
