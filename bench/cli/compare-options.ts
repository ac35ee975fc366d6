// The options of `compare` that do not concern its cards: which schemes, under which terms, on what, printed how.

import type { EngineName, SuiteName } from '../../src/crypto/crypto.ts'
import { ENGINE_NAMES } from '../../src/crypto/engines.ts'
import type { ClearPolicy } from '../../src/payment/clear-policy.ts'
import type { FeeModel } from '../../src/payment/ikp/coupon/fees.ts'
import { CLEAR_PROOFS, DEFAULT_CLEARING, DEFAULT_POLICY, type ClearProof } from '../scheme/contract/policy.ts'
import { DEFAULT_SCHEMES, SCHEME_NAMES } from '../scheme/named.ts'
import { CLEAR_POLICY_FORMS, parseClearPolicy, parseFee } from './clear-option.ts'
import type { CompareCardOptions } from './compare-cards.ts'
import { LONG_RUN, parseJobs, type Jobs } from './compare-jobs.ts'
import { parseClientField } from './compare-workload.ts'
import { addSchemeOptions } from './scheme-options.ts'
import { addTraceOptions, type TraceOptions } from './trace-option.ts'
import { oneOfWords, someOfWords, wholeNumber } from './options.ts'
import { suiteOption } from './suite-option.ts'
import { Option, type Command } from 'commander'

export interface CompareOptions extends CompareCardOptions, TraceOptions {
  readonly scheme: readonly string[]
  readonly suite: SuiteName
  readonly engine: EngineName
  readonly clearPolicy: ClearPolicy
  readonly clearProof: ClearProof
  readonly fee: FeeModel
  readonly pricePerKib: number | undefined
  readonly payments: number | undefined
  readonly clientField: string | undefined
  readonly jobs: Jobs
  readonly chainLength: number
  readonly seed: number
  readonly json: boolean
  readonly report: string | undefined
  readonly quiet: boolean
}

/** As the command line gives them; those of the schemes are in it by names that only they know. */
export type GivenOptions = Omit<CompareOptions, 'suite'> & { readonly suite: SuiteName | undefined }

export function addCompareOptions(command: Command): Command {
  command.addOption(
    new Option('--scheme <name>', `run this scheme (repeatable): ${SCHEME_NAMES.join(', ')}`)
      .argParser(someOfWords(SCHEME_NAMES))
      .default(DEFAULT_SCHEMES, DEFAULT_SCHEMES.join(' and ')),
  )
  return addTraceOptions(addSchemeOptions(command))
    .addOption(suiteOption('signatures and slips'))
    .option('--engine <name>', `who computes: ${ENGINE_NAMES.join(', ')}`, oneOfWords(ENGINE_NAMES), 'node')
    .addOption(
      new Option('--clear-policy <when>', `when sellers claim: ${CLEAR_POLICY_FORMS}`)
        .argParser(parseClearPolicy)
        .default(DEFAULT_CLEARING.policy, 'exhaustion'),
    )
    .addOption(
      new Option('--clear-proof <how>', `how claims are proven: ${CLEAR_PROOFS.join(', ')}`)
        .argParser(oneOfWords(CLEAR_PROOFS))
        .default(DEFAULT_CLEARING.proof),
    )
    .addOption(
      new Option('--fee <units[:basis points]>', 'what a clearing costs its seller')
        .argParser(parseFee)
        .default(DEFAULT_CLEARING.fees, 'nothing'),
    )
    .option('--payments <n>', 'of the built-in workload, nearly; default about 3,000', wholeNumber(10, 1e6))
    .option(
      '--client-field <n>',
      'which field of a line is the client; its name in JSON and W3C logs',
      parseClientField,
    )
    .option('--price-per-kib <units>', 'units for each started KiB; default 1 unit a request', wholeNumber(1, 1e9))
    .addOption(
      new Option(
        '-j, --jobs <n>',
        'processes that run the schemes: in 1 they take turns, in several they are sooner done but host times share the machine',
      )
        .argParser(parseJobs)
        .default('auto', `auto: from ${LONG_RUN.toLocaleString('en')} payments on, one a processor`),
    )
    .option('--chain-length <units>', 'length of a first chain', wholeNumber(1, 65536), DEFAULT_POLICY.firstLength)
    .option('--seed <n>', 'of keys, nonces and the built-in workload', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--json', 'one JSON document on standard output and nothing else', false)
    .option('--report <file>', 'also write a page with charts, as `tickbench report` does')
    .option('-q, --quiet', 'no progress', false)
}
