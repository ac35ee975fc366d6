// From the options of `compare` to what its schemes are built with, and to the facts that a document keeps of them.

import type { Crypto } from '../../src/crypto/crypto.ts'
import { createCrypto } from '../../src/crypto/engines.ts'
import { labelSuite } from '../../src/crypto/suite-label.ts'
import type { RunFacts } from '../compare/document.ts'
import type { SchemeSettings } from '../scheme/contract/declaration.ts'
import { isPooled, POOL_SIZE } from '../scheme/key-pool.ts'
import { DEFAULT_POLICY, describePolicy, type ChainPolicy, type ClearTerms } from '../scheme/contract/policy.ts'
import { hostFacts, packageCommit, packageVersion } from './about.ts'
import { hasRealCard, type CardChoice } from './cards.ts'
import { jobsNote } from './compare-jobs.ts'
import type { CardModel } from './compare-model.ts'
import type { CompareOptions } from './compare-options.ts'
import { UserError } from './exit.ts'
import { repeatCommand } from './shell.ts'
import { checkSchemes, schemeOptionsOf } from './scheme-options.ts'
import { schemeNamed } from '../scheme/named.ts'

/** Throws `UserError` where the engine does not offer the suite. */
export function cryptoFor({ engine, suite }: CompareOptions): Crypto {
  const crypto = createCrypto(engine, suite)
  if (crypto === undefined) throw new UserError(`--engine ${engine} does not offer --suite ${suite}: use --engine node`)
  return crypto
}

/** What does not go together, before the log is read. Throws `UserError`. */
export function checkSettings(options: CompareOptions): void {
  const { scheme: names, suite } = options
  checkSchemes({ names, options: schemeOptionsOf(options), clear: clearFor(options), suite })
}

export function settingsFor(
  options: CompareOptions,
  model: CardModel | undefined,
): Omit<SchemeSettings, 'crypto' | 'cards' | 'purse' | 'pins'> {
  const { seed, pricePerKib, chainLength } = options
  const unit = BigInt(pricePerKib ?? 1)
  const policy = policyFor(chainLength)
  return {
    policy,
    clear: clearFor(options),
    seed,
    unit,
    profile: model?.setting,
    paced: options.time === 'slept',
    options: schemeOptionsOf(options),
  }
}

function clearFor({ clearPolicy, clearProof, fee }: CompareOptions): ClearTerms {
  return { policy: clearPolicy, proof: clearProof, fees: fee }
}

function policyFor(firstLength: number): ChainPolicy {
  return { ...DEFAULT_POLICY, firstLength, longestLength: Math.max(firstLength, DEFAULT_POLICY.longestLength) }
}

interface Circumstances {
  readonly choice: CardChoice
  readonly model: CardModel | undefined
  readonly jobs: number
  /** As the user typed them. */
  readonly args: readonly string[]
}

export function factsOf(options: CompareOptions, { choice, model, args, jobs }: Circumstances): RunFacts {
  const { seed, chainLength } = options
  return {
    tickbench: packageVersion(),
    commit: packageCommit(),
    command: repeatCommand(args, seed),
    seed,
    reader: choice.line,
    policy:
      [describePolicy(policyFor(chainLength), clearFor(options)), ...termsOf(options)].join('; ') +
      keyNote(options) +
      jobsNote(jobs),
    environment: hostFacts(),
    card: model?.name ?? null,
    cards: hasRealCard(choice) ? 'real' : 'emulated',
    time: options.time,
    jobs,
  }
}

/** What the schemes say themselves of how they pay and claim. */
function termsOf(options: CompareOptions): readonly string[] {
  const schemes = options.scheme.map(schemeNamed)
  const atOnce = schemes.filter(({ claimsAtOnce }) => claimsAtOnce === true).map(({ name }) => name)
  return [
    ...schemes.flatMap((scheme) => scheme.terms?.(schemeOptionsOf(options)) ?? []),
    ...(atOnce.length === 0 ? [] : [`${atOnce.join(' and ')}: every payment is claimed at once`]),
  ]
}

/** A reader must know what keys the parties had, and when they did not have keys of their own. */
function keyNote(options: CompareOptions): string {
  const shared = isPooled(cryptoFor(options)) ? `; RSA key pairs are shared: ${POOL_SIZE} for all parties` : ''
  return `; keys of suite ${labelSuite(options.suite)}${shared}`
}
