// Results are joined by their ids, never by the words that tables print: those may change, and a figure must not go with
// them.

import type { Interval } from '../words/format.ts'
import type { BenchDocument, BenchResult } from './result.ts'

type Named = Pick<BenchResult, 'id' | 'name'>

/** A result without an id of its own is known by its name, as are all of documents that are older than ids. */
export function idOf({ id, name }: Named): string {
  return id ?? name
}

/** Undefined where the run was interrupted before it, or could not measure it. */
export function findResult({ results }: Pick<BenchDocument, 'results'>, id: string): BenchResult | undefined {
  return results.find((result) => idOf(result) === id)
}

/** The rate of one result in times of a peer's; undefined where either is missing, or nothing bounds their ratio. */
export function findRatio(document: Pick<BenchDocument, 'results'>, id: string, peer: string): Interval | undefined {
  const other = findResult(document, peer)
  return other && findResult(document, id)?.ratioTo[other.name]
}

/** Gives the results of older runs the ids that other runs have for results of their names. */
export function shareIds(runs: readonly BenchDocument[]): readonly BenchDocument[] {
  const results = runs.flatMap((run) => run.results)
  const ids = new Map(results.flatMap(({ id, name }) => (id === undefined ? [] : [[name, id] as const])))
  return runs.map((run) => ({
    ...run,
    results: run.results.map((result) => ({ ...result, id: result.id ?? ids.get(result.name) ?? result.name })),
  }))
}
