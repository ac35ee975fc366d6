// What the comparison asks of a payment scheme: take the same micro-transactions, settle, and show the books.

import type { ModelledClock, TimeRange } from '../../card-applets/time/modelled-clock.ts'
import type { Outcome } from '../../src/payment/outcome.ts'
import type { OperationCounts } from '../../src/crypto/operations.ts'
import type { MicroTransaction } from '../workload/micro-transaction.ts'
import type { RefusalAt, Step } from './steps.ts'

export const SCHEME_NAMES = [
  'ikp-coupon',
  'ikp-broker',
  'ikp-auto',
  'ikp-macro',
  'cafe-tick',
  'purse-mac',
  'card-signature',
] as const

export type SchemeName = (typeof SCHEME_NAMES)[number]

/** The two that the project is about: run when nothing else is asked for. */
export const DEFAULT_SCHEMES: readonly SchemeName[] = ['ikp-coupon', 'cafe-tick']

/** A scheme set up with its buyers and sellers, before the first payment. */
export interface Scheme {
  readonly name: SchemeName
  /** Carries one micro-transaction to its seller: opens, tops up and clears by the policy on the way. */
  pay(transaction: MicroTransaction): Promise<void>
  /** Clears and closes everything that is still open. */
  settle(): Promise<void>
  /** The books after `settle`. */
  books(): SchemeBooks
  /** Of a scheme with chips. */
  readonly cardClock?: CardClock
}

/** Modelled time of the chips so far, and host time that was waited for it. */
export interface CardClock {
  read(): ReturnType<ModelledClock['read']> | undefined
  now(): TimeRange | undefined
  sleptNs(): number
  /** Of it, what others had the processor for: it is no part of the host's time either. */
  waitedAsleepNs(): number
  /** Host time inside chips since the first payment: of emulated ones, or waiting for one in a reader. */
  inCardsNs(): number
}

/** What a scheme did and where the money is. Amounts in minor units. */
export interface SchemeBooks {
  readonly payments: number
  /** What the acquirer or issuer has paid to each seller. */
  readonly revenueBySeller: ReadonlyMap<string, bigint>
  readonly chainsOpened: number
  /** Chains that a card closed before their hold ended, because it keeps one open chain and paid another seller. */
  readonly closedForOther: number
  readonly operations: Readonly<Record<string, OperationCounts>>
  readonly messages: number
  readonly bytes: number
  /** Command and response pairs exchanged with cards. */
  readonly apdus: number
  readonly checks: readonly SelfCheck[]
  /** Who risks what, in plain words (protocols.md 3.6). */
  readonly risks: readonly Risk[]
  /** Modelled time of the cards over the whole run, where a card profile was given. */
  readonly cardTime?: ReturnType<ModelledClock['read']>
  /** What else a reader should know, a line each. */
  readonly notes?: readonly string[]
}

export interface SelfCheck {
  readonly name: string
  readonly holds: boolean
  /** The figures on both sides of the check. */
  readonly detail: string
}

export interface Risk {
  readonly party: string
  readonly risk: string
}

/** Who was paid what; every seller is there, also those that earned nothing. */
export function revenueOf(
  sellers: Iterable<string>,
  earnings: Iterable<{ readonly seller: string; readonly paid: bigint }>,
): ReadonlyMap<string, bigint> {
  const revenue = new Map<string, bigint>()
  for (const seller of sellers) revenue.set(seller, 0n)
  for (const { seller, paid } of earnings) revenue.set(seller, (revenue.get(seller) ?? 0n) + paid)
  return revenue
}

/** A step of a scheme that ended with a refusal; whose doing that can be is said in refusals.ts. */
export class SchemeFailure extends Error {
  readonly step: Step
  readonly refused: string
  /** Of the card's transaction, where the step has one. */
  readonly number: number | undefined

  constructor(step: Step, refused: string, number?: number) {
    super(`${step}${number === undefined ? '' : ` of transaction ${number}`} was refused: ${refused}`)
    this.name = 'SchemeFailure'
    this.step = step
    this.refused = refused
    this.number = number
  }
}

/** The card that somebody brought cannot play its part; `message` is the line for him. */
export class CardUnfit extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CardUnfit'
  }
}

/** The card that somebody brought is not valid as long as the run goes. */
export class CardEnds extends Error {
  constructor(validUntil: number, goesTo: number) {
    super(`the card is valid until ${dateOf(validUntil)}, and the payments go to ${dateOf(goesTo)}`)
    this.name = 'CardEnds'
  }
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/** The value of a step that must succeed. Throws `SchemeFailure`. */
export function reached<At extends Step, Value>(
  step: At,
  outcome: Outcome<Value, RefusalAt<At>>,
  number?: number,
): Value {
  if (!outcome.ok) throw new SchemeFailure(step, outcome.refused, number)
  return outcome.value
}
