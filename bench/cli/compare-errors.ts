// What a comparison can fail of and a user can mend, in one line each.

import { MissingFigures } from '../compare/compare.ts'
import { ForeignCard } from '../scheme/contract/failure.ts'
import { CardEnds, SchemeFailure } from '../scheme/contract/failure.ts'
import { EXIT, UserError } from './exit.ts'
import { cardEndsEarly, refusalEnding, type Brought } from './refusal-ending.ts'

export interface RunCircumstances {
  readonly cardProfile: string | undefined
  readonly suite: string
  readonly brought: Brought
  readonly cardImage: string | undefined
  /** Keeps the issuer's judgement of a run that failed; whether there is one. */
  readonly keepJudgement: () => Promise<boolean>
}

/** Throws `UserError` for what these circumstances explain, anything else as it is. */
export async function explained<T>(circumstances: RunCircumstances, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw (await explain(circumstances, error)) ?? error
  }
}

async function explain(circumstances: RunCircumstances, error: unknown): Promise<UserError | undefined> {
  const { cardProfile, suite, brought, cardImage, keepJudgement } = circumstances
  const cause = { cause: error }
  const card = cardImage ?? 'the card in the reader'
  if (error instanceof ForeignCard) return foreignCard(error)
  if (error instanceof CardEnds) return cardEndsEarly(error, card)
  if (error instanceof MissingFigures) {
    const missing = error.operations.join(', ')
    const next =
      suite === 'p256'
        ? 'measure it with tickbench bench card --yes-change-this-card, or take another (see: tickbench profiles)'
        : 'leave out --suite, or try --suite p256'
    const line = `--card-profile ${cardProfile}: this card was never measured doing ${missing}; ${next}`
    return new UserError(line, EXIT.usage, cause)
  }
  if (!(error instanceof SchemeFailure)) return undefined
  const isJudged = await keepJudgement()
  const lessBy = 'give a lower --price-per-kib or a shorter log, or a new card'
  return refusalEnding(error, { brought, card, lessBy, isJudged, suite: brought === 'reader' ? suite : undefined })
}

export function foreignCard(cause: ForeignCard): UserError {
  const line = 'the purse on this card was made by another issuer: give its file with --issuer'
  return new UserError(line, EXIT.refused, { cause })
}
