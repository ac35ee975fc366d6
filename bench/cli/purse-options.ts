// The options of the verbs that work with one card.

import type { Command } from 'commander'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import { suiteOption } from './suite-option.ts'
import { addTraceOptions, type TraceOptions } from './trace-option.ts'

export interface PurseOptions extends TraceOptions {
  readonly cardImage: string | undefined
  readonly issuer: string | undefined
  readonly reader: string | undefined
  readonly suite: SuiteName | undefined
  readonly yesChangeThisCard: boolean
}

export function withCardOptions(command: Command): Command {
  return addTraceOptions(command)
    .option('--card-image <file>', 'the emulated card in this file')
    .option('--issuer <file>', 'who made the card and may load it: keys and accounts, for the laboratory')
    .addOption(suiteOption('what a new issuer and its cards sign with'))
    .option('--json', 'one JSON document on standard output and nothing else', false)
}
