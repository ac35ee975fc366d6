// The options of verbs that use a card of the user's choice, and what they ask for.

import type { Command } from 'commander'
import { parseAddress } from '../../reader/address.ts'
import { suiteOfProfile } from '../../card-applets/time/algorithms.ts'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import { DEFAULT_SUITE } from '../../src/crypto/engines.ts'
import { issuerFolder } from '../party/issuer-folder.ts'
import type { CardRequest } from '../suites/suite.ts'
import { settingNamed } from './card-setting.ts'
import { UserError } from './exit.ts'
import { suiteOption } from './suite-option.ts'

export interface CardOptions {
  readonly reader: string
  readonly cardProfile?: string
  readonly suite: SuiteName | undefined
  readonly yesChangeThisCard: boolean
  readonly issuer?: string
}

const DEFAULT_READER = 'auto'

export function addCardOptions(command: Command): Command {
  return command
    .option('--reader <address>', 'auto, emulated:[PROFILE], pcsc:[NAME], hid:[VID:PID] or vpicc:PORT', DEFAULT_READER)
    .option('--card-profile <name[:wire]>', 'time emulated cards as this one too (see: tickbench profiles)')
    .addOption(suiteOption('what the card signs with'))
    .option('--yes-change-this-card', 'allow a real card to be personalised, loaded, spent from and written to', false)
    .option('--issuer <file>', `who made the card in the reader; unless given, a file for each in ${issuerFolder()}`)
}

/** Throws `UserError`. */
export function cardRequestOf(options: CardOptions): CardRequest {
  const { reader, cardProfile, suite = DEFAULT_SUITE, yesChangeThisCard: mayChange, issuer } = options
  const address = parseAddress(reader)
  if (address.kind === 'wrong') throw new UserError(`--reader ${reader}: ${address.why}`)
  if (address.kind === 'replay') {
    throw new UserError(`--reader ${reader}: a recording cannot be measured; give a card, or emulated:`)
  }
  const named = cardProfile ?? (address.kind === 'emulated' ? address.profile : undefined)
  if (issuer !== undefined && (address.kind === 'emulated' || address.kind === 'auto')) {
    throw new UserError('--issuer is of a card in a reader: name it, e.g. --reader pcsc:, or leave --issuer out')
  }
  if (named === undefined) return { reader, suite, mayChange, ...(issuer !== undefined && { issuer }) }
  if (address.kind !== 'emulated' && address.kind !== 'auto') {
    throw new UserError('--card-profile models emulated cards: a card in a reader has a time of its own')
  }
  const profile = settingNamed(named)
  return { reader: 'emulated:', profile, suite: options.suite ?? suiteOfProfile(profile.profile), mayChange }
}

/** Whether any of them was given: suites without a card take none. */
export function cardOptionsGiven({ reader, cardProfile, yesChangeThisCard, issuer }: CardOptions): boolean {
  return reader !== DEFAULT_READER || cardProfile !== undefined || yesChangeThisCard || issuer !== undefined
}
