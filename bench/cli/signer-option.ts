// `--card-signer`: which kind of card signs in the scheme `card-signature`, and the PINs of those that want one.

import { Option } from 'commander'
import { printTries, type TokenPins } from '../../src/card/tokens/foreign-pin.ts'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import type { CardSchemeInput } from '../scheme/chips/card-run.ts'
import { PAYMENT_SIGNER_NAMES, PAYMENT_SIGNERS, type PaymentSignerName } from '../scheme/card-signature/signer.ts'
import type { SchemeName } from '../scheme/scheme.ts'
import { pinsFrom } from '../scheme/card-signature/token-pins.ts'
import { UserError } from './exit.ts'
import { oneOfWords } from './options.ts'
import type { Terminal } from './terminal.ts'

export interface SignerOptions {
  readonly cardSigner: PaymentSignerName
  readonly scheme: readonly SchemeName[]
  readonly suite: SuiteName
}

export function cardSignerOption(): Option {
  return new Option('--card-signer <name>', `what signs in card-signature: ${PAYMENT_SIGNER_NAMES.join(', ')}`)
    .argParser(oneOfWords(PAYMENT_SIGNER_NAMES))
    .default('counter-signer')
}

/** Throws `UserError` for a signer that does not know the suite. */
export function checkSigner({ cardSigner, scheme, suite }: SignerOptions): void {
  const { suites } = PAYMENT_SIGNERS[cardSigner]
  if (cardSigner !== 'counter-signer' && !scheme.includes('card-signature')) {
    throw new UserError(`--card-signer ${cardSigner} is for card-signature: add --scheme card-signature`)
  }
  if (suites !== undefined && !suites.some((each) => each === suite)) {
    throw new UserError(`--card-signer ${cardSigner} signs with ${suites.join(' or ')}: add --suite ${suites[0] ?? ''}`)
  }
}

/** For a real token: what its holder put into the environment, or nothing. Undefined for emulated ones. */
export function pinsFor(cards: CardSchemeInput['cards'], terminal: Terminal): TokenPins | undefined {
  if (typeof cards === 'string') return undefined
  return { ...pinsFrom(process.env), tellTries: (left) => terminal.err(`${printTries(left)}; sending the PIN\n`) }
}
