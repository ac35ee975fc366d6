// Which of the waiting payments are hashed side by side. The lanes of a kernel walk until the longest walk of the four is
// over, so payments worth equally many coupons belong together: with one to five coupons each that halves the work.

/** Walks of this many steps or more are not told apart. */
const LONG_WALK = 16

/**
 * The numbers 0 to count - 1 ordered by `steps`, at the start of an array that is valid until the next call. Undefined
 * where all are equal, as mostly: they stay as they came.
 */
export type StepOrder = (steps: Uint32Array, count: number) => Uint16Array | undefined

/** A counting sort for up to `capacity` walks. */
export function createStepOrder(capacity: number): StepOrder {
  const order = new Uint16Array(capacity)
  const next = new Uint32Array(LONG_WALK + 1)
  const bucketOf = (steps: number | undefined): number => Math.min(steps ?? 0, LONG_WALK)
  return (steps, count) => {
    if (allEqual(steps, count)) return undefined
    next.fill(0)
    for (let n = 0; n < count; n += 1) {
      const bucket = bucketOf(steps[n])
      next[bucket] = (next[bucket] ?? 0) + 1
    }
    let start = 0
    for (let bucket = 0; bucket <= LONG_WALK; bucket += 1) {
      const size = next[bucket] ?? 0
      next[bucket] = start
      start += size
    }
    for (let n = 0; n < count; n += 1) {
      const bucket = bucketOf(steps[n])
      const place = next[bucket] ?? 0
      order[place] = n
      next[bucket] = place + 1
    }
    return order
  }
}

function allEqual(steps: Uint32Array, count: number): boolean {
  for (let n = 1; n < count; n += 1) if (steps[n] !== steps[0]) return false
  return true
}
