// What a card does of all that can be measured: each operation is tried once, and one that this card does not do costs
// a line that says why.

import { WireFailure } from '../../../src/card/wire-failure.ts'
import type { CardRequest } from '../suite.ts'
import type { MeasuredCard } from './cards.ts'
import { repeat, type Repeated } from './exchange.ts'
import { OperationMissing, type CardOperation } from './operation.ts'
import { CARD_OPERATIONS } from './operations.ts'
import type { Place } from './place.ts'
import { whyLost } from './survivable.ts'

export interface Survey {
  readonly repeated: readonly Repeated[]
  readonly notes: readonly string[]
}

/** Throws `WireFailure` where no card answers any more. */
export async function surveyOf(
  place: Place,
  { mayChange }: Pick<CardRequest, 'mayChange'>,
  operations: readonly CardOperation[] = CARD_OPERATIONS,
): Promise<Survey> {
  const repeated: Repeated[] = []
  const missing = new Map<string, string[]>()
  const miss = (why: string, name: string) => missing.set(why, [...(missing.get(why) ?? []), name])
  const wait = patience()
  for (const operation of operations) {
    if (operation.onlyReal === true && !place.isReal) continue
    if (operation.changes && place.isReal && !mayChange) {
      miss(CONSENT, operation.name)
      continue
    }
    try {
      const card = place.source.cardFor(operation.kind)
      try {
        repeated.push(await repeat(operation, card))
      } catch (error) {
        if (place.isReal) wait(error, card)
        if (!place.isReal && !(error instanceof OperationMissing)) throw error
        miss(await whyLost(error, card), operation.name)
      }
    } catch (error) {
      if (!(error instanceof OperationMissing)) throw error
      miss(error.message, operation.name) // there is no such card
    }
  }
  const notes = [...missing].map(([why, names]) => `not measured, ${why}: ${names.join('; ')}`)
  return { repeated, notes: [...answersOf(repeated), ...notes] }
}

const CONSENT =
  'because it would change this card (what is blank on it would be personalised, with an issuer that is kept in a file; ' +
  'it would be loaded, spent from, and its memory written many thousand times): add --yes-change-this-card'

/** A card that has never answered is not waited for a third time. */
function patience(): (error: unknown, card: MeasuredCard) => void {
  let silences = 0
  return (error, card) => {
    if (!(error instanceof WireFailure) || card.hasAnswered()) return
    if (error.code === 'timeout' || error.code === 'cardMute') silences += 1
    if (silences === 2) throw error
  }
}

function answersOf(repeated: readonly Repeated[]): readonly string[] {
  const answers = repeated.flatMap(({ operation, answered }) =>
    answered === undefined ? [] : [`${operation.name} ${answered}`],
  )
  return answers.length === 0 ? [] : [`answered, refusals included: ${answers.join('; ')}`]
}
