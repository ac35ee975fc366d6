// This run against an earlier one, result by result. Only results with equal names in equal regimes meet.

import { isDeepStrictEqual } from 'node:util'
import type { BenchDocument, BenchResult } from './result.ts'
import { compareUnpaired, type Comparison } from './statistics/compare.ts'

export interface RunComparison {
  readonly results: readonly {
    readonly name: string
    readonly regime: string
    readonly comparison: Comparison
  }[]
  /** Names in one of the runs only. */
  readonly unmatched: readonly string[]
  /** What differs between the two machines, by field; a change of these may be the whole change. */
  readonly differences: readonly string[]
  /** At least one result is slower beyond its interval: exit code 3. */
  readonly regressed: boolean
}

export function compareRuns(before: BenchDocument, after: BenchDocument): RunComparison {
  const earlier = new Map(before.results.map((result) => [keyOf(result), result]))
  const results = after.results.flatMap((result) => {
    const old = earlier.get(keyOf(result))
    if (old === undefined || old.blockNs.length === 0 || result.blockNs.length === 0) return []
    return [{ name: result.name, regime: result.regime, comparison: compareUnpaired(old.blockNs, result.blockNs) }]
  })
  return {
    results,
    unmatched: unmatchedNames(before.results, after.results),
    differences: differencesOf(before, after),
    regressed: results.some(({ comparison }) => comparison.verdict === 'slower'),
  }
}

function unmatchedNames(before: readonly BenchResult[], after: readonly BenchResult[]): string[] {
  const [earlier, later] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))]
  return [...[...earlier].filter((key) => !later.has(key)), ...[...later].filter((key) => !earlier.has(key))]
}

/** The clock's grain is measured anew each time and differs always. */
function differencesOf({ environment: before }: BenchDocument, { environment: after }: BenchDocument): string[] {
  const keys = Object.keys({ ...before, ...after }) as (keyof typeof after)[]
  return keys.filter((key) => key !== 'clockGrainNs' && !isDeepStrictEqual(before[key], after[key]))
}

function keyOf({ name, regime, origin }: BenchResult): string {
  return `${regime}, ${origin}: ${name}`
}
