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

/** One line a sort of doubt: how many results of which suites it touches, and the first of them. */
export function doubtLines(documents: readonly BenchDocument[]): WeighedDoubt[] {
  return sortsOf(documents).map(({ line }) => line)
}

export interface SortOfDoubt {
  readonly sort: DoubtSort
  readonly line: WeighedDoubt
}

/** Those of which a result of these runs has one. */
export function sortsOf(documents: readonly BenchDocument[]): SortOfDoubt[] {
  return DOUBT_SORTS.flatMap((sort) => {
    const touched = documents.flatMap(({ suite, results }) => {
      const own = results.filter(({ doubts }) => doubts.some(sort.holds))
      const many = `${formatCount(own.length)} of ${formatCount(results.length)} results of suite ${suite}`
      return own.length === 0 ? [] : [{ many, first: own[0] }]
    })
    const [first] = touched.flatMap((one) => one.first ?? [])
    const example = first?.doubts.find(sort.holds)
    if (first === undefined || example === undefined) return []
    const text = `${touched.map(({ many }) => many).join(', ')}, e.g. ${first.name}: ${printDoubt(example)}`
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
