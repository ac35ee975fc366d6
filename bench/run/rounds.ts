// Runs a plan: a pilot, then round after round, in each of them every seat once, in a process of its own. Only whole rounds
// count, so that every case has as many processes as every other and is as near to it in time. Who starts the processes is
// handed in; this orders them, keeps what they bring, and minds the time.

import { hostClock, type NanosecondClock } from '../measure/latency.ts'
import type { PilotedCase, PilotTerms } from './pilot.ts'
import { checkPlan, seatsOf, type Case, type Plan } from './plan.ts'
import type { SampleBlock } from './sample-block.ts'
import { numbersOf, orderOfRound } from './schedule.ts'
import type { LostCase, SeatResult, SeatTask } from './seat.ts'

/** Each call is a fresh process. */
export interface Seats {
  readonly pilot: (cases: readonly Case[], terms: PilotTerms) => Promise<SeatResult<PilotedCase>>
  readonly measure: (task: SeatTask) => Promise<SeatResult<SampleBlock>>
}

/** Where blocks are kept while they come. */
export interface SampleStore {
  /** Those of an earlier, interrupted run of the same plan. */
  readonly kept: readonly SampleBlock[]
  keep(block: SampleBlock): void
}

export interface RoundsOptions {
  readonly store?: SampleStore
  /** How the run is sampled that this one is to be compared with: cases in it have no pilot. */
  readonly sampling?: readonly PilotedCase[]
  /** From the first round on. No round begins that would hardly end within it; the first one always does. */
  readonly capNs: number
  /** Between rounds, at most and on the average half of it, as long as there is time to spare. */
  readonly pauseMs?: number
  /** Seats measured, and seats that the run will have; the latter is corrected on the way. */
  readonly progress?: (done: number, total: number, rounds: number) => void
  /** Drops the round being measured and ends the run. */
  readonly signal?: AbortSignal | undefined
  readonly clock?: NanosecondClock
  readonly pause?: (ms: number) => Promise<void>
}

export interface Rounds {
  /** Of whole rounds, by round, then in the order in which they were taken. */
  readonly blocks: readonly SampleBlock[]
  /** Whole ones. */
  readonly rounds: number
  readonly lost: readonly LostCase[]
}

/** Throws what the seats throw, and `RangeError`. */
export async function runRounds(plan: Plan, seats: Seats, options: RoundsOptions): Promise<Rounds> {
  checkPlan(plan)
  const run = new RoundsRun(plan, seats, options)
  await run.all()
  return run.result()
}

class RoundsRun {
  readonly #plan: Plan
  readonly #seats: Seats
  readonly #options: RoundsOptions
  readonly #clock: NanosecondClock
  #startNs = 0n
  readonly #lost = new Map<string, string>()
  readonly #sampling = new Map<string, PilotedCase>()
  #blocks: SampleBlock[]
  #rounds = 0
  /** What those of this run took, pauses left out. */
  readonly #roundsNs: number[] = []
  #expected: number

  constructor(plan: Plan, seats: Seats, options: RoundsOptions) {
    this.#plan = plan
    this.#seats = seats
    this.#options = options
    this.#clock = options.clock ?? hostClock
    this.#expected = plan.rounds
    this.#blocks = [...(options.store?.kept ?? [])]
  }

  result(): Rounds {
    const blocks = this.#blocks.filter(({ name, round }) => round < this.#rounds && !this.#lost.has(name))
    return {
      blocks: blocks.toSorted((a, b) => a.round - b.round),
      rounds: this.#rounds,
      lost: [...this.#lost].map(([name, why]) => ({ name, why })),
    }
  }

  async all(): Promise<void> {
    await this.#findSampling()
    this.#startNs = this.#clock()
    while (this.#rounds < this.#plan.rounds && this.#left().length > 0) {
      if (this.#isWhole(this.#rounds)) {
        this.#rounds += 1
        continue
      }
      if (this.#roundsNs.length > 0 && this.#roundsInTime() === 0) break
      const beganNs = this.#elapsedNs()
      if (!(await this.#round(this.#rounds))) break
      this.#rounds += 1
      this.#roundsNs.push(this.#elapsedNs() - beganNs)
      await this.#pause()
    }
  }

  /** False when it was interrupted: what it has brought by then is no round. */
  async #round(round: number): Promise<boolean> {
    this.#expected = this.#roundsNs.length === 0 ? this.#plan.rounds : round + this.#roundsInTime()
    for (const seat of orderOfRound(seatsOf(this.#left()), this.#plan.seed, round)) {
      if (this.#options.signal?.aborted === true) return false
      const missing = this.#left().filter((one) => one.seat === seat && !this.#has(one.name, round))
      if (missing.length > 0) await this.#seat(seat, round)
      this.#tell()
    }
    return this.#options.signal?.aborted !== true
  }

  /** All of its cases anew where one is missing: they are part of each other's figures. */
  async #seat(seat: string, round: number): Promise<void> {
    const cases = this.#left().filter((one) => one.seat === seat)
    const { found, lost } = await this.#seats.measure({
      seed: this.#plan.seed,
      round,
      cases: cases.map((subject) => ({ subject, ...this.#samplingOf(subject.name) })),
    })
    for (const { name, why } of lost) this.#lost.set(name, why)
    this.#blocks = this.#blocks.filter((block) => block.round !== round || block.seat !== seat)
    for (const block of found) {
      this.#options.store?.keep(block)
      this.#blocks.push(block)
    }
  }

  /** Kept samples say how theirs were taken; all samples of a case have to be comparable. */
  async #findSampling(): Promise<void> {
    for (const { name, operations, operationNs } of this.#blocks) {
      this.#sampling.set(name, { name, operations, samples: operationNs.length })
    }
    for (const one of this.#options.sampling ?? []) {
      if (!this.#sampling.has(one.name)) this.#sampling.set(one.name, one)
    }
    const unknown = this.#plan.cases.filter(({ name }) => !this.#sampling.has(name))
    for (const seat of seatsOf(unknown)) {
      if (this.#options.signal?.aborted === true) return
      const { found, lost } = await this.#seats.pilot(
        unknown.filter((one) => one.seat === seat),
        this.#plan,
      )
      for (const one of found) this.#sampling.set(one.name, one)
      for (const { name, why } of lost) this.#lost.set(name, why)
      this.#tell()
    }
  }

  #samplingOf(name: string): PilotedCase {
    const found = this.#sampling.get(name)
    if (found === undefined) throw new TypeError(`case ${name} had no pilot`)
    return found
  }

  #left(): readonly Case[] {
    return this.#plan.cases.filter(({ name }) => !this.#lost.has(name))
  }

  #has(name: string, round: number): boolean {
    return this.#blocks.some((block) => block.name === name && block.round === round)
  }

  #isWhole(round: number): boolean {
    return this.#left().every(({ name }) => this.#has(name, round))
  }

  #elapsedNs(): number {
    return Number(this.#clock() - this.#startNs)
  }

  /** More than there are, where nothing limits them. */
  #roundsInTime(): number {
    const meanNs = this.#roundsNs.reduce((sum, ns) => sum + ns, 0) / this.#roundsNs.length
    const inTime = Math.floor((this.#options.capNs - this.#elapsedNs()) / Math.max(1, meanNs))
    return Math.max(0, Math.min(this.#plan.rounds - this.#rounds, inTime))
  }

  /** Seats done, and seats of the rounds that there will be; a pilot counts as a seat. */
  #tell(): void {
    const seats = seatsOf(this.#left()).length
    const taken = new Set(this.#blocks.map(({ seat, round }) => `${round} ${seat}`)).size
    this.#options.progress?.(seats + taken, seats * (this.#expected + 1), this.#rounds)
  }

  /** Only as long as no round is lost by it. */
  async #pause(): Promise<void> {
    const { pause, pauseMs = 0, capNs, signal } = this.#options
    const left = this.#plan.rounds - this.#rounds
    if (pauseMs === 0 || left === 0 || signal?.aborted === true) return
    const slowestNs = Math.max(...this.#roundsNs)
    if (this.#elapsedNs() + left * (slowestNs + pauseMs * 1e6) > capNs) return
    await (pause ?? waitMs)(numbersOf(this.#plan.seed, this.#rounds, 2).below(pauseMs))
  }
}

function waitMs(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}
