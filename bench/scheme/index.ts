// `tickbench/schemes`: the schemes, what each declares of itself, and how it is opened over a workload.

export type {
  CardClock,
  Court,
  Judge,
  Meters,
  MoneyBooks,
  NoJudge,
  OpenScheme,
  Place,
  Risk,
  CountedFacts,
} from './contract/declaration.ts'
export type { SchemeCard, SchemeDeclaration, SchemeInput, SchemeSettings } from './contract/declaration.ts'
export { CardUnfit, SchemeFailure } from './contract/failure.ts'
export { DEFAULT_SCHEMES, SCHEME_NAMES, schemeNamed } from './named.ts'
export { openScheme, type Scheme, type SchemeBooks } from './open.ts'
export { valueOf, wordOption, type OptionValues, type SchemeOption } from './contract/option.ts'
export { DEFAULT_CLEARING, DEFAULT_POLICY, type ChainPolicy, type ClearTerms } from './contract/policy.ts'
export { SCHEMES } from './schemes.ts'
export { equal, revenueOf, sum, type SelfCheck } from './contract/self-check.ts'
