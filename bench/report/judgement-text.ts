// A judgement of many figures, for a terminal: what became slower first, each with the ratio of times; then what was not
// decided and why, what the comparison could have found, and what would tell more.

import { isDisturbed, othersText, type Others } from '../words/others.ts'
import type { Doubt } from '../measure/doubts/doubt.ts'
import type { Origin } from '../measure/result.ts'
import { LEAST_PROCESSES, type Bar, type JudgedFigure, type Judgement, type Verdict } from '../measure/verdict.ts'
import { ABSENT } from '../words/format.ts'
import { PLAIN, type Look } from '../words/look.ts'
import type { Paint } from '../words/paint.ts'
import { wrapProse } from '../words/prose.ts'
import { tableLines, type Column } from '../words/table.ts'
import { doubtLines, marksOf } from './doubt-lines.ts'

export interface PlacedFigure extends JudgedFigure {
  readonly regime: string
  readonly origin: Origin
  readonly doubts: readonly Doubt[]
}

export interface Judged extends Pick<Judgement, 'finds' | 'moved'> {
  readonly figures: readonly PlacedFigure[]
  /** `pairs` are builds side by side, `runs` are stored. */
  readonly kind: 'pairs' | 'runs'
  /** What others did meanwhile. */
  readonly others: Others
}

/** Without verdicts where the two sides are not to be judged. */
export function judgementLines(judged: Judged, look: Look = PLAIN, isJudged = true): readonly string[] {
  const { figures, kind } = judged
  const rows = figures
    .toSorted((a, b) => (isJudged ? ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) : 0))
    .map((one) => [
      one.regime,
      one.name,
      ...(isJudged ? [verdictWords(one, look.paint)] : []),
      ratioWords(one),
      marksOf(one),
    ])
  const said = isJudged ? [...undecidedLines(judged), ...reachLines(judged), ...movedLines(judged)] : []
  return [
    ...tableLines(headsOf(kind, isJudged, figures), rows, look.width),
    ...doubtLines(figures, look.paint),
    ...said.flatMap((line) => wrapProse(line, { width: look.width, hanging: '  ' })),
  ]
}

const ORDER: readonly Verdict[] = ['slower', 'undecided', 'faster', 'same']

function headsOf(kind: Judged['kind'], isJudged: boolean, figures: Judged['figures']): readonly (string | Column)[] {
  return [
    { head: 'regime', wraps: true, leaves: 1 },
    { head: 'operation', wraps: true },
    ...(isJudged ? [{ head: 'verdict', wraps: true }] : []),
    { head: kind === 'pairs' ? 'time, other build = 1' : 'time, before = 1', wraps: true },
    figures.some(({ doubts }) => doubts.length > 0) ? 'doubts' : '',
  ]
}

function verdictWords({ verdict, atMost, barred }: PlacedFigure, paint: Paint): string {
  switch (verdict) {
    case 'slower':
      return paint.bad('slower')
    case 'faster':
      return paint.good('faster')
    case 'same':
      return 'the same'
    case 'undecided':
      return barred !== undefined || atMost === undefined || atMost <= 1
        ? 'undecided'
        : `undecided: up to ${change(atMost)}`
  }
}

/** More digits than elsewhere: a hundredth decides. */
function ratioWords({ ratio, origin }: PlacedFigure): string {
  if (ratio === undefined) return ABSENT
  const { median, low, high } = ratio
  return origin === 'measured' ? `${digits(median)} (${digits(low)} – ${digits(high)})` : `${digits(median)}, ${origin}`
}

function digits(ratio: number): string {
  return ratio.toFixed(3)
}

/** `+7.2 %`. */
function change(ratio: number): string {
  return `${ratio < 1 ? '−' : '+'}${(Math.abs(ratio - 1) * 100).toFixed(1)} %`
}

const BARS: Readonly<Record<Bar, string>> = {
  tooFewProcesses: `verdicts want ${LEAST_PROCESSES} whole rounds on both sides (--rounds, --minutes)`,
  othersHadProcessor: 'an elapsed time while others had the processor: measure on a quieter machine, both sides',
  waitingUnknown: 'an elapsed time on a system that does not tell how long others had the processor',
  belowResolution: 'no time that can be told from the clock or from the baseline',
}

function undecidedLines({ figures, kind, others: disturbed }: Judged): readonly string[] {
  const open = figures.filter(({ verdict }) => verdict === 'undecided')
  const barred = Object.entries(BARS).flatMap(([bar, why]) => {
    const count = open.filter((one) => one.barred === bar).length
    return count === 0 ? [] : [`undecided, ${count} of ${figures.length}: ${why}`]
  })
  if (open.every((one) => one.barred !== undefined)) return barred
  const others = kind === 'runs' ? ['both builds in the same processes (--against DIR)'] : []
  const quiet = isDisturbed(disturbed) ? [`a quieter machine (${othersText(disturbed)})`] : []
  const ways = ['more rounds (--thorough, --rounds)', ...others, ...quiet]
  return [...barred, `what tells more of those left: ${ways.join('; ')}`]
}

function reachLines({ finds, kind }: Judged): readonly string[] {
  if (finds === undefined) return []
  const [usual, worst] = [change(finds.median), change(finds.worst)]
  const reach = `this comparison finds in 95 of 100: ${usual} of a usual figure, ${worst} of the noisiest`
  return [kind === 'runs' ? `${reach}, since runs differ by themselves; for less: --against DIR` : reach]
}

function movedLines({ moved, kind }: Judged): readonly string[] {
  if (moved === undefined) return []
  const cause = 'something that all figures use'
  const advice = kind === 'runs' ? `the machine, or ${cause}; --against DIR tells which` : cause
  return [`everything moved by ${change(moved)}: ${advice}`]
}
