// Where the samples of a case begin to count: where its series says so, not after a fixed time. One cut for all processes
// of a run, from the curve that they have in common, since a single one is too noisy. MSER (White: An effective truncation
// heuristic for bias reduction in simulation output, 1997), whose cut is where a change-point statistic is smallest.

import { median, sortSamples } from './samples.ts'

/** Series of one case, one a process, in the order of time. How many of their first samples to leave out: at most half. */
export function warmUpCut(series: readonly (readonly number[])[]): number {
  const curve = pooledCurve(series)
  let [best, cut] = [Infinity, 0]
  for (let at = 0; at <= curve.length / 2; at += 1) {
    const kept = curve.slice(at)
    const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length
    const spread = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / kept.length ** 2
    if (kept.length > 1 && spread < best) [best, cut] = [spread, at]
  }
  return cut
}

/**
 * The median process at each place, each in logarithms over its own median. Over the median of its second half alone, that
 * half would look calmer than the first, and every sixth level curve would be cut there.
 */
function pooledCurve(series: readonly (readonly number[])[]): number[] {
  const relative = series.map((samples) => {
    const logs = samples.map((ns) => Math.log(Math.max(1, ns)))
    const level = median(sortSamples(logs))
    return logs.map((log) => log - level)
  })
  const length = Math.min(...relative.map((samples) => samples.length))
  return Array.from({ length }, (_, at) => median(sortSamples(relative.map((samples) => samples[at] ?? 0))))
}
