// The clock's step as the samples themselves show it, because a clock may be coarser than it says: every reading is a
// multiple of the step, and so is every difference of two readings.

/** The greatest common divisor of whole nanoseconds; 0 when all are 0. */
export function stepOfClock(samplesNs: readonly number[]): number {
  return samplesNs.reduce(greatestCommonDivisor, 0)
}

function greatestCommonDivisor(a: number, b: number): number {
  let [larger, smaller] = [Math.abs(a), Math.abs(b)]
  while (smaller > 0) [larger, smaller] = [smaller, larger % smaller]
  return larger
}
