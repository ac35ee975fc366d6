// The document of a suite for a terminal: one table a regime, its origin in its heading, every figure with its interval,
// its number of samples and its doubts.

import { DOUBT_KINDS, DOUBT_SORTS, printDoubt, type DoubtKind } from '../measure/doubts/doubt.ts'
import type { BenchDocument, BenchResult, Growth, Origin } from '../measure/result.ts'
import type { Interval } from '../measure/statistics/interval.ts'
import type { RunComparison } from '../measure/regression.ts'
import type { Comparison } from '../measure/statistics/compare.ts'
import {
  ABSENT,
  formatBytes,
  formatCount,
  formatInterval,
  formatNs,
  formatRate,
  formatRatio,
  formatShare,
} from './format.ts'
import { formatTable } from './text-table.ts'

export function benchText(document: BenchDocument): string {
  const tables = groups(document.results).flatMap((results) => [
    '',
    ...regimeLines(results, document.confidence),
    ...growthLines((document.growth ?? []).filter(({ regime }) => regime === results[0]?.regime)),
  ])
  const notes = document.notes.length === 0 ? [] : ['', ...document.notes.map((note) => `note  ${note}`)]
  return `${[...headLines(document), ...tables, ...notes].join('\n')}\n`
}

/** This run against an earlier one, slower ones first. */
export function comparisonText({ results, unmatched, differences }: RunComparison): string {
  const order = ['slower', 'undecided', 'belowResolution', 'faster', 'same']
  const rows = results
    .toSorted((a, b) => order.indexOf(a.comparison.verdict) - order.indexOf(b.comparison.verdict))
    .map((one) => [one.regime, one.name, VERDICTS[one.comparison.verdict], ...ratioCells(one.comparison), marksOf(one)])
  const heads = ['regime', 'operation', 'verdict', 'time, earlier run = 1', 'chance of being slower', 'doubts']
  const lines = [
    ...formatTable(heads, rows),
    ...doubtLines(results),
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

/** Results of one regime, in the order in which they came. */
function groups(results: readonly BenchResult[]): BenchResult[][] {
  const found = new Map<string, BenchResult[]>()
  for (const result of results) found.set(result.regime, [...(found.get(result.regime) ?? []), result])
  return [...found.values()]
}

function regimeLines(results: readonly BenchResult[], confidence: number): string[] {
  const [first] = results
  if (first === undefined) return []
  const timed = results.filter(({ origin }) => origin !== 'counted')
  const origins = TIMES.filter((origin) => timed.some((result) => result.origin === origin))
  return [
    ...(timed.length === 0 ? [] : [`${first.regime} · ${origins.map((origin) => HEADINGS[origin]).join(' · ')}`]),
    ...indented(isByTime(timed) ? timeTable(timed, origins, confidence) : rateTable(timed, confidence)),
    ...ratioLines(timed),
    ...origins.flatMap((origin) => doubtLines(timed.filter((result) => result.origin === origin))),
    ...countedLines(results.filter(({ origin }) => origin === 'counted')),
  ]
}

const TIMES: readonly Origin[] = ['modelled', 'measured']

/** Exact, so without interval and doubt; what nobody did is left out. */
function countedLines(results: readonly BenchResult[]): string[] {
  const [first] = results
  if (first === undefined) return []
  const all = [...new Set(results.flatMap(({ counts = {} }) => Object.keys(counts)))]
  const shown = all.filter((what) => results.some(({ counts }) => (counts?.[what] ?? 0) > 0))
  const rows = results.map(({ name, counts }) => [name, ...shown.map((what) => formatCount(counts?.[what] ?? 0))])
  return ['', `${first.regime} · ${HEADINGS.counted}`, ...indented(formatTable(['', ...shown], rows))]
}

function growthLines(growth: readonly Growth[]): string[] {
  if (growth.length === 0) return []
  const rows = growth.map(({ name, variable, exponent }) => [name, formatExponent(exponent), variable])
  return ['', ...indented(formatTable(['time grows as n to the', 'exponent', 'n'], rows))]
}

/** An exponent is a difference of logarithms: digits behind the point say how sure it is, not three of them anywhere. */
function formatExponent({ median, low, high }: Interval): string {
  const [mid, from, to] = [median, low, high].map((value) => value.toFixed(2).replace('-0.00', '0.00'))
  return `${mid} (${from} – ${to})`
}

/** What is slow, or has a baseline, is told by its time. */
function isByTime(results: readonly BenchResult[]): boolean {
  return results.some(({ origin, baselineNs }) => origin === 'modelled' || baselineNs !== undefined)
}

function rateTable(results: readonly BenchResult[], confidence: number): string[] {
  if (results.length === 0) return []
  const rows = results.map((result) => [result.name, ...rateCells(result)])
  return formatTable(['', 'per second', intervalHeading(confidence), 'each', 'n', 'doubts'], rows)
}

function rateCells(result: BenchResult): string[] {
  const { perSecond, samples } = result
  if (perSecond === null) return [ABSENT, ABSENT, ABSENT, formatCount(samples), marksOf(result)]
  const { median, low, high } = perSecond
  const interval = `${formatRate(low)} – ${formatRate(high)}`
  return [formatRate(median), interval, formatNs(1e9 / median), formatCount(samples), marksOf(result)]
}

/** A modelled and a measured time of one operation stand in one row, in columns of their own. */
function timeTable(results: readonly BenchResult[], origins: readonly Origin[], confidence: number): string[] {
  const names = [...new Set(results.map(({ name }) => name))]
  const head = origins.flatMap((origin) => [HEADINGS[origin], intervalHeading(confidence), 'baseline', 'n', 'doubts'])
  const rows = names.map((name) => [
    name,
    ...origins.flatMap((origin) => timeCells(results.find((one) => one.name === name && one.origin === origin))),
  ])
  return formatTable(['each, baseline subtracted', ...head], rows)
}

function timeCells(result: BenchResult | undefined): string[] {
  if (result === undefined) return [ABSENT, ABSENT, ABSENT, ABSENT, '']
  const { perSecond, baselineNs, samples } = result
  const baseline = baselineNs === undefined ? ABSENT : formatNs(baselineNs.median)
  const last = [baseline, formatCount(samples), marksOf(result)]
  if (perSecond === null) return [ABSENT, ABSENT, ...last]
  const { median, low, high } = perSecond
  return [formatNs(1e9 / median), `${formatNs(1e9 / high)} – ${formatNs(1e9 / low)}`, ...last]
}

function intervalHeading(confidence: number): string {
  return `${formatCount(Math.round(confidence * 100))} % interval`
}

function ratioLines(results: readonly BenchResult[]): string[] {
  const rows = results.flatMap(({ name, ratioTo }) =>
    Object.entries(ratioTo).map(([peer, ratio]) => [name, formatInterval(ratio, formatRatio), `the rate of ${peer}`]),
  )
  return rows.length === 0 ? [] : indented(formatTable(['', '', ''], rows).slice(1))
}

type Doubted = Pick<BenchResult, 'name' | 'doubts'>

/** One line a sort of doubt: the figures that it touches by the marks in their rows, and one of them in words. */
function doubtLines(results: readonly Doubted[]): string[] {
  return DOUBT_SORTS.flatMap(({ kind, holds }) => {
    const touched = results.flatMap(({ name, doubts }) => {
      const doubt = doubts.find(holds)
      return doubt === undefined ? [] : [{ name, sentence: printDoubt(doubt) }]
    })
    const [first] = touched
    if (first === undefined) return []
    const alike = touched.every(({ sentence }) => sentence === first.sentence)
    const whose = touched.length === 1 ? first.name : `${formatCount(touched.length)} of ${formatCount(results.length)}`
    return [`  doubt ${markOf(kind)}  ${whose}: ${alike ? '' : `e.g. ${first.name}: `}${first.sentence}`]
  })
}

const MARKS = 'abcdefghijklmnopqrstuvwxyz'

/** The same in every table. */
function markOf(kind: DoubtKind): string {
  return MARKS.charAt(DOUBT_KINDS.indexOf(kind))
}

function marksOf({ doubts }: Pick<Doubted, 'doubts'>): string {
  return [...new Set(doubts.map(({ kind }) => markOf(kind)))].toSorted().join('')
}

/** The ratio, and the effect size: how often a sample of this run takes longer than one of the earlier run. */
function ratioCells(comparison: Comparison): string[] {
  if (!('ratio' in comparison)) return [ABSENT, ABSENT]
  return [formatInterval(comparison.ratio, formatRatio), formatShare(comparison.chanceOfSlower)]
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}
