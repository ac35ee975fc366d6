// The document of a suite for a terminal: one table a regime, its origin in its heading, every figure with its interval,
// its number of samples and its doubts.

import { isDisturbed, othersText, type Others } from '../words/others.ts'
import { idOf } from '../measure/find-result.ts'
import { growthWords, type Growth } from '../measure/growth-document.ts'
import type { BenchDocument, BenchResult, Origin } from '../measure/result.ts'
import { disturbanceOf, RUN_TERM, runTermAt } from '../measure/statistics/process-interval.ts'
import {
  ABSENT,
  formatBytes,
  formatCount,
  formatInterval,
  formatNs,
  formatRange,
  formatRate,
  formatRatio,
  formatShare,
} from '../words/format.ts'
import { nOf } from './bench-results.ts'
import { doubtLines, marksOf } from './doubt-lines.ts'
import { narrower, PLAIN, type Look } from '../words/look.ts'
import type { Paint } from '../words/paint.ts'
import { tableLines, words } from '../words/table.ts'
import { widthOf } from '../words/width.ts'

export function benchText(document: BenchDocument, look: Look = PLAIN): string {
  const inside = narrower(look, INDENT.length)
  const tables = groups(document.results).flatMap((results) => [
    '',
    ...regimeLines(results, document.confidence, inside),
    ...growthLines(
      (document.growth ?? []).filter(({ regime }) => regime === results[0]?.regime),
      inside,
    ),
  ])
  const notes = document.notes.length === 0 ? [] : ['', ...document.notes.map((note) => `note  ${note}`)]
  return `${[...headLines(document), ...tables, ...assumptionLines(document), ...notes].join('\n')}\n`
}

/** What its modelled times rest on. */
function assumptionLines({ assumptions = [] }: BenchDocument): string[] {
  return assumptions.length === 0 ? [] : ['', ...assumptions.map((line) => `modelled  ${line}`)]
}

const INDENT = '  '

const HEADINGS: Readonly<Record<Origin, string>> = {
  measured: 'measured on this host',
  modelled: 'modelled',
  counted: 'counted',
}

function headLines({ suite, seed, environment, rounds, ...others }: BenchDocument): string[] {
  const { cpu, processors, node, clockSource, clockGrainNs, memoryBytes, commit, flags, facts } = environment
  return [
    `suite      ${suite}`,
    `processor  ${processors} × ${cpu}, ${formatBytes(memoryBytes)}`,
    `node       ${[node, ...flags].join(' ')}`,
    `clock      ${clockSource ?? 'unnamed'}, ${formatNs(clockGrainNs)} between two readings`,
    ...Object.entries(facts).map(([name, value]) => `${name.padEnd(10)} ${value}`),
    ...(commit === null ? [] : [`commit     ${commit.slice(0, 12)}`]),
    `seed       ${seed}`,
    ...(rounds === undefined
      ? []
      : [
          `n          processes, one a round: ${rounds}; a second run's figure falls into the interval, which allows for ${betweenRuns(others)} between runs`,
        ]),
    ...(isDisturbed(others) ? [`machine    ${othersText(others)}`] : []),
  ]
}

function betweenRuns(others: Others): string {
  const disturbance = disturbanceOf(others)
  const [ratios, times] = [RUN_TERM.clockSteps, RUN_TERM.nanoseconds].map((term) => runTermAt(term, disturbance))
  return `${formatShare(ratios ?? 0)} to ${formatShare(times ?? 0)}`
}

/** Results of one regime, in the order in which they came. */
function groups(results: readonly BenchResult[]): BenchResult[][] {
  const found = new Map<string, BenchResult[]>()
  for (const result of results) found.set(result.regime, [...(found.get(result.regime) ?? []), result])
  return [...found.values()]
}

function regimeLines(results: readonly BenchResult[], confidence: number, look: Look): string[] {
  const [first] = results
  if (first === undefined) return []
  const timed = results.filter(({ origin }) => origin !== 'counted')
  const origins = TIMES.filter((origin) => timed.some((result) => result.origin === origin))
  return [
    ...(timed.length === 0 ? [] : [headingOf(first, origins, look.paint)]),
    ...indented(isByTime(timed) ? timeTables(timed, origins, confidence, look) : rateTable(timed, confidence, look)),
    ...indented(ratioLines(timed, look)),
    ...origins.flatMap((origin) =>
      doubtLines(
        timed.filter((result) => result.origin === origin),
        look.paint,
      ),
    ),
    ...countedLines(
      results.filter(({ origin }) => origin === 'counted'),
      look,
    ),
  ]
}

const TIMES: readonly Origin[] = ['modelled', 'measured']

function headingOf({ regime }: BenchResult, origins: readonly Origin[], paint: Paint): string {
  return paint.strong([regime, ...origins.map((origin) => HEADINGS[origin])].join(' · '))
}

/** Exact, so without interval and doubt; what nobody did is left out. */
function countedLines(results: readonly BenchResult[], look: Look): string[] {
  const [first] = results
  if (first === undefined) return []
  const all = [...new Set(results.flatMap(({ counts = {} }) => Object.keys(counts)))]
  const shown = all.filter((what) => results.some(({ counts }) => (counts?.[what] ?? 0) > 0))
  const rows = results.map(({ name, counts }) => [name, ...shown.map((what) => formatCount(counts?.[what] ?? 0))])
  return ['', headingOf(first, ['counted'], look.paint), ...indented(tableLines([NAME, ...shown], rows, look.width))]
}

function growthLines(growth: readonly Growth[], { width }: Look): string[] {
  if (growth.length === 0) return []
  const rows = growth.map((one) => [one.name, growthWords(one), one.variable])
  return ['', ...indented(tableLines([words('how time grows with n'), words('law'), words('n')], rows, width))]
}

/** What is slow, or has a baseline, is told by its time. */
function isByTime(results: readonly BenchResult[]): boolean {
  return results.some(({ origin, baselineNs }) => origin === 'modelled' || baselineNs !== undefined)
}

const NAME = words('')

function rateTable(results: readonly BenchResult[], confidence: number, { width }: Look): string[] {
  if (results.length === 0) return []
  const rows = results.map((result) => [result.name, ...rateCells(result)])
  const each = { head: 'each', leaves: 2 }
  const heads = [NAME, 'per second', intervalHeading(confidence), each, { head: 'n', leaves: 1 }, 'doubts']
  return tableLines(heads, rows, width)
}

function rateCells(result: BenchResult): string[] {
  const { perSecond } = result
  const n = formatCount(nOf(result))
  if (perSecond === null) return [ABSENT, ABSENT, ABSENT, n, marksOf(result)]
  const { median, low, high } = perSecond
  const interval = `${formatRate(low)} – ${formatRate(high)}`
  return [formatRate(median), interval, formatNs(1e9 / median), n, marksOf(result)]
}

/**
 * A modelled and a measured time of one operation stand in one row, in columns of their own; in tables of their own where
 * that is too wide.
 */
function timeTables(
  results: readonly BenchResult[],
  origins: readonly Origin[],
  confidence: number,
  { width }: Look,
): string[] {
  const whole = timeTable(results, origins, confidence, Infinity)
  if (origins.length === 1 || Math.max(...whole.map(widthOf)) <= width) {
    return timeTable(results, origins, confidence, width)
  }
  return origins.flatMap((origin) =>
    timeTable(
      results.filter((result) => result.origin === origin),
      [origin],
      confidence,
      width,
    ),
  )
}

function timeTable(
  results: readonly BenchResult[],
  origins: readonly Origin[],
  confidence: number,
  width: number,
): string[] {
  const ids = [...new Set(results.map(idOf))]
  const head = origins.flatMap((origin) =>
    origin === 'modelled'
      ? [`${HEADINGS.modelled}, from – to`, { head: 'baseline, from – to', leaves: 2 }, 'doubts']
      : [
          HEADINGS[origin],
          intervalHeading(confidence),
          { head: 'baseline', leaves: 2 },
          { head: 'n', leaves: 1 },
          'doubts',
        ],
  )
  const rows = ids.map((id) => {
    const own = results.filter((one) => idOf(one) === id)
    const cells = origins.flatMap((origin) => {
      const result = own.find((one) => one.origin === origin)
      return origin === 'modelled' ? rangeCells(result) : timeCells(result)
    })
    return [own[0]?.name ?? id, ...cells]
  })
  return tableLines([words('each, baseline subtracted'), ...head], rows, width)
}

/** Nothing was sampled: a range, no interval and no n. */
function rangeCells(result: BenchResult | undefined): string[] {
  if (result === undefined) return [ABSENT, ABSENT, '']
  const { perSecond, baselineNs } = result
  const range = perSecond && formatRange({ lowerNs: 1e9 / perSecond.high, upperNs: 1e9 / perSecond.low })
  const baseline = baselineNs && formatRange({ lowerNs: baselineNs.low, upperNs: baselineNs.high })
  return [range ?? ABSENT, baseline ?? ABSENT, marksOf(result)]
}

function timeCells(result: BenchResult | undefined): string[] {
  if (result === undefined) return [ABSENT, ABSENT, ABSENT, ABSENT, '']
  const { perSecond, baselineNs } = result
  const baseline = baselineNs === undefined ? ABSENT : formatNs(baselineNs.median)
  const last = [baseline, formatCount(nOf(result)), marksOf(result)]
  if (perSecond === null) return [ABSENT, ABSENT, ...last]
  const { median, low, high } = perSecond
  return [formatNs(1e9 / median), `${formatNs(1e9 / high)} – ${formatNs(1e9 / low)}`, ...last]
}

function intervalHeading(confidence: number): string {
  return `${formatCount(Math.round(confidence * 100))} % interval`
}

function ratioLines(results: readonly BenchResult[], { width }: Look): string[] {
  const rows = results.flatMap(({ name, ratioTo }) =>
    Object.entries(ratioTo).map(([peer, ratio]) => [name, formatInterval(ratio, formatRatio), `the rate of ${peer}`]),
  )
  return tableLines([NAME, '', NAME], rows, width)
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `${INDENT}${line}`))
}
