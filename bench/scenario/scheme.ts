// What the comparison asks of a payment scheme: take the same micro-transactions, settle, and show the books.

import type { ModelledClock } from '../../card-applets/time/modelled-clock.ts'
import type { OperationCounts } from '../../src/crypto/operations.ts'
import type { MicroTransaction } from '../workload/micro-transaction.ts'

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
  nowNs(): number | undefined
  sleptNs(): number
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

/** A failed protocol step between honest parties: a fault of this program, never of its user. */
export class SchemeFailure extends Error {
  readonly refused: string

  constructor(step: string, refused: string) {
    super(`${step} was refused between honest parties: ${refused}`)
    this.name = 'SchemeFailure'
    this.refused = refused
  }
}

/** The card that somebody brought cannot play its part; `message` is the line for him. */
export class CardUnfit extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CardUnfit'
  }
}

/** The value of an outcome that honest parties must reach. */
export function reached<Value>(
  step: string,
  outcome: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refused: string },
): Value {
  if (!outcome.ok) throw new SchemeFailure(step, outcome.refused)
  return outcome.value
}
