// What a comparison can fail of and a user can mend, in one line each.

import { MissingFigures } from '../compare/compare.ts'
import { ForeignCard } from '../scenario/purse-desk.ts'
import { SchemeFailure } from '../scenario/scheme.ts'
import { EXIT, UserError } from './exit.ts'

export interface RunCircumstances {
  readonly cardProfile: string | undefined
  readonly suite: string
  /** A card that this program has not made takes part: what it refuses is no fault of ours. */
  readonly hasRealCard: boolean
}

/** Throws `UserError` for what these circumstances explain, anything else as it is. */
export async function explained<T>(circumstances: RunCircumstances, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw explain(circumstances, error) ?? error
  }
}

function explain({ cardProfile, suite, hasRealCard }: RunCircumstances, error: unknown): UserError | undefined {
  const cause = { cause: error }
  if (error instanceof ForeignCard) {
    const line = 'the purse on this card was made by another issuer: give its file with --issuer'
    return new UserError(line, EXIT.refused, cause)
  }
  if (error instanceof MissingFigures) {
    const missing = error.operations.join(', ')
    const next =
      suite === 'p256'
        ? 'measure it with tickbench bench card --yes-change-this-card, or take another (see: tickbench profiles)'
        : 'leave out --suite, or try --suite p256'
    const line = `--card-profile ${cardProfile}: this card was never measured doing ${missing}; ${next}`
    return new UserError(line, EXIT.usage, cause)
  }
  if (error instanceof SchemeFailure && hasRealCard) {
    return new UserError(
      `with the card in the reader: ${error.message}; does it sign with ${suite}?`,
      EXIT.refused,
      cause,
    )
  }
  return undefined
}
