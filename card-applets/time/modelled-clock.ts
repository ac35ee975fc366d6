// A clock that nobody waits for: every operation, memory change and exchange of a card advances it by what a profile
// says. Modelled time is never mixed with measured time; its parts and its doubts are kept apart. It is a range (MODEL.md,
// "Range"): the sum of the parts below, above it dispatch and bytecode as well.

import type { OperationKind, OperationObserver } from '../../src/crypto/operations.ts'
import type { MemoryWrite } from '../memory/card-memory.ts'
import { stepsOf, type Algorithms } from './algorithms.ts'
import type { CardOperation, CardProfile } from './card-profile.ts'
import { dispatchOn } from './dispatch.ts'
import { durationAt, type Duration, type Reading } from './durations.ts'
import type { FigureQuality } from './figures.ts'
import { exchangeTime, type Wire } from './wire.ts'

/**
 * What time goes by for. `signature` is making and checking; `overhead` is the reader and its driver; `dispatch` is the
 * card's system and the applet's bytecode, of which nothing is known but how much it is at most.
 */
export const TIME_CAUSES = ['wire', 'hash', 'mac', 'signature', 'random', 'write', 'overhead', 'dispatch'] as const
export type TimeCause = (typeof TIME_CAUSES)[number]

/** `lowerNs` is never above `upperNs`. */
export interface TimeRange {
  readonly lowerNs: number
  readonly upperNs: number
}

export interface ModelledTime {
  readonly kind: 'time'
  /** The sum over all causes. */
  readonly total: TimeRange
  readonly byCause: Readonly<Record<TimeCause, TimeRange>>
  /** How much of the lower total rests on figures of each quality and reading; wire and overhead are formulas. */
  readonly doubts: readonly ModelledDoubt[]
}

export interface ModelledDoubt {
  readonly quality: FigureQuality
  readonly reading: Reading
  readonly ns: number
  readonly operations: readonly CardOperation[]
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
  /** The lower total so far, missing figures counted as nothing: for laps and for sleeping. */
  nowNs(): number
  /** Both ends of the total so far, likewise. */
  now(): TimeRange
}

export interface ClockOptions {
  readonly profile: CardProfile
  readonly wire: Wire
  readonly algorithms: Algorithms
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

/** What one operation over so many bytes takes. */
interface Charge {
  readonly cause: TimeCause
  readonly ns: number
  /** Whom the time is added to. */
  readonly doubt: { ns: number }
}

type Doubt = Omit<ModelledDoubt, 'operations'> & { ns: number; operations: Set<CardOperation> }

class Clock implements ModelledClock {
  readonly observe: OperationObserver
  readonly onWrite: (write: MemoryWrite) => void
  readonly onRandom: (bytes: number) => void
  readonly onExchange: (command: Uint8Array, answer: Uint8Array) => void
  readonly #options: ClockOptions
  readonly #lower: Record<TimeCause, number> = zeroes()
  /** What each cause may take more. */
  readonly #more: Record<TimeCause, number> = zeroes()
  readonly #doubts = new Map<string, Doubt>()
  readonly #missing = new Set<string>()
  /** What was looked up before: an operation comes again and again over the same number of bytes. */
  readonly #charges = new Known<OperationKind | MemoryWrite['kind'] | 'random', readonly Charge[]>()
  readonly #durations = new Known<CardOperation, Duration | undefined>()

  constructor(options: ClockOptions) {
    const dispatchNs = dispatchOn(options.wire).ns
    this.#options = options
    this.observe = (kind, bytes, count) => {
      this.#spend(this.#charges.of(kind, bytes) ?? this.#charges.keep(kind, bytes, this.#operation(kind, bytes)), count)
    }
    this.onWrite = (write) => this.#write(write)
    this.onRandom = (bytes) => {
      const known = this.#charges.of('random', bytes)
      this.#spend(known ?? this.#charges.keep('random', bytes, [this.#charge('random', 'random', bytes)]), 1)
    }
    this.onExchange = (command, answer) => {
      const { wireNs, readerNs } = exchangeTime(options.wire, command.length, answer.length)
      this.#lower.wire += wireNs
      this.#lower.overhead += readerNs
      this.#more.dispatch += dispatchNs
    }
  }

  read(): ModelledTime | MissingFigures {
    if (this.#missing.size > 0) return { kind: 'missingFigures', operations: [...this.#missing] }
    const doubts = [...this.#doubts.values()].map((doubt) => ({ ...doubt, operations: [...doubt.operations] }))
    const ranges = TIME_CAUSES.map((cause) => {
      const lowerNs = this.#lower[cause]
      return [cause, { lowerNs, upperNs: lowerNs + this.#more[cause] }] as const
    })
    const byCause = Object.fromEntries(ranges) as Record<TimeCause, TimeRange>
    return { kind: 'time', total: this.now(), byCause, doubts }
  }

  nowNs(): number {
    return sumOf(this.#lower)
  }

  now(): TimeRange {
    const lowerNs = this.nowNs()
    return { lowerNs, upperNs: lowerNs + sumOf(this.#more) }
  }

  #operation(kind: OperationKind, bytes: number): readonly Charge[] {
    const steps = stepsOf(this.#options.algorithms, kind, bytes)
    if (steps === undefined) this.#missing.add(kind)
    return (steps ?? []).map((step) => this.#charge(CAUSES[kind] ?? 'overhead', step.operation, step.bytes))
  }

  /** Of transactions nobody published what they cost: at least one write of all their bytes, at most one write each. */
  #write({ kind, bytes, writes }: MemoryWrite): void {
    const operation = kind === 'nonAtomic' ? 'writeNonAtomic' : 'writeAtomic'
    const known = this.#charges.of(kind, bytes)
    this.#spend(known ?? this.#charges.keep(kind, bytes, [this.#charge('write', operation, bytes)]), 1)
    if (kind !== 'transaction') return
    const together = this.#duration(operation, bytes)?.ns ?? 0
    const apart = (this.#duration(operation, Math.ceil(bytes / writes))?.ns ?? 0) * writes
    this.#more.write += Math.max(0, apart - together)
  }

  #spend(charges: readonly Charge[], count: number): void {
    for (const { cause, ns, doubt } of charges) {
      this.#lower[cause] += ns * count
      doubt.ns += ns * count
    }
  }

  /** Made when it is first to be spent: so the doubt is listed, or the figure missed. */
  #charge(cause: TimeCause, operation: CardOperation, bytes: number): Charge {
    const duration = this.#duration(operation, bytes)
    if (duration === undefined) {
      this.#missing.add(`${operation} of ${bytes} bytes`)
      return { cause, ns: 0, doubt: { ns: 0 } }
    }
    const { ns, quality, reading } = duration
    const key = `${quality} ${reading}`
    const doubt = this.#doubts.get(key) ?? { quality, reading, ns: 0, operations: new Set() }
    doubt.operations.add(operation)
    this.#doubts.set(key, doubt)
    return { cause, ns, doubt }
  }

  #duration(operation: CardOperation, bytes: number): Duration | undefined {
    const known = this.#durations.of(operation, bytes)
    return known ?? this.#durations.keep(operation, bytes, durationAt(this.#options.profile, operation, bytes))
  }
}

/** By a word and a number, without a text made of both. */
class Known<Word extends string, Value> {
  readonly #words = new Map<Word, Map<number, Value>>()

  of(word: Word, bytes: number): Value | undefined {
    return this.#words.get(word)?.get(bytes)
  }

  keep(word: Word, bytes: number, value: Value): Value {
    const known = this.#words.get(word) ?? new Map<number, Value>()
    this.#words.set(word, known.set(bytes, value))
    return value
  }
}

function sumOf(byCause: Readonly<Record<TimeCause, number>>): number {
  return TIME_CAUSES.reduce((total, cause) => total + byCause[cause], 0)
}

function zeroes(): Record<TimeCause, number> {
  return { wire: 0, hash: 0, mac: 0, signature: 0, random: 0, write: 0, overhead: 0, dispatch: 0 }
}
