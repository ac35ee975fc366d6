// Two speeds instead of one, as from code placement, processor clocks or a card that is warm or reset. The samples are
// cut in two where the parts lie farthest apart in their own spreads: the D of Ashman, Bird, Zepf (Detecting Bimodality
// in Astronomical Datasets, 1994) with medians and quartiles for means and deviations, so that spikes do not decide.

import { quantile, sortSamples, type SortedSamples } from '../statistics/samples.ts'
import type { Doubt } from './doubt.ts'

export type SeveralModes = Doubt & { readonly kind: 'severalModes' }

/** Parts closer than a few grains of the clock are no modes. */
export function findModes(samples: readonly number[], clockGrainNs: number): SeveralModes | undefined {
  if (samples.length < FEWEST) return undefined
  const sorted = sortSamples(samples)
  const smallest = Math.ceil(sorted.length * SMALLEST_SHARE)
  let widest: Cut | undefined
  for (let at = smallest; at <= sorted.length - smallest; at += 1) {
    const cut = cutAt(sorted, at, clockGrainNs)
    if (widest === undefined || cut.distance > widest.distance) widest = cut
  }
  if (widest === undefined || widest.distance < FAR + CHANCE / sorted.length || widest.highNs < widest.lowNs * APART)
    return undefined
  const { lowNs, highNs, highShare } = widest
  return { kind: 'severalModes', lowNs, highNs, highShare }
}

interface Cut {
  readonly lowNs: number
  readonly highNs: number
  readonly highShare: number
  /** Between the medians, in the larger one of the spreads. */
  readonly distance: number
}

const FEWEST = 20
/** Of the samples on either side. Less is a disturbance, not a mode. */
const SMALLEST_SHARE = 0.1
/** Half of a normal distribution lies 2.3 from its other half, the tail of an exponential one 3. */
const FAR = 5
/** Few samples lie in two heaps by chance: at 30 of them the distance has to be 7. */
const CHANCE = 60
/** Modes nearer to each other make no difference to anybody. */
const APART = 1.02
/** Quartiles of a normal distribution are 1.349 deviations apart. */
const QUARTILES = 1.349

function cutAt(sorted: SortedSamples, at: number, grainNs: number): Cut {
  const [low, high] = [part(sorted, 0, at), part(sorted, at, sorted.length)]
  const spread = Math.max(low.spread, high.spread, grainNs)
  const distance = spread === 0 ? Infinity : (high.median - low.median) / spread
  return { lowNs: low.median, highNs: high.median, highShare: 1 - at / sorted.length, distance }
}

/** Of the samples from `start` up to `end`, by linear interpolation; without copying, for every cut is tried. */
function part(sorted: SortedSamples, start: number, end: number): { median: number; spread: number } {
  const scale = (end - start - 1) / (sorted.length - 1)
  const at = (share: number) => quantile(sorted, Math.min(1, start / (sorted.length - 1) + share * scale))
  return { median: at(0.5), spread: (at(0.75) - at(0.25)) / QUARTILES }
}
