// Before anything counts: compilers finish, caches and cards wake up, and it shows how many operations fill a sample.

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Subject } from './executor.ts'
import type { Plan } from './plan.ts'

export interface WarmUpObserver {
  readonly progress: ((done: number, total: number) => void) | undefined
  /** Leaves the cases that are left out. */
  readonly signal: AbortSignal | undefined
  /** Throws what is not the loss of this case alone. */
  readonly lose: (name: string, error: unknown) => void
}

/** Operations a sample, for each subject; `known` ones are kept, the others are found by doubling. */
export async function warmUp(
  { sampleNs, warmUpNs }: Plan,
  subjects: ReadonlyMap<string, Subject>,
  known: ReadonlyMap<string, number>,
  { progress, signal, lose }: WarmUpObserver,
): Promise<Map<string, number>> {
  const operations = new Map<string, number>()
  for (const [name, subject] of subjects) {
    await nextTurn()
    if (signal?.aborted === true) break
    try {
      operations.set(name, await warmUpOne(subject, known.get(name), sampleNs, warmUpNs))
    } catch (error) {
      lose(name, error)
    }
    progress?.(operations.size, subjects.size)
  }
  return operations
}

async function warmUpOne(
  { operation, baseline }: Subject,
  known: number | undefined,
  sampleNs: number,
  warmUpNs: number,
): Promise<number> {
  let operations = known ?? 1
  let tookNs = await operation(operations)
  const tooShort = () => known === undefined && tookNs < sampleNs / 2 && operations < MOST_OPERATIONS
  for (let spentNs = tookNs, turns = 1; (spentNs < warmUpNs || tooShort()) && turns < MOST_TURNS; turns += 1) {
    if (tooShort()) operations *= 2
    await baseline?.(operations)
    tookNs = await operation(operations)
    spentNs += tookNs
  }
  // Compilers have quickened the operation since it was first counted, so the last sample decides.
  return known ?? Math.max(1, tookNs === 0 ? operations : Math.round((operations * sampleNs) / tookNs))
}

/** Against a clock that stands still. */
const MOST_OPERATIONS = 2 ** 30
const MOST_TURNS = 100_000
