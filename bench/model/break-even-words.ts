// Break-evens in words. No number is named alone beside which two schemes cannot be told apart, or where the numbers
// around it were not counted: there it is a range, or lies between two.

import { formatCount } from '../words/format.ts'
import { schemeNamed } from '../scheme/named.ts'
import { EITHER, UNTOLD, type BreakEven } from './break-even.ts'
import type { Zone } from './zones.ts'

export interface BreakEvenWords {
  /** `coupon beats MAC purse` */
  readonly who: string
  /** `from 200 payments (113–199 not distinguishable)` */
  readonly when: string
}

/** Who is dearer at first; where that is nowhere surely so, who is cheaper where it is. */
export function breakEvenWords({ schemes, zones }: BreakEven): BreakEvenWords {
  const [first, ...others] = zones.map(({ label }) => label).filter((label) => label !== UNTOLD)
  const untold = untoldRanges(zones)
  if (first === undefined)
    return { who: schemes.map(titleOf).join(' and '), when: `not distinguishable ${untold.join(', ')}` }
  const after = others.find((label) => label !== first)
  const subject = after ?? first
  const other = schemes.find((name) => name !== subject) ?? subject
  const back = zones.slice(zones.findIndex(({ label }) => label === after)).filter(({ label }) => label === first)
  const notes = [
    ...(untold.length === 0 ? [] : [`${untold.join(', ')} not distinguishable`]),
    ...(after === undefined || back.length === 0 ? [] : ['turns back by count: a curve steps']),
  ]
  return {
    who: `${titleOf(subject)} beats ${titleOf(other)}`,
    when: `${rangesOf(zones, subject).join(' and ')} payments${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`,
  }
}

/** `iKP macro payment from the first, then coupon from 2, then coupon or tick from 113, then tick from 200`. */
export function cheapestWords(zones: readonly Zone[]): string {
  const phases = zones.map(({ label, from }, at) => {
    const names = label.split(EITHER).map(titleOf).join(EITHER)
    const before = zones[at - 1]
    return before === undefined ? `${names} from the first` : `${names} from ${borderWords(before.to, from)}`
  })
  return phases.join(', then ')
}

export interface Border {
  readonly before: string
  readonly after: string
  /** The last number at which the one is surely cheaper, and the first at which the other is. */
  readonly from: number
  readonly to: number
}

export function bordersOf({ zones }: BreakEven): Border[] {
  const told = zones.filter(({ label }) => label !== UNTOLD)
  return told.slice(1).flatMap(({ label, from }, at) => {
    const last = told[at]
    return last === undefined || last.label === label
      ? []
      : [{ before: last.label, after: label, from: last.to, to: from }]
  })
}

function rangesOf(zones: readonly Zone[], subject: string): string[] {
  return zones.flatMap(({ label, from, to }, at) => {
    if (label !== subject) return []
    const [before, after] = [zones[at - 1], zones[at + 1]]
    const start = before === undefined || before.label === UNTOLD ? formatCount(from) : borderWords(before.to, from)
    if (after === undefined) return [`from ${start}`]
    const end =
      after.label === UNTOLD || after.from === to + 1 ? formatCount(to) : `a number from ${borderWords(to, after.from)}`
    if (before === undefined) return [`up to ${end}`]
    return [start === end ? `at ${start}` : `from ${start} to ${end}`]
  })
}

/** What was not counted beside it belongs to it. */
function untoldRanges(zones: readonly Zone[]): string[] {
  return zones.flatMap(({ label, from }, at) => {
    if (label !== UNTOLD) return []
    const [start, after] = [(zones[at - 1]?.to ?? from - 1) + 1, zones[at + 1]]
    if (after === undefined) return [`from ${formatCount(start)}`]
    const end = after.from - 1
    return [start === end ? formatCount(end) : `${formatCount(start)}–${formatCount(end)}`]
  })
}

/** The first number of what follows `last`: counted, or known to lie between two. */
function borderWords(last: number, first: number): string {
  return first === last + 1 ? formatCount(first) : `between ${formatCount(last)} and ${formatCount(first)}`
}

function titleOf(scheme: string): string {
  return schemeNamed(scheme).title
}
