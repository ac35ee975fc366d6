// What `bench noise` has found, for a terminal.

import { othersText, type Others } from '../words/others.ts'
import type { Calibration } from '../measure/calibration.ts'
import { disturbanceOf, RUN_TERM, runTermAt } from '../measure/statistics/process-interval.ts'
import { formatCount, formatNs, formatShare } from '../words/format.ts'
import { PLAIN, type Look } from '../words/look.ts'
import { wrapProse } from '../words/prose.ts'
import { tableLines, type Column } from '../words/table.ts'

export interface NoiseReport {
  readonly suite: string
  readonly figures: number
  /** Time that others had, as a share. */
  readonly others: Others
  readonly rows: readonly NoiseRow[]
  /** Standard deviation between runs that their processes do not explain. */
  readonly runTerm: number
}

export interface NoiseRow {
  readonly way: string
  /** A side. */
  readonly processes: number
  readonly seconds: number
  /** Runs or pairs that were judged. */
  readonly judged: number
  readonly calibration: Calibration
}

export function noiseText({ suite, figures, others, rows, runTerm }: NoiseReport, look: Look = PLAIN): string {
  const head = `equal programs, ${figures} figures of suite ${suite}; ${othersText(others)}`
  const sizes = rows[0]?.calibration.found.map(([size]) => size) ?? []
  const heads: readonly (string | Column)[] = [
    { head: 'compared by', wraps: true },
    { head: 'processes a side', wraps: true },
    'takes',
    { head: 'alarms of equal programs', wraps: true },
    ...sizes.map((size) => ({ head: `+${formatShare(size)} found`, wraps: true }) as const),
  ]
  const lines = tableLines(heads, rows.map(cellsOf), look.width)
  return `${[...wrapProse(head, { width: look.width }), '', ...lines, '', ...wrapProse(runSentence(runTerm, others), { width: look.width })].join('\n')}\n`
}

function cellsOf({ way, processes, seconds, judged, calibration: { alarms, found } }: NoiseRow): string[] {
  return [
    way,
    formatCount(processes),
    formatNs(seconds * 1e9),
    `${formatCount(Math.round(alarms * judged))} of ${formatCount(judged)}`,
    ...found.map(([, share]) => formatShare(share)),
  ]
}

/** Intervals and `--baseline` allow for so much. */
function runSentence(runTerm: number, others: Others): string {
  const allowed = runTermAt(RUN_TERM.clockSteps, disturbanceOf(others))
  const verdict = runTerm <= allowed ? 'which covers it' : 'which is too little here: believe --against only'
  return `From run to run a figure moves by ${formatShare(runTerm)} more than its processes tell; intervals allow for ${formatShare(allowed)}, ${verdict}.`
}
