// Who sees everything that happens in a session, numbers it, stamps it and hands it on. Parties are told of nothing and
// are handed a lane as they are handed a tally: without one a run is what it was, and as fast.

import type { ClockNs } from '../../reader/clock.ts'
import { openAccounts, type Accounts } from './accounts.ts'
import type { Costs, LabEvent, MoneyState, Told } from './event.ts'

/** One scheme's strand of a session. */
export interface Lane {
  readonly name: string
  /** Gives the event's number. */
  tell(told: Told): number
  /** Tells, and what is told from now on belongs to it until it is closed. */
  open(told: Told): number
  /** Ends the span and whatever is still open inside it; the last event of the span. */
  close(span: number, told: Told): number
  /** Units of money that go from one account to another. */
  move(state: MoneyState, from: string, to: string, units: bigint): void
  /** The micro-transaction that is told of from now on, from 1. */
  transaction(number: number): void
  /** The card's modelled clock, once there is one. */
  setCardClock(nowNs: () => number | undefined): void
  /** Where the money of this lane is, in units. */
  readonly accounts: Pick<Accounts, 'balances'>
}

export interface Witness {
  /** The same one for the same name. */
  lane(name: string): Lane
  /** Numbers given so far. */
  readonly seq: number
}

/**
 * `tell` is called for each event at the moment at which it happens.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { compare, generateWorkload, workloadOf } from 'tickbench'
 * import { nodeCrypto } from 'tickbench/crypto'
 * import { hostClock } from 'tickbench/measure'
 * import { DEFAULT_CLEARING, DEFAULT_POLICY, openScheme, schemeNamed } from 'tickbench/schemes'
 * import { createWitness, traceLine } from 'tickbench/witness'
 *
 * const lines: string[] = []
 * const witness = createWitness(hostClock, (event) => void lines.push(traceLine(event, 80)))
 * const workload = generateWorkload(workloadOf(10))
 * const terms = { policy: DEFAULT_POLICY, clear: DEFAULT_CLEARING, seed: 1, unit: 1n, profile: undefined }
 * const settings = { ...terms, crypto: nodeCrypto('p256'), cards: 'one-each', witness } as const
 * await compare(workload, [await openScheme(schemeNamed('cafe-tick'), workload, settings)])
 * assert(lines.some((line) => line.includes('> TICK: pays one tick more')))
 */
export function createWitness(clock: ClockNs, tell: (event: LabEvent) => void): Witness {
  const began = clock()
  const lanes = new Map<string, Lane>()
  let seq = 0
  const laneOf = (name: string): Lane => {
    const accounts = openAccounts()
    const spans: number[] = []
    let tx = 0
    let cardNow: (() => number | undefined) | undefined
    const stamped = (told: Told, span: number): number => {
      const cardNs = cardNow?.()
      seq += 1
      const now = seq
      tell({
        seq,
        span,
        tx,
        lane: name,
        atNs: Number(clock() - began),
        ...(cardNs !== undefined && { cardNs }),
        ...told,
      })
      return now
    }
    const tellIn = (told: Told, span: number): number => {
      const number = stamped(told, span)
      const fault = told.kind === 'money' ? accounts.move(told) : undefined
      if (fault !== undefined) stamped({ kind: 'note', says: fault, isFault: true }, span)
      return number
    }
    return {
      name,
      accounts,
      tell: (told) => tellIn(told, spans.at(-1) ?? 0),
      open(told) {
        const span = tellIn(told, spans.at(-1) ?? 0)
        spans.push(span)
        return span
      },
      close(span, told) {
        const place = spans.lastIndexOf(span)
        if (place < 0) throw new RangeError(`span ${span} of ${name} is not open`)
        spans.length = place
        return tellIn(told, span)
      },
      move(state, from, to, units) {
        tellIn({ kind: 'money', from, to, units: String(units), state }, spans.at(-1) ?? 0)
      },
      transaction: (number) => void (tx = number),
      setCardClock: (nowNs) => void (cardNow = nowNs),
    }
  }
  return {
    lane(name) {
      const lane = lanes.get(name) ?? laneOf(name)
      lanes.set(name, lane)
      return lane
    },
    get seq() {
      return seq
    },
  }
}

/** Operation counts by role, as tallies give them. */
type Counts = Readonly<Record<string, Readonly<Partial<Record<string, number>>>>>

/** What was done between two readings of the tallies: counts by role, those that are not zero. */
export function costsBetween(before: Counts, after: Counts): Costs {
  const roles = Object.entries(after).map(([role, counts]) => {
    const spent = Object.entries(counts).flatMap(([kind, count = 0]) => {
      const more = count - (before[role]?.[kind] ?? 0)
      return more === 0 ? [] : [[kind, more] as const]
    })
    return [role, Object.fromEntries(spent)] as const
  })
  return Object.fromEntries(roles.filter(([, counts]) => Object.keys(counts).length > 0))
}
