// In which order blocks are measured. Every round shuffles its cases anew, so that drift, heat and neighbours fall on
// all of them alike and not on the last; the seed and the round alone decide,
// so that a run that goes on keeps the order of the run that was interrupted.

import { splitMix64, type SeededNumbers } from '../measure/statistics/splitmix64.ts'
import type { Plan } from './plan.ts'

export interface Step {
  readonly round: number
  /** Name of the case. */
  readonly name: string
  /** Which of each pair of samples is taken first. */
  readonly baselineFirst: boolean
}

/** Rounds one after the other. Throws nothing for a plan that `checkPlan` accepts. */
export function scheduleOf({ seed, rounds, cases }: Plan): Step[] {
  return Array.from({ length: rounds }, (_, round) => {
    const numbers = splitMix64(BigInt(seed) * 0x1_0000_0000n + BigInt(round))
    return shuffled(cases, numbers).map(({ name }) => ({ round, name, baselineFirst: numbers.below(2) === 0 }))
  }).flat()
}

/** Fisher and Yates, as in Knuth: The Art of Computer Programming 2, 3.4.2, algorithm P. */
export function shuffled<T>(items: readonly T[], numbers: SeededNumbers): T[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = numbers.below(last + 1)
    const moved = result[last] as T
    result[last] = result[other] as T
    result[other] = moved
  }
  return result
}
