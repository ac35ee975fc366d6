// Host time of a scheme's payments. They are timed one by one, in batches, and what others had the processor for is read
// at the borders of a batch: it is left out of mean and total, and a batch that was disturbed is left out of the
// percentiles where enough others are left. Settling is a batch of its own. Nanoseconds throughout.

import type { TimeRange } from '../../card-applets/time/modelled-clock.ts'
import type { Scheme } from '../scheme/open.ts'
import { hostClock, summariseLatencies, type NanosecondClock } from '../measure/latency.ts'
import { waitedOnLinux, type WaitedNs } from '../measure/stopwatch.ts'
import type { MicroTransaction } from '../workload/micro-transaction.ts'
import type { HostTime } from './document.ts'

export interface TimeSources {
  readonly clock: NanosecondClock
  readonly waited: WaitedNs | undefined
}

export function hostSources(): TimeSources {
  return { clock: hostClock, waited: waitedOnLinux() }
}

/** A disturbed batch waited for more than this share of its time. */
const DISTURBED = 0.01
/** Percentiles come from the undisturbed batches where those hold at least this share of the payments. */
const ENOUGH = 0.8

/** One scheme under the watch. */
export class TimedScheme {
  readonly scheme: Scheme
  /** Of each payment, where a card profile was given: the ends of its range. */
  readonly modelledNs: { readonly [End in keyof TimeRange]: number[] } = { lowerNs: [], upperNs: [] }
  readonly #sources: TimeSources
  readonly #batches: { readonly samples: readonly number[]; readonly disturbed: boolean }[] = []
  /** Modelled time after the last payment: nothing happens on cards between two. */
  #modelled: TimeRange | undefined
  #elapsed = 0
  #waited = 0
  #settling = 0

  constructor(scheme: Scheme, sources: TimeSources) {
    this.scheme = scheme
    this.#sources = sources
    this.#modelled = scheme.cardClock?.now()
  }

  /** `paid` is called after each payment with their number. */
  async payAll(batch: readonly MicroTransaction[], paid: (count: number) => void): Promise<void> {
    const samples: number[] = []
    const { elapsed, waited } = await this.#watched(async () => {
      for (const transaction of batch) {
        const ns = this.#payOne(transaction)
        samples.push(typeof ns === 'number' ? ns : await ns)
        paid(samples.length)
      }
      return samples.reduce((sum, ns) => sum + ns, 0)
    })
    this.#batches.push({ samples, disturbed: waited > elapsed * DISTURBED })
  }

  async settle(): Promise<void> {
    const { elapsed, waited } = await this.#watched(async () => {
      const lap = this.#startLap()
      await this.scheme.settle()
      return lap()
    })
    this.#settling = elapsed - waited
  }

  hostTime(): HostTime {
    const payments = this.#batches.reduce((sum, { samples }) => sum + samples.length, 0)
    const quiet = this.#batches.filter(({ disturbed }) => !disturbed).flatMap(({ samples }) => samples)
    const all = this.#batches.flatMap(({ samples }) => samples)
    const total = this.#elapsed - this.#waited
    return {
      ...summariseLatencies(quiet.length >= payments * ENOUGH ? quiet : all),
      mean: payments === 0 ? 0 : total / payments,
      total,
      settling: this.#settling,
      // what others had the processor for fell on cards and the rest alike
      inCards: this.#elapsed === 0 ? 0 : ((this.scheme.cardClock?.inCardsNs() ?? 0) * total) / this.#elapsed,
      waitedShare: this.#elapsed === 0 ? 0 : this.#waited / this.#elapsed,
      batches: this.#batches.length,
    }
  }

  /** Its time. A promise only where the payment gives one: a turn of the event loop would cost as much as a coupon. */
  #payOne(transaction: MicroTransaction): number | Promise<number> {
    const lap = this.#startLap()
    const paying = this.scheme.pay(transaction)
    return paying === undefined ? this.#paid(lap) : paying.then(() => this.#paid(lap))
  }

  #paid(lap: () => number): number {
    const elapsed = lap()
    const [before, now] = [this.#modelled, this.scheme.cardClock?.now()]
    this.#modelled = now
    if (before !== undefined && now !== undefined) {
      this.modelledNs.lowerNs.push(now.lowerNs - before.lowerNs)
      this.modelledNs.upperNs.push(now.upperNs - before.upperNs)
    }
    return elapsed
  }

  /** Waiting for a modelled card is neither host time nor modelled time. */
  #startLap(): () => number {
    const { cardClock } = this.scheme
    const sleptBefore = cardClock?.sleptNs() ?? 0
    const start = this.#sources.clock()
    return () => Number(this.#sources.clock() - start) - ((cardClock?.sleptNs() ?? 0) - sleptBefore)
  }

  /** Waiting at the end of a sleep is in the sleep, which is in no lap. */
  #waitedAwake(): number {
    const { waited } = this.#sources
    return waited === undefined ? 0 : waited() - (this.scheme.cardClock?.waitedAsleepNs() ?? 0)
  }

  async #watched(work: () => Promise<number>): Promise<{ readonly elapsed: number; readonly waited: number }> {
    const before = this.#waitedAwake()
    const elapsed = await work()
    // what was waited for between two laps is in no lap
    const waited = Math.min(elapsed, Math.max(0, this.#waitedAwake() - before))
    this.#elapsed += elapsed
    this.#waited += waited
    return { elapsed, waited }
  }
}
