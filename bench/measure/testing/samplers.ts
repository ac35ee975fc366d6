// Invented timings whose distribution is known, to see whether the bench tells it. Everything follows from the seed.

import { splitMix64 } from '../statistics/splitmix64.ts'

/** Gives the next sample: whole nanoseconds. */
export type Sampler = () => number

export interface Noise {
  /** From 0 up to, excluding, 1. */
  readonly uniform: () => number
  /** Mean 0, deviation 1 (Box, Muller 1958). */
  readonly normal: () => number
}

export function noise(seed: number): Noise {
  const numbers = splitMix64(BigInt(seed))
  const uniform = () => numbers.below(RESOLUTION) / RESOLUTION
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  }
}

/** A steady machine: `medianNs` with a relative spread, the longer times rather longer than the shorter ones shorter. */
export function steady(seed: number, medianNs: number, spread = 0.02): Sampler {
  const { normal } = noise(seed)
  return () => Math.round(medianNs * Math.exp(spread * normal()))
}

/** Grows, or falls, by `change` of itself over `samples` samples. */
export function drifting(inner: Sampler, change: number, samples: number): Sampler {
  let at = 0
  return () => {
    at += 1
    return Math.round(inner() * (1 + (change * at) / samples))
  }
}

/** As it is for `free` samples, then more by `growth` of itself with each one, up to `most` times. */
export function throttled(inner: Sampler, free: number, growth: number, most: number): Sampler {
  let at = 0
  return () => {
    at += 1
    return Math.round(inner() * Math.min(most, 1 + growth * Math.max(0, at - free)))
  }
}

/** Now one, now `factor` times the other, `share` of the samples the latter. */
export function twoModes(seed: number, inner: Sampler, factor: number, share: number): Sampler {
  const { uniform } = noise(seed)
  return () => Math.round(inner() * (uniform() < share ? factor : 1))
}

/** A collector or a neighbour takes the processor in `share` of the samples, for up to `longestNs`. */
export function interrupted(seed: number, inner: Sampler, share: number, longestNs: number): Sampler {
  const { uniform } = noise(seed)
  return () => inner() + (uniform() < share ? Math.round(longestNs * (0.2 + 0.8 * uniform())) : 0)
}

/** A clock that only shows multiples of `grainNs`. */
export function coarse(seed: number, inner: Sampler, grainNs: number): Sampler {
  const { uniform } = noise(seed)
  return () => {
    const start = uniform() * grainNs
    return Math.floor((start + inner()) / grainNs) * grainNs
  }
}

export function take(sampler: Sampler, count: number): number[] {
  return Array.from({ length: count }, sampler)
}

const RESOLUTION = 2 ** 31
