// Whether a second run confirms a first one, for a terminal: the count first, then every interval that does not hold.

import type { Confirmation, Held } from '../measure/confirm.ts'
import { formatInterval, formatRate, formatRatio, formatShare } from '../words/format.ts'
import { PLAIN, type Look } from '../words/look.ts'
import { tableLines, type Column } from '../words/table.ts'

export function confirmText({ ratios, rates, unmatched, differences }: Confirmation, look: Look = PLAIN): string {
  const lines = [
    heldLine('ratios', ratios),
    heldLine('rates', rates),
    ...brokenLines(ratios, formatRatio, look),
    ...brokenLines(rates, formatRate, look),
    ...(unmatched.length === 0 ? [] : [`in one of the runs only: ${unmatched.join('; ')}`]),
    ...(differences.length === 0 ? [] : [`the runs differ in: ${differences.join(', ')}`]),
  ]
  return `${lines.join('\n')}\n`
}

function heldLine(what: string, { compared, broken }: Held): string {
  const kept = compared - broken.length
  const share = compared === 0 ? '' : ` (${formatShare(kept / compared)})`
  return `of ${compared} ${what} ${kept} hold${share}: each run's interval holds the other's centre`
}

function brokenLines({ broken }: Held, format: (value: number) => string, { width }: Look): readonly string[] {
  if (broken.length === 0) return []
  const rows = broken.map(({ regime, name, peer, first, second }) => [
    regime,
    peer === undefined ? name : `${name}, to ${peer}`,
    formatInterval(first, format),
    formatInterval(second, format),
  ])
  return ['', ...tableLines(HEADS, rows, width)]
}

const HEADS: readonly (string | Column)[] = [
  { head: 'regime', wraps: true, leaves: 1 },
  { head: 'does not hold', wraps: true },
  { head: 'first run', wraps: true },
  { head: 'second run', wraps: true },
]
