// Later runs against earlier ones, result by result. Only results of one id in equal regimes meet. Where runs
// have a yardstick, times are taken in its steps, round by round: the processor's speed of the day cancels out.
//
// No single run can see how far runs differ from each other (placement of code and data, what the collector does). On a
// host with four times more work than processors 5 to 9 in 100 comparisons of equal programs were called slower, run
// against run, but 1 to 4 in 1,000 with two runs on either side (suite `signature`). So all pairs of runs have to agree.
//
// Elapsed time holds the time of others too: beside five busy processes on two processors 30 of 140 elapsed times of suite
// `card` were twice to six times what they had been. Such runs decide nothing.

import type { Doubt } from './doubts/doubt.ts'
import { differencesOf } from './differences.ts'
import { idOf, shareIds } from './find-result.ts'
import { CORE_CLOCK, type BenchDocument, type BenchResult } from './result.ts'
import { compareUnpaired, type Comparison } from './statistics/compare.ts'
import { ELAPSED } from './stopwatch.ts'

export interface RunComparison {
  readonly results: readonly ResultComparison[]
  /** Names that not every run has. */
  readonly unmatched: readonly string[]
  /** What differs between the runs, field by field, with the values of both where they are short; it may be the whole change. */
  readonly differences: readonly string[]
  /** At least one result is slower beyond its interval: exit code 3. */
  readonly regressed: boolean
}

export interface ResultComparison {
  readonly name: string
  readonly regime: string
  readonly comparison: Comparison
  /** Those of the result in every run. */
  readonly doubts: readonly Doubt[]
}

/** One run or more on either side. */
export function compareRuns(earlier: readonly BenchDocument[], later: readonly BenchDocument[]): RunComparison {
  const all = shareIds([...earlier, ...later])
  const [before, after] = [all.slice(0, earlier.length), all.slice(earlier.length)]
  const keys = [...new Set(all.flatMap(({ results }) => results.map(keyOf)))]
  const shared = keys.filter((key) => all.every((run) => find(run, key) !== undefined))
  const results = shared.flatMap((key) => {
    const [first] = after.flatMap((run) => find(run, key) ?? [])
    const pairs = before.flatMap((old) => after.flatMap((now) => compareResult(key, old, now) ?? []))
    const comparison = agreed(pairs)
    if (first === undefined || first.regime === CORE_CLOCK || comparison === undefined) return []
    const doubts = all.flatMap((run) => find(run, key)?.doubts ?? [])
    const believed = all.some((run) => isCrowded(run, key)) ? undecided(comparison) : comparison
    return [{ name: first.name, regime: first.regime, comparison: believed, doubts }]
  })
  return {
    results,
    unmatched: [
      ...new Set(all.flatMap(({ results: own }) => own.filter((one) => !shared.includes(keyOf(one)))).map(labelOf)),
    ],
    differences: [...new Set(all.flatMap((run) => differencesOf(all[0] ?? run, run)))],
    regressed: results.some(({ comparison }) => comparison.verdict === 'slower'),
  }
}

/** The pair nearest to no change, as long as all pairs say the same; otherwise nothing is decided. */
function agreed(pairs: readonly Comparison[]): Comparison | undefined {
  const [nearest] = pairs.toSorted((a, b) => distance(a) - distance(b))
  if (nearest === undefined || !('ratio' in nearest)) return nearest
  return pairs.every(({ verdict }) => verdict === nearest.verdict) ? nearest : undecided(nearest)
}

function undecided(comparison: Comparison): Comparison {
  return 'ratio' in comparison ? { ...comparison, verdict: 'undecided' } : comparison
}

/** Of a run that others had the processor for. */
const CROWDED = 0.05

function isCrowded(run: BenchDocument, key: string): boolean {
  const doubts = find(run, key)?.doubts ?? []
  return (
    run.environment.facts['time'] === ELAPSED &&
    doubts.some((doubt) => doubt.kind === 'noisyNeighbours' && doubt.stolen >= CROWDED)
  )
}

function distance(comparison: Comparison): number {
  return 'ratio' in comparison ? Math.abs(Math.log(comparison.ratio.median)) : -1
}

function compareResult(key: string, old: BenchDocument, now: BenchDocument): Comparison | undefined {
  const [reference, candidate] = [find(old, key)?.processNs ?? [], find(now, key)?.processNs ?? []]
  if (reference.length === 0 || candidate.length === 0) return undefined
  // The speed of the host has no part in a modelled time.
  if (find(old, key)?.origin !== 'measured') return compareUnpaired(reference, candidate)
  const [oldSteps, newSteps] = [inSteps(old, key), inSteps(now, key)]
  return oldSteps === undefined || newSteps === undefined
    ? compareUnpaired(reference, candidate)
    : compareUnpaired(oldSteps, newSteps)
}

function inSteps(run: BenchDocument, key: string): readonly number[] | undefined {
  const { processNs = [], stepNs } = find(run, key) ?? {}
  return stepNs && processNs.map((ns, at) => ns / (stepNs[at] ?? Number.NaN))
}

function find({ results }: BenchDocument, key: string): BenchResult | undefined {
  return results.find((result) => keyOf(result) === key)
}

function keyOf(result: BenchResult): string {
  return labelOf({ ...result, name: idOf(result) })
}

function labelOf({ name, regime, origin }: BenchResult): string {
  return `${regime}, ${origin}: ${name}`
}
