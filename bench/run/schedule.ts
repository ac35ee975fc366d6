// In which order things are measured. Every round shuffles its seats anew, so that drift, heat and neighbours fall on all
// of them alike and not on the last; within a process its cases are shuffled anew for every sample. The seed, the round and
// the seat alone decide, so that a run that goes on keeps the order of the run that was interrupted.

import { splitMix64, type SeededNumbers } from '../measure/statistics/splitmix64.ts'

/** The seats of one round. */
export function orderOfRound(seats: readonly string[], seed: number, round: number): readonly string[] {
  return shuffled(seats, numbersOf(seed, round))
}

/** For the order within one process: of its cases, and of each operation and its baseline. */
export function numbersOf(seed: number, round: number, place = 0): SeededNumbers {
  return splitMix64(BigInt(seed) * 0x1_0000_0000n + BigInt(round) * 0x1_0000n + BigInt(place))
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
