// Order statistics. That samples are sorted is remembered in their type, so that a percentile cannot be read from
// unsorted ones. Medians and absolute deviations only: means and variances of timings describe the disturbances
// (Hoefler, Belli: Scientific Benchmarking of Parallel Computing Systems, SC 2015, rules 3 and 8).

import { medianAbsoluteDeviation, quantileSorted } from 'simple-statistics'

declare const ascending: unique symbol

/** At least one finite number, ascending. */
export type SortedSamples = readonly number[] & { readonly [ascending]: true }

/** Throws `RangeError` when there is no sample or one is not finite. */
export function sortSamples(values: readonly number[]): SortedSamples {
  if (values.length === 0) throw new RangeError('no samples')
  if (!values.every(Number.isFinite)) throw new RangeError('a sample that is not finite')
  return Array.from(Float64Array.from(values).sort()) as readonly number[] as SortedSamples
}

/** In the unit of the samples. */
export function median(samples: SortedSamples): number {
  return quantile(samples, 0.5)
}

/** `share` from 0 to 1; linear between neighbours (type 7 of Hyndman, Fan: Sample Quantiles, 1996). */
export function quantile(samples: SortedSamples, share: number): number {
  return quantileSorted(samples, share)
}

/** The median distance from the median, not scaled to a standard deviation; in the samples' unit. */
export function medianDeviation(samples: SortedSamples): number {
  return medianAbsoluteDeviation(samples)
}
