// The document of a suite for a terminal: one table a regime, its origin in its heading, every figure with its interval,
// its number of samples and its doubts.

import { printDoubt } from '../measure/doubts/doubt.ts'
import type { BenchDocument, BenchResult, Origin } from '../measure/result.ts'
import type { RunComparison } from '../measure/regression.ts'
import type { Comparison } from '../measure/statistics/compare.ts'
import { ABSENT, formatBytes, formatCount, formatInterval, formatNs, formatRate, formatRatio } from './format.ts'
import { formatTable } from './text-table.ts'

export function benchText(document: BenchDocument): string {
  const tables = groups(document.results).flatMap((results) => ['', ...regimeLines(results, document.confidence)])
  const notes = document.notes.length === 0 ? [] : ['', ...document.notes.map((note) => `note  ${note}`)]
  return `${[...headLines(document), ...tables, ...notes].join('\n')}\n`
}

/** This run against an earlier one, slower ones first. */
export function comparisonText({ results, unmatched, differences }: RunComparison): string {
  const order = ['slower', 'undecided', 'belowResolution', 'faster', 'same']
  const rows = results
    .toSorted((a, b) => order.indexOf(a.comparison.verdict) - order.indexOf(b.comparison.verdict))
    .map(({ name, regime, comparison }) => [regime, name, VERDICTS[comparison.verdict], ratioText(comparison)])
  const lines = [
    ...formatTable(['regime', 'operation', 'verdict', 'time, earlier run = 1'], rows),
    ...(unmatched.length === 0 ? [] : [`in one of the runs only: ${unmatched.join('; ')}`]),
    ...(differences.length === 0 ? [] : [`the runs differ in: ${differences.join(', ')}`]),
  ]
  return `${lines.join('\n')}\n`
}

const VERDICTS: Readonly<Record<Comparison['verdict'], string>> = {
  slower: 'slower',
  faster: 'faster',
  same: 'the same',
  undecided: 'undecided',
  belowResolution: 'below resolution',
}

const HEADINGS: Readonly<Record<Origin, string>> = {
  measured: 'measured on this host',
  modelled: 'modelled',
  counted: 'counted',
}

function headLines({ suite, seed, environment }: BenchDocument): string[] {
  const { cpu, processors, node, clockSource, clockGrainNs, memoryBytes, commit, flags, facts } = environment
  return [
    `suite      ${suite}`,
    `processor  ${processors} × ${cpu}, ${formatBytes(memoryBytes)}`,
    `node       ${[node, ...flags].join(' ')}`,
    `clock      ${clockSource ?? 'unnamed'}, ${formatNs(clockGrainNs)} between two readings`,
    ...Object.entries(facts).map(([name, value]) => `${name.padEnd(10)} ${value}`),
    ...(commit === null ? [] : [`commit     ${commit.slice(0, 12)}`]),
    `seed       ${seed}`,
  ]
}

/** Results of one regime and origin, in the order in which they came. */
function groups(results: readonly BenchResult[]): BenchResult[][] {
  const found = new Map<string, BenchResult[]>()
  for (const result of results) {
    const key = `${result.regime} ${result.origin}`
    found.set(key, [...(found.get(key) ?? []), result])
  }
  return [...found.values()]
}

function regimeLines(results: readonly BenchResult[], confidence: number): string[] {
  const [first] = results
  if (first === undefined) return []
  const percent = `${formatCount(Math.round(confidence * 100))} % interval`
  const rows = results.map((result) => [
    result.name,
    result.perSecond === null ? ABSENT : formatRate(result.perSecond.median),
    result.perSecond === null ? ABSENT : `${formatRate(result.perSecond.low)} – ${formatRate(result.perSecond.high)}`,
    result.perSecond === null ? ABSENT : formatNs(1e9 / result.perSecond.median),
    formatCount(result.samples),
  ])
  return [
    `${first.regime} · ${HEADINGS[first.origin]}`,
    ...indented(formatTable(['', 'per second', percent, 'each', 'n'], rows)),
    ...ratioLines(results),
    ...doubtLines(results),
  ]
}

function ratioLines(results: readonly BenchResult[]): string[] {
  const rows = results.flatMap(({ name, ratioTo }) =>
    Object.entries(ratioTo).map(([peer, ratio]) => [name, formatInterval(ratio, formatRatio), `the rate of ${peer}`]),
  )
  return rows.length === 0 ? [] : indented(formatTable(['', '', ''], rows).slice(1))
}

/** One line a sentence, with the names of the figures that it touches. */
function doubtLines(results: readonly BenchResult[]): string[] {
  const touched = new Map<string, string[]>()
  for (const { name, doubts } of results) {
    for (const sentence of doubts.map(printDoubt)) touched.set(sentence, [...(touched.get(sentence) ?? []), name])
  }
  return [...touched].map(([sentence, names]) => {
    const all = names.length === results.length && names.length > 1
    return `  doubt  ${all ? 'all of them' : names.join('; ')}: ${sentence}`
  })
}

function ratioText(comparison: Comparison): string {
  return 'ratio' in comparison ? formatInterval(comparison.ratio, formatRatio) : ABSENT
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}
