// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014; the mixing constants are
// Stafford's variant 13): numbers that depend on the seed alone. For invented workloads, never for anything secret.

export interface SeededNumbers {
  /** A whole number from 0 up to but excluding `limit`, which is at least 1 and below 2^32. */
  below(limit: number): number
}

export function splitMix64(seed: bigint): SeededNumbers {
  const next = splitMix64Words(seed)
  // The high half of a 64-by-32-bit product: no rejection, and a bias below 2^-32 that no workload could show.
  return { below: (limit) => Number((next() * BigInt(limit)) >> 64n) }
}

/** The bare generator: each call gives the next 64-bit word. */
export function splitMix64Words(seed: bigint): () => bigint {
  let state = seed
  return () => {
    state = BigInt.asUintN(64, state + GOLDEN_GAMMA)
    let word = BigInt.asUintN(64, (state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n)
    word = BigInt.asUintN(64, (word ^ (word >> 27n)) * 0x94d049bb133111ebn)
    return word ^ (word >> 31n)
  }
}

/** 2^64 divided by the golden ratio, made odd. */
const GOLDEN_GAMMA = 0x9e3779b97f4a7c15n
