// Latencies in bounded memory, for runs too long to keep every sample: Gil Tene's HDR histogram, as Node brings it.
// Three significant digits from 1 ns to one hour; what is longer counts as one hour and shows in `clipped`.

import { createHistogram } from 'node:perf_hooks'

export interface LatencyHistogram {
  /** Whole nanoseconds; 0 counts as 1. */
  record(ns: number): void
  /** At the rank nearest to `share` of all recorded; 0 for an empty histogram. `share` is above 0 and at most 1. */
  quantileNs(share: number): number
  /** Quantile by quantile, ever finer towards 1, as latency distributions are drawn. */
  steps(): readonly HistogramStep[]
  add(other: LatencyHistogram): void
  readonly count: number
  readonly clipped: number
}

export interface HistogramStep {
  readonly share: number
  readonly ns: number
}

/** Empty; some 70 kB, however much it hears. */
export function createLatencyHistogram(): LatencyHistogram {
  return new NodeHistogram()
}

class NodeHistogram implements LatencyHistogram {
  readonly #inner = createHistogram({ lowest: 1, highest: LONGEST_NS, figures: 3 })
  #clipped = 0

  get count(): number {
    return this.#inner.count
  }

  get clipped(): number {
    return this.#clipped
  }

  record(ns: number): void {
    if (ns > LONGEST_NS) this.#clipped += 1
    this.#inner.record(Math.min(Math.max(1, ns), LONGEST_NS))
  }

  quantileNs(share: number): number {
    return this.count === 0 ? 0 : this.#inner.percentile(share * 100)
  }

  steps(): readonly HistogramStep[] {
    if (this.count === 0) return []
    return [...this.#inner.percentiles].map(([percentile, ns]) => ({ share: percentile / 100, ns }))
  }

  add(other: LatencyHistogram): void {
    if (!(other instanceof NodeHistogram)) throw new TypeError('a histogram of another make')
    this.#inner.add(other.#inner)
    this.#clipped += other.#clipped
  }
}

const LONGEST_NS = 3_600_000_000_000
