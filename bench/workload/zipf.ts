// Zipf's law with exponent 1: the item of rank k is chosen in proportion to 1/k. Requests for web documents follow
// such a law, with an exponent a little lower (Breslau et al.: Web Caching and Zipf-like Distributions, INFOCOM 1999).
// In whole numbers throughout: powers and logarithms differ between engines, and a seed has to mean one workload.

import type { SeededNumbers } from '../measure/statistics/splitmix64.ts'

/** Returns a way to draw a rank from 0 (the most frequent) up to but excluding `count`, which is 1 to 100,000. */
export function zipf(count: number): (numbers: SeededNumbers) => number {
  const bounds: number[] = []
  let total = 0
  for (let rank = 1; rank <= count; rank++) {
    total += Math.floor(FIRST_WEIGHT / rank)
    bounds.push(total)
  }
  return (numbers) => firstAbove(bounds, numbers.below(total))
}

function firstAbove(bounds: readonly number[], drawn: number): number {
  let [low, high] = [0, bounds.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((bounds[middle] ?? 0) > drawn) high = middle
    else low = middle + 1
  }
  return low
}

/** Divisible by 1 to 10, so that the ranks that matter are exact; the sum for 100,000 ranks stays below 2^32. */
const FIRST_WEIGHT = 100_800_000
