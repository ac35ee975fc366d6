// The options of `compare` that concern its cards: which ones, and how they are timed.

import { Option, type Command } from 'commander'
import type { CardSetting } from '../../card-applets/time/card-profiles.ts'
import { parseAddress } from '../../reader/address.ts'
import { TIME_MODES, type TimeMode } from '../compare/document.ts'
import { WITH_MODULES } from '../scheme/named.ts'
import { settingNamed } from './card-setting.ts'
import { UserError } from './exit.ts'
import { oneOfWords } from './options.ts'

export interface CompareCardOptions {
  readonly reader: string
  readonly yesChangeThisCard: boolean
  readonly oneCard: boolean
  readonly moduleReader: string | undefined
  readonly cardImage: string | undefined
  readonly issuer: string | undefined
  readonly cardProfile: string | undefined
  readonly time: TimeMode
}

export function addCompareCardOptions(command: Command): Command {
  return command
    .option('--reader <address>', 'auto, emulated:, pcsc:[NAME], hid:[VID:PID] or vpicc:PORT', 'auto')
    .option('--yes-change-this-card', 'allow a real card to be personalised, loaded and spent from', false)
    .option(
      '--card-image <file>',
      'one emulated purse for all buyers, loaded from this file and saved to it; needs --issuer',
    )
    .option('--issuer <file>', "the purse's issuer, so that the same card can come back; made where it is missing")
    .option('--one-card', 'one card plays all buyers, as a real card does', false)
    .option(
      '--module-reader <address>',
      `${WITH_MODULES.join(', ')}: one module plays all sellers, the one there: emulated:, pcsc:[NAME] or vpicc:PORT; else each has an emulated one`,
    )
    .option(
      '--card-profile <name[:wire]>',
      `model the time of this card (see: tickbench profiles); ${DEFAULT_MODEL} unless given`,
    )
    .addOption(
      new Option('--time <how>', `modelled time is reckoned, or really slept, or left out: ${TIME_MODES.join(', ')}`)
        .argParser(oneOfWords(TIME_MODES))
        .default('modelled'),
    )
}

/** Throws `UserError`. */
export function settingFor({ cardProfile, reader }: CompareCardOptions): CardSetting | undefined {
  const address = parseAddress(reader)
  if (cardProfile === undefined) {
    const named = address.kind === 'emulated' ? address.profile : undefined
    return named === undefined ? undefined : settingNamed(named, `--reader ${reader}`)
  }
  if (address.kind !== 'auto' && address.kind !== 'emulated') {
    throw new UserError('--card-profile models emulated cards: a card in a reader has a time of its own')
  }
  return settingNamed(cardProfile)
}

/** A Java Card that is sold today, measured with all that ticks need, and fast. */
export const DEFAULT_MODEL = 'jcop4-j3r180'
