// Which card a comparison models: the one that was named, a stated one where emulated cards play, none where a real card
// plays or nobody wants a model.

import { algorithmsOf } from '../../card-applets/time/algorithms.ts'
import { findCardSetting, type CardSetting } from '../../card-applets/time/card-profiles.ts'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import { DEFAULT_MODEL, settingFor, type CompareCardOptions } from './compare-cards.ts'

export interface CardModel {
  /** As an option names it. */
  readonly name: string
  readonly setting: CardSetting
  /** Nobody has named it: where it has no figure, a run goes on without. */
  readonly isDefault: boolean
}

/** Throws `UserError` for a profile that does not exist or does not go with the reader. */
export function modelFor(
  options: CompareCardOptions,
  { suite, hasRealCard }: { readonly suite: SuiteName; readonly hasRealCard: boolean },
): CardModel | undefined {
  const named = settingFor(options)
  if (options.time === 'off') return undefined
  if (named !== undefined) return { name: options.cardProfile ?? named.profile.name, setting: named, isDefault: false }
  const setting = hasRealCard ? undefined : findCardSetting(DEFAULT_MODEL)
  return setting === undefined || !signsWith(setting, suite)
    ? undefined
    : { name: DEFAULT_MODEL, setting, isDefault: true }
}

function signsWith({ profile }: CardSetting, suite: SuiteName): boolean {
  const { signature } = algorithmsOf(suite)
  return signature !== undefined && profile.figures[`${signature}Sign`] !== undefined
}
