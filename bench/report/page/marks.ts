// The doubts of a page: numbers at the figures that they touch, and one list at the end, each doubt once, the worst first.

import { worstFirst, type WeighedDoubt } from '../../measure/doubts/weight.ts'
import type { BenchDocument, BenchResult } from '../../measure/result.ts'
import { escapeHtml } from '../../words/markup.ts'
import { sortsOf } from '../bench-results.ts'
import { details } from './table.ts'

export interface DoubtMarks {
  /** Markup, empty for none: links to the numbers in the list. */
  readonly at: (doubts: readonly WeighedDoubt[]) => string
  /** The same for results of its runs. */
  readonly ofResults: (results: readonly Pick<BenchResult, 'doubts'>[]) => string
  /** The section at the end of the page; empty where nothing is in doubt. */
  readonly section: string
}

export interface DoubtsOfPage {
  /** In the order of the page. */
  readonly shown: readonly WeighedDoubt[]
  /** Of figures that are folded away: so are they, unless a figure that is not has them too. */
  readonly folded: readonly WeighedDoubt[]
  /** Whose doubts `shown` has, too. */
  readonly benches?: readonly BenchDocument[]
}

export function doubtMarks({ shown, folded, benches = [] }: DoubtsOfPage): DoubtMarks {
  const sorts = sortsOf(benches)
  const own = new Set(shown.map(({ text }) => text))
  const isOpen = ({ text, weight }: WeighedDoubt): boolean => weight !== 'scope' && own.has(text)
  const all = worstFirst([...shown, ...folded])
  // What is true of its kind of figure in any run is folded, too.
  const [open, hidden] = [all.filter(isOpen), all.filter((doubt) => !isOpen(doubt))]
  const numbers = new Map([...open, ...hidden].map(({ text }, at) => [text, at + 1]))
  const at = (own: readonly WeighedDoubt[]): string => {
    const found = new Set(own.flatMap(({ text }) => numbers.get(text) ?? []))
    return runsOf([...found].toSorted((a, b) => a - b))
      .map(markOf)
      .join(' ')
  }
  return {
    at,
    ofResults: (results) =>
      at(sorts.flatMap(({ sort, line }) => (results.some(({ doubts }) => doubts.some(sort.holds)) ? [line] : []))),
    section: all.length === 0 ? '' : listOf(open, hidden),
  }
}

function listOf(open: readonly WeighedDoubt[], hidden: readonly WeighedDoubt[]): string {
  const shown = open.map((doubt, at) => item(doubt, at + 1))
  const folded = hidden.map((doubt, at) => item(doubt, open.length + at + 1))
  const lists = [
    ...(shown.length === 0 ? [] : [`<ol>${shown.join('\n')}</ol>`]),
    ...(folded.length === 0
      ? []
      : [details(`Of what is modelled, and of any run (${folded.length})`, `<ol>${folded.join('\n')}</ol>`)]),
  ]
  return `<section id="doubts"><h2>Doubts, the worst first</h2>\n${lists.join('\n')}</section>`
}

function item({ text }: WeighedDoubt, number: number): string {
  return `<li id="doubt-${number}" value="${number}">${escapeHtml(text)}</li>`
}

type Run = readonly [first: number, last: number]

/** From three on, numbers in a row are one mark, which leads to the first. */
function runsOf(numbers: readonly number[]): readonly Run[] {
  const runs: Run[] = []
  for (const number of numbers) {
    const before = runs.at(-1)
    if (before !== undefined && number === before[1] + 1) runs.splice(-1, 1, [before[0], number])
    else runs.push([number, number])
  }
  return runs.flatMap(([first, last]): readonly Run[] =>
    last === first + 1
      ? [
          [first, first],
          [last, last],
        ]
      : [[first, last]],
  )
}

function markOf([first, last]: Run): string {
  const [shown, spoken] = first === last ? [first, `doubt ${first}`] : [`${first}–${last}`, `doubts ${first}–${last}`]
  return `<a class="mark" href="#doubt-${first}" aria-label="${spoken}">${shown}</a>`
}
