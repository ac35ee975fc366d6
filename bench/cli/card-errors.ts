// What the work with one card can fail of and its user can mend, in one line each.

import { ForeignCard } from '../scheme/contract/failure.ts'
import { CardEnds, SchemeFailure } from '../scheme/contract/failure.ts'
import { foreignCard } from './compare-errors.ts'
import type { UserError } from './exit.ts'
import type { PurseOptions } from './purse-options.ts'
import type { CafeTickSession } from './purse-session.ts'
import { cardEndsEarly, refusalEnding, type Brought } from './refusal-ending.ts'

/** Keeps what the issuer has found out about a broken card. Undefined for a fault of this program. */
export async function explainCard(
  error: unknown,
  { cardImage }: Pick<PurseOptions, 'cardImage'>,
  { isReal, issuer }: CafeTickSession,
): Promise<UserError | undefined> {
  const card = cardImage ?? 'the card'
  if (error instanceof ForeignCard) return foreignCard(error)
  if (error instanceof CardEnds) return cardEndsEarly(error, card)
  if (!(error instanceof SchemeFailure)) return undefined
  const brought: Brought = isReal ? 'reader' : cardImage === undefined ? 'nothing' : 'files'
  const isJudged = (await issuer?.saveStanding()) ?? false
  return refusalEnding(error, { brought, card, lessBy: 'load less', isJudged })
}
