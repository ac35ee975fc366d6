// The options of `compare` that concern its cards: which ones, how they are timed, and how a purse pays by ticks.

import { InvalidArgumentError, Option, type Command } from 'commander'
import type { CardSetting } from '../../card-applets/time/card-profiles.ts'
import { parseAddress } from '../../reader/address.ts'
import type { TraversalMethod } from '../../src/chain/traversal/schedule.ts'
import { TIME_MODES, type TimeMode } from '../compare/document.ts'
import type { PaymentSignerName } from '../scheme/card-signature/signer.ts'
import type { TickAccounting, TickPolicy } from '../scheme/cafe-tick/policy.ts'
import { settingNamed } from './card-setting.ts'
import { UserError } from './exit.ts'
import { oneOfWords, wholeNumber } from './options.ts'
import { cardSignerOption } from './signer-option.ts'

export interface CompareCardOptions {
  readonly reader: string
  readonly yesChangeThisCard: boolean
  readonly oneCard: boolean
  readonly moduleReader: string | undefined
  readonly cardImage: string | undefined
  readonly issuer: string | undefined
  readonly cardProfile: string | undefined
  readonly time: TimeMode
  readonly tickPolicy: TickAccounting
  readonly chainKept: KeptWord
  readonly cardSigner: PaymentSignerName
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
      'purse-mac: one module plays all sellers, the one there: emulated:, pcsc:[NAME] or vpicc:PORT; else each has an emulated one',
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
    .addOption(
      new Option('--tick-policy <when>', `when ticks leave a purse's balance: ${TICK_POLICY_FORMS}`)
        .argParser(parseTickPolicy)
        .default({ kind: 'each' }, 'each'),
    )
    .addOption(
      new Option('--chain-kept <how>', `what a card keeps of a chain: ${KEPT_WORDS.join(', ')}`)
        .argParser(oneOfWords(KEPT_WORDS))
        .default('card', 'the card chooses'),
    )
    .addOption(cardSignerOption())
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

export function tickPolicyOf({ tickPolicy: accounting, chainKept }: CompareCardOptions): TickPolicy {
  return { accounting, kept: METHODS[chainKept] }
}

/** A Java Card that is sold today, measured with all that ticks need, and fast. */
export const DEFAULT_MODEL = 'jcop4-j3r180'

const TICK_POLICY_FORMS = 'each, batch:N, or open (all of a chain at once)'

function parseTickPolicy(text: string): TickAccounting {
  const [kind, count, ...more] = text.split(':')
  if (kind === 'batch' && count !== undefined && more.length === 0) {
    return { kind, ticks: wholeNumber(1, 65_536)(count) }
  }
  if (text === 'each' || text === 'open') return { kind: text }
  throw new InvalidArgumentError(`give ${TICK_POLICY_FORMS}.`)
}

type KeptWord = 'card' | 'whole' | 'square-root' | 'smooth-square-root' | 'pebbles' | 'secret'

const METHODS: Readonly<Record<KeptWord, TraversalMethod | undefined>> = {
  card: undefined,
  whole: 'storeAll',
  'square-root': 'squareRoot',
  'smooth-square-root': 'smoothSquareRoot',
  pebbles: 'pebbles',
  secret: 'seedOnly',
}

const KEPT_WORDS = Object.keys(METHODS) as KeptWord[]
