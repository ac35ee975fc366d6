// How a run of a scheme ends early. Who can have caused a refusal stands beside the parties that refuse: each scheme, or
// several together, have a table of their refusals that is complete, or the compiler says so. What each cause ends with
// is in bench/cli/refusal-ending.ts.

import type { Outcome } from '../../../src/payment/outcome.ts'

/**
 * Who can have caused a refusal.
 * `ours`: nobody but this program. `amounts`: prices and amounts of a log or an option. `ended`: a card past its validity.
 * `copy`: an older copy of a card or an issuer, or one that was judged for it. `state`: what a card that somebody brought
 * is or holds. `stranger`: only a card that is not emulated here.
 */
export type Cause = 'ours' | 'amounts' | 'ended' | 'copy' | 'state' | 'stranger'

export interface RefusalEntry {
  readonly cause: Cause
  /** For people, of the card or the step. */
  readonly words: string
}

export function entryOf(cause: Cause, words: string): RefusalEntry {
  return { cause, words }
}

/** A step of a scheme that ended with a refusal. Plain data but for its stack, since it crosses to other processes. */
export interface RefusedStep extends RefusalEntry {
  readonly step: string
  readonly refused: string
  /** Of the card's transaction, where the step has one. */
  readonly number: number | undefined
}

/** Ends a run; who can have caused it stands in `of`. */
export class SchemeFailure extends Error {
  readonly of: RefusedStep

  constructor(of: RefusedStep) {
    const { step, refused, number } = of
    super(`${step}${number === undefined ? '' : ` of transaction ${number}`} was refused: ${refused}`)
    this.name = 'SchemeFailure'
    this.of = of
  }
}

/** The value of a step that must succeed. Throws `SchemeFailure`. */
export type Unwrap<Refusal extends string> = <Value>(
  step: string,
  outcome: Outcome<Value, Refusal>,
  number?: number,
) => Value

/** By a complete table. */
export function unwrapBy<Refusal extends string>(table: Readonly<Record<Refusal, RefusalEntry>>): Unwrap<Refusal> {
  return (step, outcome, number) => {
    if (!outcome.ok) throw new SchemeFailure({ step, refused: outcome.refused, number, ...table[outcome.refused] })
    return outcome.value
  }
}

/** The card that somebody brought cannot play its part; `message` is the line for him. */
export class CardUnfit extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CardUnfit'
  }
}

/** The card belongs to somebody: it can neither be personalised nor loaded here. */
export class ForeignCard extends Error {
  constructor() {
    super('the card belongs to another issuer')
    this.name = 'ForeignCard'
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
