// Samples in which something else ran: a garbage collection, an interrupt, another guest of the machine. They are told
// by the modified z-score (Iglewicz, Hoaglin: How to Detect and Handle Outliers, 1993; 5 instead of their 3.5, because
// undisturbed timings have a longer tail to the right) and matter by the time that they took. They are never removed.

import { median, medianDeviation, sortSamples } from '../statistics/samples.ts'

export interface Spikes {
  /** Of the samples. */
  readonly share: number
  /** Of all time: what the spikes took beyond a usual sample. */
  readonly excess: number
}

/** Samples without a trend; `usualNs` is the median, or the upper one of two modes. */
export function findSpikes(samples: readonly number[], clockGrainNs: number, upperModeNs?: number): Spikes | undefined {
  const sorted = sortSamples(samples)
  const usual = upperModeNs ?? median(sorted)
  const fence = usual + Math.max((FAR / 0.6745) * medianDeviation(sorted), 2 * clockGrainNs)
  const spikes = sorted.filter((sample) => sample > fence)
  const total = sorted.reduce((sum, sample) => sum + sample, 0)
  const excess = spikes.reduce((sum, spike) => sum + (spike - usual), 0) / total
  return excess >= WORTH_TELLING ? { share: spikes.length / samples.length, excess } : undefined
}

const FAR = 5
const WORTH_TELLING = 0.02
