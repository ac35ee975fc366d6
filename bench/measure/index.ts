// `tickbench/measure`: medians with their intervals, verdicts on change, latencies in bounded memory, and their doubts.

export { printDoubt, type Doubt } from './doubts/doubt.ts'
export { growthWords, type Growth } from './growth-document.ts'
export { hostClock, summariseLatencies, type LatencySummary, type NanosecondClock } from './latency.ts'
export { whatDiffers } from './comparable.ts'
export { compareRuns, type ResultComparison, type RunComparison } from './regression.ts'
export { parseBenchDocument, type BenchDocument, type BenchResult } from './result.ts'
export { findGrowth, type FoundGrowth, type GrowthLaw } from './statistics/growth.ts'
export { createLatencyHistogram, type LatencyHistogram } from './statistics/histogram.ts'
export { exponential, logInterval, RUN_TERM, SHOWN_CONFIDENCE } from './statistics/process-interval.ts'
export { median, quantile, sortSamples, type SortedSamples } from './statistics/samples.ts'
export {
  judgePairs,
  judgeRuns,
  type Bar,
  type JudgedFigure,
  type Judgement,
  type PairedFigure,
  type RunsFigure,
  type Verdict,
  type Disturbances,
} from './verdict.ts'
export type { Interval } from '../words/format.ts'
