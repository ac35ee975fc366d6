// Latencies as they were sampled, in whole nanoseconds, and their order statistics. Nothing is averaged away: a sample
// list keeps every value until the run is over.

export interface LatencySummary {
  readonly samples: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** A monotonic clock in nanoseconds. */
export type NanosecondClock = () => bigint

/** Of this process: its zero means nothing. */
export const hostClock: NanosecondClock = () => process.hrtime.bigint()

/** Order statistics by nearest rank; zeros for an empty list. */
export function summariseLatencies(samplesNs: readonly number[]): LatencySummary {
  const sorted = Float64Array.from(samplesNs).sort()
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { samples: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}
