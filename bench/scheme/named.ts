// Schemes by name, and what follows from their list.

import type { Place, SchemeDeclaration } from './contract/declaration.ts'
import type { SchemeOption } from './contract/option.ts'
import { SCHEMES } from './schemes.ts'

/** In the order in which they are shown. */
export const SCHEME_NAMES: readonly string[] = namesOf(() => true)

/** The first of the list without hardware and the first with a card: run when nothing else is asked for. */
export const DEFAULT_SCHEMES: readonly string[] = [
  ...namesOf(({ card }) => card === undefined).slice(0, 1),
  ...namesOf(({ card }) => card !== undefined).slice(0, 1),
]

/** With a cost curve of their own: all but those that are a rule over others. */
export const COSTED_SCHEMES: readonly string[] = namesOf(({ isComposed }) => isComposed !== true)

/** Whose sellers have a chip too. */
export const WITH_MODULES: readonly string[] = namesOf(({ card }) => card?.hasModule === true)

/** Each once, however many schemes have it. */
export const SCHEME_OPTIONS: readonly SchemeOption<unknown>[] = [...new Set(SCHEMES.flatMap(({ options }) => options))]

export function namesOf(which: (scheme: SchemeDeclaration) => boolean): readonly string[] {
  return SCHEMES.filter(which).map(({ name }) => name)
}

/** The roles of all schemes by their places. */
export const LISTED_PARTIES: SchemeDeclaration['parties'] = {
  payer: rolesAt('payer'),
  seller: rolesAt('seller'),
  backOffice: rolesAt('backOffice'),
}

function rolesAt(place: Place): readonly string[] {
  return [...new Set(SCHEMES.flatMap(({ parties }) => parties[place]))]
}

/** Throws `RangeError` for a name that is none. */
export function schemeNamed(name: string): SchemeDeclaration {
  const found = SCHEMES.find((scheme) => scheme.name === name)
  if (found === undefined) throw new RangeError(`there is no scheme ${name}: give one of ${SCHEME_NAMES.join(', ')}`)
  return found
}

/** Whether anybody can judge what was kept, by public keys alone. */
export function isPubliclyJudged({ judge }: SchemeDeclaration): boolean {
  return !('none' in judge) && !judge.needsSecrets
}
