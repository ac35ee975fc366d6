// What a refused step ends with: a line and an exit code, by who can have caused it and by what the user brought.

import type { CardEnds, Cause, RefusedStep, SchemeFailure } from '../scheme/contract/failure.ts'
import { EXIT, UserError, type ExitCode } from './exit.ts'

/** Nothing: cards, keys and accounts are of this run. `files`: a card image and its issuer. `reader`: a card of anybody. */
export type Brought = 'nothing' | 'files' | 'reader'

export const ENDINGS: Readonly<Record<Cause, Readonly<Record<Brought, ExitCode>>>> = {
  ours: { nothing: EXIT.ownFault, files: EXIT.ownFault, reader: EXIT.ownFault },
  amounts: { nothing: EXIT.usage, files: EXIT.usage, reader: EXIT.usage },
  ended: { nothing: EXIT.ownFault, files: EXIT.usage, reader: EXIT.usage },
  copy: { nothing: EXIT.ownFault, files: EXIT.refused, reader: EXIT.refused },
  state: { nothing: EXIT.ownFault, files: EXIT.refused, reader: EXIT.refused },
  stranger: { nothing: EXIT.ownFault, files: EXIT.ownFault, reader: EXIT.refused },
}

export interface RefusalPlace {
  readonly brought: Brought
  /** How the user named the card. */
  readonly card: string
  /** What else to do about amounts that are too large. */
  readonly lessBy: string
  /** The issuer's file now says that the card is broken. */
  readonly isJudged?: boolean
  /** What the card was asked to sign with, where it may not. */
  readonly suite?: string | undefined
}

/** Undefined for a fault of this program. */
export function refusalEnding(failure: SchemeFailure, place: RefusalPlace): UserError | undefined {
  const exitCode = ENDINGS[failure.of.cause][place.brought]
  if (exitCode === EXIT.ownFault) return undefined
  return new UserError(lineOf(failure.of, place), exitCode, { cause: failure })
}

export function cardEndsEarly(failure: CardEnds, card: string): UserError {
  const line = `${card}: ${failure.message}: make another one with tickbench card new, or leave it out`
  return new UserError(line, EXIT.usage, { cause: failure })
}

function lineOf({ step, refused, number, cause, words }: RefusedStep, place: RefusalPlace): string {
  const { card, isJudged = false, lessBy, suite } = place
  switch (cause) {
    case 'amounts':
      return `the amounts are too large at ${step} (${refused}): ${words}; ${lessBy}`
    case 'ended':
      return `${card}: ${words} (${step}): make another one with tickbench card new`
    case 'copy': {
      const what = number === undefined ? step : `transaction ${number}, ${step}`
      const then = isJudged ? 'Its issuer now holds it for broken' : 'Go on with the newest copy'
      return `${card}: ${words} (${what}): is it an older copy of the card? ${then}`
    }
    case 'state':
    case 'stranger':
    case 'ours': {
      const keys = suite === undefined ? '' : `; does it sign with ${suite}?`
      return `${card} refused at ${step} (${refused}): ${words}${keys}`
    }
  }
}
