// The doubts of a table: a letter in the row of a figure, and below the table what each letter stands for.

import { DOUBT_KINDS, DOUBT_SORTS, printDoubt, type DoubtKind } from '../measure/doubts/doubt.ts'
import type { BenchResult } from '../measure/result.ts'
import type { Paint } from '../words/paint.ts'
import { formatCount } from '../words/format.ts'

export type Doubted = Pick<BenchResult, 'name' | 'doubts'>

/** One line a sort of doubt: the figures that it touches by the marks in their rows, and one of them in words. */
export function doubtLines(results: readonly Doubted[], paint: Paint): string[] {
  return DOUBT_SORTS.flatMap(({ kind, holds }) => {
    const touched = results.flatMap(({ name, doubts }) => {
      const doubt = doubts.find(holds)
      return doubt === undefined ? [] : [{ name, sentence: printDoubt(doubt) }]
    })
    const [first] = touched
    if (first === undefined) return []
    const alike = touched.every(({ sentence }) => sentence === first.sentence)
    const whose = touched.length === 1 ? first.name : `${formatCount(touched.length)} of ${formatCount(results.length)}`
    return [
      `  ${paint.doubt(`doubt ${markOf(kind)}`)}  ${whose}: ${alike ? '' : `e.g. ${first.name}: `}${first.sentence}`,
    ]
  })
}

const MARKS = 'abcdefghijklmnopqrstuvwxyz'

/** The same in every table. */
function markOf(kind: DoubtKind): string {
  return MARKS.charAt(DOUBT_KINDS.indexOf(kind))
}

export function marksOf({ doubts }: Pick<Doubted, 'doubts'>): string {
  return [...new Set(doubts.map(({ kind }) => markOf(kind)))].toSorted().join('')
}
