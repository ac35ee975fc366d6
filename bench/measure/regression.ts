// A later run against earlier ones, result by result. Only results of one id in equal regimes meet. Measured ones are
// judged together (verdict.ts), in steps of the yardstick where runs have one: the processor's speed of the day cancels
// out. Elapsed time holds the time of others too: beside five busy processes on two processors 30 of 140 elapsed times of
// suite `card` were twice to six times what they had been, so such runs decide little. What is modelled is exact.

import type { Doubt } from './doubts/doubt.ts'
import { differencesOf } from './differences.ts'
import { idOf, shareIds } from './find-result.ts'
import { CORE_CLOCK, type BenchDocument, type BenchResult, type Origin } from './result.ts'
import { disturbanceOf } from './statistics/process-interval.ts'
import { ELAPSED } from './stopwatch.ts'
import { barOfElapsed, judgeRuns, type Bar, type JudgedFigure, type Judgement, type RunsFigure } from './verdict.ts'

export interface RunComparison extends Pick<Judgement, 'finds' | 'moved'> {
  readonly results: readonly ResultComparison[]
  /** Counted results that are no longer what they were, in words. */
  readonly recounted: readonly string[]
  /** Names that not every run has. */
  readonly unmatched: readonly string[]
  /** What differs between the runs, field by field, with the values of both where they are short; it may be the whole change. */
  readonly differences: readonly string[]
  /** The share of their time in which others had the processor, of the run that suffered most. */
  readonly waitedShare: number
  /** The share of the other processors' time that others had meanwhile, likewise. */
  readonly busyShare: number
  /** At least one result is slower: exit code 3. */
  readonly regressed: boolean
}

export interface ResultComparison extends JudgedFigure {
  readonly regime: string
  readonly origin: Origin
  /** Those of the result in every run. */
  readonly doubts: readonly Doubt[]
}

/** One run or more on either side; the processes of a side are taken together. */
export function compareRuns(earlier: readonly BenchDocument[], later: readonly BenchDocument[]): RunComparison {
  const all = shareIds([...earlier, ...later])
  const keys = [...new Set(all.flatMap(({ results }) => results.map(keyOf)))]
  const met = keys.flatMap((key) => {
    const found = all.flatMap((run) => {
      const result = run.results.find((one) => keyOf(one) === key)
      return result === undefined ? [] : [{ run, result }]
    })
    const [before, after] = [found.slice(0, earlier.length), found.slice(earlier.length)]
    return found.length === all.length && found[0]?.result.regime !== CORE_CLOCK ? [{ before, after }] : []
  })
  const of = (origin: Origin) => met.filter(({ after }) => after[0]?.result.origin === origin)
  const timed = of('measured')
  const judgement = judgeRuns(timed.map(figureOf), {
    before: earlier.map(disturbanceOf),
    after: later.map(disturbanceOf),
  })
  const results = [
    ...timed.flatMap((pair, at) => described(pair, judgement.figures[at])),
    ...of('modelled').flatMap((pair) => described(pair, modelled(pair))),
  ]
  return {
    results,
    finds: judgement.finds,
    moved: judgement.moved,
    recounted: of('counted').flatMap(recounted),
    unmatched: unmatched(all),
    differences: [...new Set(all.flatMap((run) => differencesOf(all[0] ?? run, run)))],
    waitedShare: Math.max(...all.map(waitedOf)),
    busyShare: Math.max(...all.map(({ busyShare = 0 }) => busyShare)),
    regressed: results.some(({ verdict }) => verdict === 'slower'),
  }
}

function waitedOf({ waitedShare = 0 }: BenchDocument): number {
  return waitedShare
}

interface Placed {
  readonly run: BenchDocument
  readonly result: BenchResult
}

/** One result in all runs of each side. */
interface Pair {
  readonly before: readonly Placed[]
  readonly after: readonly Placed[]
}

function described({ before, after }: Pair, judged: JudgedFigure | undefined): readonly ResultComparison[] {
  const result = after[0]?.result
  if (result === undefined || judged === undefined) return []
  const doubts = [...before, ...after].flatMap((one) => one.result.doubts)
  return [{ ...judged, regime: result.regime, origin: result.origin, doubts }]
}

function figureOf({ before, after }: Pair): RunsFigure {
  const all = [...before, ...after]
  const hasSteps = all.every(({ result }) => result.stepNs !== undefined)
  const isElapsed =
    !hasSteps || all.some(({ run, result }) => result.isElapsed === true || run.environment.facts['time'] === ELAPSED)
  const barred = isElapsed ? barOf(all) : undefined
  return {
    name: after[0]?.result.name ?? '',
    before: before.flatMap(({ result }) => logs(result, hasSteps)),
    after: after.flatMap(({ result }) => logs(result, hasSteps)),
    isElapsed,
    ...(barred !== undefined && { barred }),
  }
}

function barOf(all: readonly Placed[]): Bar | undefined {
  if (all.some(({ run }) => !run.environment.platform.startsWith('linux'))) return 'waitingUnknown'
  return barOfElapsed(Math.max(...all.map(({ run }) => waitedOf(run))))
}

function logs({ processNs, stepNs }: BenchResult, inSteps: boolean): readonly number[] {
  return processNs.map((ns, at) => Math.log(inSteps ? ns / (stepNs?.[at] ?? Number.NaN) : ns))
}

/** Sums of a model: of its parts, and the most that it can take. Any rise is one. */
function modelled({ before, after }: Pair): JudgedFigure {
  const [was, is] = [before[0]?.result.perSecond, after[0]?.result.perSecond]
  const name = after[0]?.result.name ?? ''
  if (!was || !is) return { name, verdict: 'undecided', ratio: undefined, atMost: undefined, barred: 'belowResolution' }
  const ratios = [was.median / is.median, was.low / is.low].toSorted((a, b) => a - b)
  const [least = 1, most = 1] = ratios
  const ratio = most > 1 + ROUNDING ? most : least
  const verdict = ratio > 1 + ROUNDING ? 'slower' : ratio < 1 - ROUNDING ? 'faster' : 'same'
  return { name, verdict, ratio: { median: ratio, low: ratio, high: ratio }, atMost: ratio, barred: undefined }
}

/** Of sums that are written as rates. */
const ROUNDING = 1e-9

function recounted({ before, after }: Pair): readonly string[] {
  const [was, is] = [before[0]?.result.counts ?? {}, after[0]?.result.counts ?? {}]
  const changed = Object.keys({ ...was, ...is }).filter((what) => was[what] !== is[what])
  return changed.map((what) => `${after[0]?.result.name ?? ''}: ${what} ${was[what] ?? 'none'} → ${is[what] ?? 'none'}`)
}

function unmatched(all: readonly BenchDocument[]): readonly string[] {
  const results = all.flatMap((run) => run.results)
  const everywhere = (key: string) => all.every((run) => run.results.some((one) => keyOf(one) === key))
  return [...new Set(results.filter((one) => !everywhere(keyOf(one))).map(labelOf))]
}

function keyOf(result: BenchResult): string {
  return labelOf({ ...result, name: idOf(result) })
}

function labelOf({ name, regime, origin }: BenchResult): string {
  return `${regime}, ${origin}: ${name}`
}
