// What a chart shows of a suite, which may have hundreds of results; its table has them all.

import { DOUBT_SORTS, printDoubt, type DoubtSort } from '../measure/doubts/doubt.ts'
import { KIND_WEIGHTS, type WeighedDoubt } from '../measure/doubts/weight.ts'
import { CORE_CLOCK, type BenchDocument, type BenchResult } from '../measure/result.ts'
import { formatCount } from '../words/format.ts'

/** Regimes that are means to an end, not what payments consist of. */
const UNPICTURED: ReadonlySet<string> = new Set([
  'transport',
  'single operations',
  CORE_CLOCK,
  'one long message through node',
])

/** The processor time of an emulated card tells nothing of any card. */
export function isTelling({ environment: { facts } }: BenchDocument, { regime, origin }: BenchResult): boolean {
  return !UNPICTURED.has(regime) && !(origin === 'measured' && facts['driver'] === 'emulated')
}

/** One line a sort of doubt: how many results it touches, and the first of them. */
export function doubtLines(documents: readonly BenchDocument[]): WeighedDoubt[] {
  return documents.flatMap((document) => sortsOf(document).map(({ line }) => line))
}

export interface SortOfDoubt {
  readonly sort: DoubtSort
  readonly line: WeighedDoubt
}

/** Those of which a result of this run has one. */
export function sortsOf({ suite, results }: BenchDocument): SortOfDoubt[] {
  return DOUBT_SORTS.flatMap((sort) => {
    const touched = results.filter(({ doubts }) => doubts.some(sort.holds))
    const example = touched[0]?.doubts.find(sort.holds)
    if (touched.length === 0 || example === undefined) return []
    const many = `${formatCount(touched.length)} of ${formatCount(results.length)} results of suite ${suite}`
    const text = `${many}, e.g. ${touched[0]?.name}: ${printDoubt(example)}`
    return [{ sort, line: { text, weight: KIND_WEIGHTS[sort.kind] } }]
  })
}

/** All doubts of one result, for a table. */
export function doubtWords({ doubts }: BenchResult): string {
  return doubts.map(printDoubt).join('; ')
}

/** Processes; samples of one process in documents of an older version. */
export function nOf({ processNs, samples }: BenchResult): number {
  return processNs.length === 0 ? samples : processNs.length
}
