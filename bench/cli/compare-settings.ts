// From the options of `compare` to what its schemes are built with, and to the facts that a document keeps of them.

import type { Crypto } from '../../src/crypto/crypto.ts'
import { createCrypto } from '../../src/crypto/engines.ts'
import type { RunFacts } from '../compare/document.ts'
import type { SchemeSettings } from '../scheme/contract/declaration.ts'
import { describeTerms } from '../scheme/describe.ts'
import { DEFAULT_POLICY, type ChainPolicy, type ClearTerms } from '../scheme/contract/policy.ts'
import { packageCommit, packageVersion } from './about.ts'
import { hasRealCard, type CardChoice } from './cards.ts'
import { hostDetails } from './host-details.ts'
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
  const { seed } = options
  const terms = { ...settingsFor(options, model), crypto: cryptoFor(options) }
  return {
    tickbench: packageVersion(),
    commit: packageCommit(),
    command: repeatCommand(args, seed),
    seed,
    reader: choice.line,
    policy: describeTerms(options.scheme.map(schemeNamed), terms) + jobsNote(jobs),
    environment: hostDetails(),
    card: model?.name ?? null,
    cards: hasRealCard(choice) ? 'real' : 'emulated',
    time: options.time,
    jobs,
  }
}
