// What an operation on somebody's card may fail of without ending the run: a refusal, bytes that do not belong there, an
// exchange that broke while the card is still in its reader.

import { DecodeError } from '../../../src/bytes/decode-error.ts'
import { WireFailure, type WireFailureCode } from '../../../src/card/wire-failure.ts'
import type { MeasuredCard } from './cards.ts'
import { OperationMissing } from './operation.ts'

const SURVIVED: readonly WireFailureCode[] = ['timeout', 'cardMute', 'cardReset', 'protocol', 'tooLong', 'unknown']

/** Whether a card that is reset afterwards can be talked to further. */
export function isSurvived(error: unknown): error is WireFailure {
  return error instanceof WireFailure && SURVIVED.includes(error.code)
}

/** In a few words; the card is ready again then. Throws the error itself where the run cannot go on. */
export async function whyLost(error: unknown, card: MeasuredCard): Promise<string> {
  if (error instanceof OperationMissing) return error.message
  if (error instanceof DecodeError) return `its answer is not what belongs there (${error.message})`
  if (!isSurvived(error)) throw error
  try {
    await card.context.wire.reset()
  } catch {
    throw error // what broke first tells more than that nothing helps
  }
  return WORDS[error.code] ?? `the exchange broke (${error.message})`
}

const WORDS: Partial<Record<WireFailureCode, string>> = {
  timeout: 'the card gave no answer in time',
  cardMute: 'the card gave no answer',
}
