// `tickbench compare [TRACE]`: the main job.

import { jobsFor, jobsNote, LONG_RUN, parseJobs, type Jobs } from '../compare-jobs.ts'
import { Option, type Command } from 'commander'
import type { Crypto, EngineName, SuiteName } from '../../../src/crypto/crypto.ts'
import { createCrypto, ENGINE_NAMES } from '../../../src/crypto/engines.ts'
import { labelSuite } from '../../../src/crypto/suite-label.ts'
import type { ClearPolicy } from '../../../src/payment/coupon/clear-policy.ts'
import type { FeeModel } from '../../../src/payment/coupon/fees.ts'
import { sellerSigns, VARIANTS, type Variant } from '../../../src/payment/ikp/variant.ts'
import { compare, type Comparison, type Progress } from '../../compare/compare.ts'
import { documentOf, type CompareDocument, type RunFacts } from '../../compare/document.ts'
import { findAnswer } from '../../compare/find-answer.ts'
import { compareSideBySide } from '../../compare/side-by-side.ts'
import { headText, resultText } from '../../compare/text.ts'
import { traceDocument } from '../../compare/trace.ts'
import { buildReport } from '../../report/build.ts'
import { reportPage } from '../../report/page.ts'
import { buildSchemes, type SchemeSettings } from '../../scenario/build.ts'
import { isPooled, POOL_SIZE } from '../../scenario/key-pool.ts'
import {
  CLEAR_PROOFS,
  DEFAULT_CLEARING,
  DEFAULT_POLICY,
  describePolicy,
  type ChainPolicy,
  type ClearProof,
  type ClearTerms,
} from '../../scenario/policy.ts'
import { DEFAULT_SCHEMES, SCHEME_NAMES, type SchemeName } from '../../scenario/scheme.ts'
import { describeTickPolicy } from '../../scenario/tick-policy.ts'
import { generateWorkload, workloadOf } from '../../workload/generator.ts'
import type { Workload } from '../../workload/micro-transaction.ts'
import { repeatLines } from '../../words/prose.ts'
import { hostFacts, packageCommit, packageVersion } from '../about.ts'
import { checkWritable, writeText } from '../bench-files.ts'
import { broughtBy, chooseCards, hasRealCard, type CardChoice } from '../cards.ts'
import { addCompareCardOptions, settingFor, tickPolicyOf, type CompareCardOptions } from '../compare-cards.ts'
import { explained } from '../compare-errors.ts'
import { modelFor, type CardModel } from '../compare-model.ts'
import { parseClientField, priceFor, workloadFor } from '../compare-workload.ts'
import { CLEAR_POLICY_FORMS, parseClearPolicy, parseFee } from '../clear-option.ts'
import { EXIT, UserError, type ExitCode } from '../exit.ts'
import { oneOfWords, someOfWords, wholeNumber } from '../options.ts'
import { progressLine } from '../progress.ts'
import { checkSigner, pinsFor } from '../signer-option.ts'
import { repeatCommand, type Shell } from '../shell.ts'
import { suiteFor, suiteOption } from '../suite-option.ts'
import type { Terminal } from '../terminal.ts'

interface CompareOptions extends CompareCardOptions {
  readonly scheme: readonly SchemeName[]
  readonly ikp: Variant
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
  readonly html: string | undefined
  readonly report: string | undefined
  readonly quiet: boolean
}

type GivenOptions = Omit<CompareOptions, 'suite'> & { readonly suite: SuiteName | undefined }

const EXAMPLES = `
Examples:
  tickbench compare                          the built-in workload, on emulated cards
  tickbench compare access.log.gz            your own server's log
  zcat *.gz | tickbench compare - --json     from standard input, one JSON document out
  tickbench compare access.log --price-per-kib 2 --report page.html`

export function addCompare(program: Command, { terminal, args, end }: Shell): void {
  addCompareCardOptions(program.command('compare'))
    .summary('the same micro-transactions through several schemes, side by side')
    .description(
      'Runs every micro-transaction of a workload through each scheme, counts what it cost and checks the books.\n' +
        'A transaction is one delivered document (200 or 206): the client buys, the document subtree sells.',
    )
    .argument(
      '[TRACE]',
      'an access log, plain or gzip, or - for standard input; Common or Combined Log Format, also with a virtual host or syslog in front, JSON lines, W3C extended; without it a built-in workload',
    )
    .addOption(
      new Option('--scheme <name>', `run this scheme (repeatable): ${SCHEME_NAMES.join(', ')}`)
        .argParser(someOfWords(SCHEME_NAMES))
        .default(DEFAULT_SCHEMES, DEFAULT_SCHEMES.join(' and ')),
    )
    .addOption(
      new Option('--ikp <variant>', `which iKP authorises: ${VARIANTS.join(', ')}`)
        .argParser(oneOfWords(VARIANTS))
        .default('3kp-hardened'),
    )
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
    .addOption(new Option('--html <file>', 'the old name of --report, in this release only').conflicts('report'))
    .option('-q, --quiet', 'no progress', false)
    .addHelpText('after', EXAMPLES)
    .action(async (trace: string | undefined, given: GivenOptions) => {
      const suite = await suiteFor({ ...given, setting: settingFor(given) })
      end(await runCompare(trace, { ...given, suite }, { terminal, args, end }))
    })
}

async function runCompare(trace: string | undefined, options: CompareOptions, shell: Shell): Promise<ExitCode> {
  const { terminal, args } = shell
  if (options.html !== undefined) {
    terminal.err('note  --html goes away with the next release: its page is the one of --report, with charts\n')
    return runCompare(trace, { ...options, html: undefined, report: options.html }, shell)
  }
  if (options.report !== undefined) checkWritable('--report', options.report)
  const crypto = cryptoFor(options)
  checkSettings(options)
  const { yesChangeThisCard: mayChange, scheme: schemes, suite, time, cardImage } = options
  const say = (line: string): void => terminal.err(`tickbench: ${line}\n`)
  const choice = await chooseCards({ ...options, mayChange, schemes, crypto, say })
  try {
    const isReal = hasRealCard(choice)
    const model = modelFor(options, { suite, hasRealCard: isReal })
    if (time === 'slept' && model === undefined)
      throw new UserError(`--time slept: no modelled card for suite ${suite}`)
    const circumstances = {
      cardProfile: model?.name,
      suite,
      cardImage,
      brought: broughtBy(choice, options),
      keepJudgement: async () => (await choice.keepJudgement?.()) ?? false,
    }
    if (model?.isDefault === false) await explained(circumstances, () => rehearse(options, { crypto, model }))
    const workload = await workloadFor(trace, options, shell)
    const progress = progressLine(terminal, options.quiet || options.json)
    const jobs = jobsFor(options.jobs, {
      payments: workload.transactions.length,
      schemes: options.scheme.length,
      hasOneCard: isReal || choice.purse !== undefined,
      isSlept: time === 'slept',
    })
    const facts = factsOf(options, { choice, model, args, jobs })
    const about = traceDocument(workload)
    if (!options.json) terminal.out(headText(facts, about, terminal.look))
    const comparison = await explained(circumstances, () =>
      carried(
        { workload, crypto, options, choice, model, jobs, pins: pinsFor(choice.cards, terminal) },
        (done, total) => progress.update(done, total),
      ),
    )
    progress.clear()
    await choice.keep?.()
    const found = documentOf(comparison, facts, about)
    const { engine, seed } = options
    const answer = await findAnswer(found, { engine, suite, seed, model })
    return await report({ ...found, answer }, options, terminal)
  } finally {
    await choice.close()
  }
}

/** A few payments: what the card was never measured doing shows before a long log is read. */
async function rehearse(options: CompareOptions, { crypto, model }: Pick<Carriage, 'crypto' | 'model'>): Promise<void> {
  const workload = generateWorkload(workloadOf(10), priceFor(options))
  const settings = { ...settingsFor(options, model), paced: false, crypto, cards: 'one-each' } as const
  await compare(workload, await buildSchemes(options.scheme, workload, settings))
}

function cryptoFor({ engine, suite }: CompareOptions): Crypto {
  const crypto = createCrypto(engine, suite)
  if (crypto === undefined) throw new UserError(`--engine ${engine} does not offer --suite ${suite}: use --engine node`)
  return crypto
}

interface Carriage {
  readonly workload: Workload
  readonly crypto: Crypto
  readonly options: CompareOptions
  readonly choice: CardChoice
  readonly model: CardModel | undefined
  readonly jobs: number
  readonly pins: SchemeSettings['pins']
}

/** In this process, interleaved, or in several, side by side. */
async function carried(carriage: Carriage, progress: Progress): Promise<Comparison> {
  const { workload, crypto, options, choice, model, jobs, pins } = carriage
  const { scheme: names, engine, suite } = options
  const settings = settingsFor(options, model)
  const mayLackFigures = model?.isDefault === true
  const { cards, modules, purse } = choice
  if (jobs === 1 || typeof cards !== 'string') {
    const schemes = await buildSchemes(names, workload, { ...settings, crypto, cards, modules, purse, pins })
    return compare(workload, schemes, { progress, mayLackFigures })
  }
  const task = { names, workload, engine, suite, settings: { ...settings, cards }, mayLackFigures }
  return compareSideBySide(task, jobs, progress)
}

/** What does not go together, before the log is read. Throws `UserError`. */
function checkSettings(options: CompareOptions): void {
  if (options.clearProof === 'signed' && !sellerSigns(options.ikp)) {
    throw new UserError('--ikp 1kp: its sellers have no signature key; add --clear-proof maced')
  }
  checkSigner(options)
}

function settingsFor(
  options: CompareOptions,
  model: CardModel | undefined,
): Omit<SchemeSettings, 'crypto' | 'cards' | 'purse' | 'pins'> {
  const { ikp: variant, seed, pricePerKib, chainLength } = options
  const unit = BigInt(pricePerKib ?? 1)
  const policy = policyFor(chainLength)
  return {
    variant,
    policy,
    clear: clearFor(options),
    seed,
    unit,
    profile: model?.setting,
    paced: options.time === 'slept',
    ticks: tickPolicyOf(options),
    signer: options.cardSigner,
  }
}

function clearFor({ clearPolicy, clearProof, fee }: CompareOptions): ClearTerms {
  return { policy: clearPolicy, proof: clearProof, fees: fee }
}

function policyFor(firstLength: number): ChainPolicy {
  return { ...DEFAULT_POLICY, firstLength, longestLength: Math.max(firstLength, DEFAULT_POLICY.longestLength) }
}

interface Circumstances extends Pick<Carriage, 'choice' | 'model' | 'jobs'> {
  readonly args: readonly string[]
}

function factsOf(options: CompareOptions, { choice, model, args, jobs }: Circumstances): RunFacts {
  const { seed, chainLength, scheme } = options
  return {
    tickbench: packageVersion(),
    commit: packageCommit(),
    command: repeatCommand(args, seed),
    seed,
    reader: choice.line,
    policy: `${describePolicy(policyFor(chainLength), clearFor(options), scheme)}${tickNote(options)}${keyNote(options)}${jobsNote(jobs)}`,
    environment: hostFacts(),
    card: model?.name ?? null,
    cards: hasRealCard(choice) ? 'real' : 'emulated',
    time: options.time,
    jobs,
  }
}

function tickNote(options: CompareOptions): string {
  return options.scheme.includes('cafe-tick') ? `; ${describeTickPolicy(tickPolicyOf(options))}` : ''
}

/** A reader must know what keys the parties had, and when they did not have keys of their own. */
function keyNote(options: CompareOptions): string {
  const shared = isPooled(cryptoFor(options)) ? `; RSA key pairs are shared: ${POOL_SIZE} for all parties` : ''
  return `; keys of suite ${labelSuite(options.suite)}${shared}`
}

async function report(document: CompareDocument, options: CompareOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.json) terminal.document(`${JSON.stringify(document)}\n`)
  else terminal.out(resultText(document, terminal.look))
  if (options.report !== undefined) await writeReport(options.report, document, options, terminal)
  if (!options.json) {
    terminal.out('\n')
    if (options.report !== undefined) terminal.out(`Report  ${options.report}\n`)
    terminal.out(`${repeatLines(document.command, terminal.look.width).join('\n')}\n`)
  }
  if (!document.holds) terminal.err('tickbench: a self-check failed: the books above do not agree; please report it\n')
  return document.holds ? EXIT.done : EXIT.selfCheckFailed
}

async function writeReport(
  file: string,
  document: CompareDocument,
  options: CompareOptions,
  terminal: Terminal,
): Promise<void> {
  const progress = progressLine(terminal, options.quiet || options.json)
  const input = { tickbench: packageVersion(), comparisons: [document], benches: [] }
  const built = await buildReport({ ...input, progress: (done, total) => progress.update(done, total) })
  progress.clear()
  writeText('--report', file, reportPage(built))
}
