// What a chart shows of a suite, which may have hundreds of results; its table has them all.

import { DOUBT_SORTS, printDoubt } from '../measure/doubts/doubt.ts'
import type { BenchDocument, BenchResult } from '../measure/result.ts'
import { formatCount } from '../words/format.ts'

/** Regimes that are means to an end, not what payments consist of. */
const UNPICTURED: ReadonlySet<string> = new Set([
  'transport',
  'single operations',
  'core clock',
  'one long message through node',
])
const MOST_PER_REGIME = 6

export const PICTURED_WORDS: string = `a picture shows of each regime of a suite the first ${MOST_PER_REGIME} results, the table all`

export function isPictured(document: BenchDocument, result: BenchResult): boolean {
  if (UNPICTURED.has(result.regime)) return false
  const own = document.results.filter(({ regime, origin }) => regime === result.regime && origin === result.origin)
  return own.indexOf(result) < MOST_PER_REGIME
}

/** One line a sort of doubt: how many results it touches, and the first of them. */
export function doubtLines(documents: readonly BenchDocument[]): string[] {
  return documents.flatMap(({ suite, results }) =>
    DOUBT_SORTS.flatMap(({ holds }) => {
      const touched = results.filter(({ doubts }) => doubts.some(holds))
      const example = touched[0]?.doubts.find(holds)
      if (touched.length === 0 || example === undefined) return []
      const many = `${formatCount(touched.length)} of ${formatCount(results.length)} results of suite ${suite}`
      return [`${many}, e.g. ${touched[0]?.name}: ${printDoubt(example)}`]
    }),
  )
}

/** All doubts of one result, for a table. */
export function doubtWords({ doubts }: BenchResult): string {
  return doubts.map(printDoubt).join('; ')
}
