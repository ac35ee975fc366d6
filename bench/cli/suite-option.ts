// `--suite`: what the parties sign with. Every verb has the same default; an issuer's file, a card image and a modelled
// card bring the suite that they need, and whoever names one overrides them all.

import { Option } from 'commander'
import { suiteOfProfile } from '../../card-applets/time/algorithms.ts'
import type { CardSetting } from '../../card-applets/time/card-profiles.ts'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import { DEFAULT_SUITE, SUITE_NAMES } from '../../src/crypto/engines.ts'
import { suiteOf, suiteOfImage } from './kept-files.ts'
import { oneOfWords } from './options.ts'

const BROUGHT = `; ${DEFAULT_SUITE} unless the issuer's file or the modelled card needs another`

export function suiteOption(what: string, rule: string = BROUGHT): Option {
  const words = `${what}: ${SUITE_NAMES.join(', ')} (1996 is insecure, for comparison)${rule}`
  return new Option('--suite <name>', words).argParser(oneOfWords(SUITE_NAMES))
}

export interface SuiteRequest {
  readonly suite: SuiteName | undefined
  readonly issuer?: string | undefined
  readonly cardImage?: string | undefined
  readonly setting?: CardSetting | undefined
}

/** The suite in force. Throws `UserError` for a file that is no issuer or no card image. */
export async function suiteFor({ suite, issuer, cardImage, setting }: SuiteRequest): Promise<SuiteName> {
  if (suite !== undefined) return suite
  const kept = (await suiteOf(issuer)) ?? (await suiteOfImage(cardImage))
  return kept ?? (setting === undefined ? DEFAULT_SUITE : suiteOfProfile(setting.profile))
}
