// A comparison from code, as `tickbench compare` makes it: in this process, on emulated cards, with the same defaults.

import { suiteOfProfile } from '../../card-applets/time/algorithms.ts'
import { findCardSetting } from '../../card-applets/time/card-profiles.ts'
import type { EngineName, SuiteName } from '../../src/crypto/crypto.ts'
import { createCrypto, DEFAULT_SUITE } from '../../src/crypto/engines.ts'
import { packageCommit, packageVersion } from './about.ts'
import { hostDetails } from './host-details.ts'
import { compare, type Progress } from '../compare/compare.ts'
import type { CompareDocument, RunFacts } from '../compare/document.ts'
import { findAnswer } from '../compare/find-answer.ts'
import { documentOf } from '../compare/make-document.ts'
import { traceDocument } from '../compare/trace.ts'
import type { SchemeDeclaration, SchemeSettings } from '../scheme/contract/declaration.ts'
import { describeTerms } from '../scheme/describe.ts'
import { readOptions } from '../scheme/contract/option.ts'
import { withKeyPool } from '../scheme/key-pool.ts'
import { DEFAULT_SCHEMES, schemeNamed } from '../scheme/named.ts'
import { SCHEMES } from '../scheme/schemes.ts'
import { openScheme, type Scheme } from '../scheme/open.ts'
import { DEFAULT_CLEARING, DEFAULT_POLICY } from '../scheme/contract/policy.ts'
import type { Workload } from '../workload/micro-transaction.ts'

/** Which schemes are compared, and under which terms; what is left out is as on the command line. */
export interface CompareOptions {
  /** By name, or as declared by you, in this order; `DEFAULT_SCHEMES` unless given. */
  readonly schemes?: readonly (string | SchemeDeclaration)[]
  /** Of keys and nonces, a whole number from 0; 1 unless given. */
  readonly seed?: number
  /** The card profile's, or `p256` unless given. */
  readonly suite?: SuiteName
  readonly engine?: EngineName
  /** Name of a card profile, or `NAME:WIRE`, whose time is modelled; none unless given. */
  readonly cardProfile?: string
  readonly terms?: Partial<Pick<SchemeSettings, 'policy' | 'clear' | 'unit' | 'options'>>
  readonly progress?: Progress
  /** What a reader of the document does to repeat the run. */
  readonly command?: string
}

/**
 * Pays every micro-transaction of `workload` in each scheme, settles, and judges the books. The document has counts a run,
 * nanoseconds a payment, amounts in minor units as decimal strings, and `holds`, which is false where a self-check failed.
 * Throws `RangeError` for a scheme or card profile that there is not, and for settings that do not go together;
 * `MissingFigures` where the profile was never measured doing what a scheme needs; `OutOfMemory`.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { compareSchemes, generateWorkload, workloadOf } from 'tickbench'
 *
 * const workload = generateWorkload(workloadOf(20))
 * const { schemes, holds } = await compareSchemes(workload, { schemes: ['ikp-coupon', 'cafe-tick'] })
 * assert(holds)
 * const [coupons, ticks] = schemes
 * assert.equal(coupons?.revenue, ticks?.revenue)
 */
export async function compareSchemes(workload: Workload, options: CompareOptions = {}): Promise<CompareDocument> {
  const { schemes = DEFAULT_SCHEMES, seed = 1, engine = 'node', cardProfile: card, progress } = options
  const declared = schemes.map((scheme) => (typeof scheme === 'string' ? schemeNamed(scheme) : scheme))
  refuseNamesakes(declared)
  const profile = card === undefined ? undefined : findCardSetting(card)
  if (card !== undefined && profile === undefined) throw new RangeError(`there is no card profile ${card}`)
  const { suite = profile === undefined ? DEFAULT_SUITE : suiteOfProfile(profile.profile) } = options
  const crypto = createCrypto(engine, suite)
  if (crypto === undefined) throw new RangeError(`engine ${engine} does not offer suite ${suite}`)
  const known = declared.flatMap((scheme) => scheme.options)
  const terms = { ...USUAL_TERMS, ...options.terms, options: readOptions(known, options.terms?.options ?? {}) }
  const settings = { ...terms, seed, crypto: withKeyPool(crypto), cards: 'one-each', profile } as const
  const opened: Scheme[] = []
  for (const scheme of declared) opened.push(await openScheme(scheme, workload, settings))
  const comparison = await compare(workload, opened, progress && { progress })
  const facts = { ...factsHere(), ...madeWith(options), seed, policy: describeTerms(declared, { ...terms, crypto }) }
  const found = documentOf(comparison, facts, traceDocument(workload), profile)
  const model = card === undefined || profile === undefined ? undefined : { name: card, setting: profile }
  return { ...found, answer: await findAnswer(found, { engine, suite, seed, crypto, terms, model }) }
}

/** Results are joined by name, also with what is counted of the listed schemes. */
function refuseNamesakes(declared: readonly SchemeDeclaration[]): void {
  const twice = declared.find((scheme, at) => {
    const others = [...declared.slice(0, at), ...SCHEMES.filter((listed) => listed !== scheme)]
    return others.some(({ name }) => name === scheme.name)
  })
  if (twice !== undefined) throw new RangeError(`two schemes are called ${twice.name}: give one another name`)
}

const USUAL_TERMS = { policy: DEFAULT_POLICY, clear: DEFAULT_CLEARING, unit: 1n } as const

function factsHere(): Pick<RunFacts, 'tickbench' | 'commit' | 'environment'> {
  return { tickbench: packageVersion(), commit: packageCommit(), environment: hostDetails() }
}

function madeWith({ cardProfile, command = 'compareSchemes, from code' }: CompareOptions) {
  const time = cardProfile === undefined ? 'off' : 'modelled'
  return {
    card: cardProfile ?? null,
    command,
    time,
    reader: 'emulated card, one a buyer',
    cards: 'emulated',
    jobs: 1,
  } as const
}
