// Did everything move? A sign test over the figures of a comparison: when nearly all of them go the same way, the cause is
// the machine or something that all of them use.

import { median, sortSamples } from './samples.ts'

/** Below so much nobody needs to be told. */
const LEAST_SHIFT = Math.log(1.02)
const CHANCE = 0.01

/** From the logarithms of ratios the ratio of the median one; undefined where there is no such movement. */
export function commonShift(shifts: readonly number[]): number | undefined {
  if (shifts.length === 0) return undefined
  const middle = median(sortSamples(shifts))
  const along = shifts.filter((shift) => Math.sign(shift) === Math.sign(middle)).length
  return Math.abs(middle) > LEAST_SHIFT && chanceOfSigns(along, shifts.length) < CHANCE ? Math.exp(middle) : undefined
}

/** Two-sided: that so many of `count` coins or more show the same side. */
function chanceOfSigns(along: number, count: number): number {
  let [ways, sum] = [1, 0]
  for (let heads = count; heads >= along; heads -= 1) {
    sum += ways
    ways = (ways * heads) / (count - heads + 1)
  }
  return Math.min(1, 2 * sum * 0.5 ** count)
}
