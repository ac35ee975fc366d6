// A clock that nobody waits for: every operation, memory change and exchange of a card advances it by what a profile
// says. Modelled time is never mixed with measured time; its parts and its doubts are kept apart.
// Leaves out the applet's own bytecode and the operating system's dispatch: nothing public measures them alone.

import type { OperationKind, OperationObserver } from '../../src/crypto/operations.ts'
import type { MemoryWrite } from '../memory/card-memory.ts'
import { stepsOf, type Algorithms } from './algorithms.ts'
import type { CardOperation, CardProfile } from './card-profile.ts'
import { composedDurationAt, durationAt, type Duration, type FigureQuality, type Reading } from './figures.ts'
import { exchangeTime, type Wire } from './wire.ts'

/** What time goes by for. `signature` is making and checking; `overhead` is the reader and its driver. */
export const TIME_CAUSES = ['wire', 'hash', 'mac', 'signature', 'random', 'write', 'overhead'] as const
export type TimeCause = (typeof TIME_CAUSES)[number]

export interface ModelledTime {
  readonly kind: 'time'
  readonly totalNs: number
  readonly byCause: Readonly<Record<TimeCause, number>>
  /** How much of the total rests on figures of each quality and reading; wire and overhead are formulas. */
  readonly doubts: readonly { readonly quality: FigureQuality; readonly reading: Reading; readonly ns: number }[]
}

/** Operations that the profile has no figure for: their time is not guessed, so there is no total. */
interface MissingFigures {
  readonly kind: 'missingFigures'
  readonly operations: readonly string[]
}

/** The observers of one card; hand them to `createEmulatedCard`. */
export interface ModelledClock {
  readonly observe: OperationObserver
  readonly onWrite: (write: MemoryWrite) => void
  readonly onRandom: (bytes: number) => void
  readonly onExchange: (command: Uint8Array, answer: Uint8Array) => void
  /** Time since the clock was made. */
  read(): ModelledTime | MissingFigures
  /** Nanoseconds so far, missing figures counted as nothing: for laps and for sleeping. */
  nowNs(): number
}

export interface ClockOptions {
  readonly profile: CardProfile
  readonly wire: Wire
  readonly algorithms: Algorithms
  /**
   * What a transaction of several writes costs: nothing public measures it. `asOneWrite` (the default) charges one
   * atomic write of all its bytes, `asSeparateWrites` one atomic write each: the truth should lie between.
   */
  readonly transactions?: 'asOneWrite' | 'asSeparateWrites'
}

export function createModelledClock(options: ClockOptions): ModelledClock {
  return new Clock(options)
}

/** Kinds that no step stands for never get here. */
const CAUSES: Readonly<Partial<Record<OperationKind, TimeCause>>> = {
  hash: 'hash',
  mac: 'mac',
  sign: 'signature',
  verify: 'signature',
}

class Clock implements ModelledClock {
  readonly observe: OperationObserver
  readonly onWrite: (write: MemoryWrite) => void
  readonly onRandom: (bytes: number) => void
  readonly onExchange: (command: Uint8Array, answer: Uint8Array) => void
  readonly #options: ClockOptions
  readonly #byCause: Record<TimeCause, number> = zeroes()
  readonly #doubts = new Map<string, { quality: FigureQuality; reading: Reading; ns: number }>()
  readonly #missing = new Set<string>()
  /** Durations already looked up, by operation and length. */
  readonly #known = new Map<string, Duration | undefined>()

  constructor(options: ClockOptions) {
    this.#options = options
    this.observe = (kind, bytes, count) => this.#operation(kind, bytes, count)
    this.onWrite = (write) => this.#write(write)
    this.onRandom = (bytes) => this.#spend('random', 'random', bytes, 1)
    this.onExchange = (command, answer) => {
      const { wireNs, readerNs } = exchangeTime(options.wire, command.length, answer.length)
      this.#byCause.wire += wireNs
      this.#byCause.overhead += readerNs
    }
  }

  read(): ModelledTime | MissingFigures {
    if (this.#missing.size > 0) return { kind: 'missingFigures', operations: [...this.#missing] }
    const doubts = [...this.#doubts.values()].map((doubt) => ({ ...doubt }))
    return { kind: 'time', totalNs: this.nowNs(), byCause: { ...this.#byCause }, doubts }
  }

  nowNs(): number {
    return TIME_CAUSES.reduce((total, cause) => total + this.#byCause[cause], 0)
  }

  #operation(kind: OperationKind, bytes: number, count: number): void {
    const steps = stepsOf(this.#options.algorithms, kind, bytes)
    if (steps === undefined) this.#missing.add(kind)
    else for (const step of steps) this.#spend(CAUSES[kind] ?? 'overhead', step.operation, step.bytes, count)
  }

  #write({ kind, bytes, writes }: MemoryWrite): void {
    if (kind === 'nonAtomic') this.#spend('write', 'writeNonAtomic', bytes, 1)
    else if (kind === 'transaction' && this.#options.transactions === 'asSeparateWrites') {
      this.#spend('write', 'writeAtomic', Math.ceil(bytes / writes), writes)
    } else this.#spend('write', 'writeAtomic', bytes, 1)
  }

  #spend(cause: TimeCause, operation: CardOperation, bytes: number, count: number): void {
    const duration = this.#duration(operation, bytes)
    if (duration === undefined) {
      this.#missing.add(`${operation} of ${bytes} bytes`)
      return
    }
    const { quality, reading } = duration
    const ns = duration.ns * count
    this.#byCause[cause] += ns
    const key = `${quality} ${reading}`
    const doubt = this.#doubts.get(key)
    if (doubt === undefined) this.#doubts.set(key, { quality, reading, ns })
    else doubt.ns += ns
  }

  #duration(operation: CardOperation, bytes: number): Duration | undefined {
    const key = `${operation} ${bytes}`
    if (!this.#known.has(key)) {
      const figures = this.#options.profile.figures[operation] ?? []
      const composable = operation === 'writeAtomic' || operation === 'writeNonAtomic' || operation === 'random'
      this.#known.set(key, composable ? composedDurationAt(figures, bytes) : durationAt(figures, bytes))
    }
    return this.#known.get(key)
  }
}

function zeroes(): Record<TimeCause, number> {
  return { wire: 0, hash: 0, mac: 0, signature: 0, random: 0, write: 0, overhead: 0 }
}
