// `tickbench bench SUITE`: measures one suite and compares it with earlier runs.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import type { SuiteName } from '../../../src/crypto/crypto.ts'
import { DEFAULT_SUITE } from '../../../src/crypto/engines.ts'
import { confirmRun } from '../../measure/confirm.ts'
import { packageFolder } from '../../measure/package-folder.ts'
import type { BenchDocument } from '../../measure/result.ts'
import { confirmText } from '../../report/confirm-text.ts'
import { benchText } from '../../report/bench-text.ts'
import { answerText } from '../../report/bench-answer.ts'
import type { Look } from '../../words/look.ts'
import { repeatLines } from '../../words/prose.ts'
import { tableLines } from '../../words/table.ts'
import { measureInChildren } from '../../suites/in-child.ts'
import { issuerFolder } from '../../party/issuer-folder.ts'
import type { CardRequest, SuiteOptions } from '../../suites/suite.ts'
import { findSuite, SUITES, type NamedSuite } from '../../suites/suites.ts'
import { packageVersion } from '../about.ts'
import { addCardOptions, cardOptionsGiven, cardRequestOf, type CardOptions } from '../card-options.ts'
import { DEFAULT_CONTRIBUTION, openContribution, type ContributionFile } from '../contribute.ts'
import { compareWithBaseline, type BaselineOptions } from '../bench-baseline.ts'
import { checkWritable, readRun, writeRun } from '../bench-files.ts'
import { runAgainst } from '../bench-against.ts'
import { budgetOf, suiteOptions, type BudgetOptions } from '../bench-budget.ts'
import { NOISE, NOISE_TITLE, runNoise } from '../bench-noise.ts'
import { suiteOf } from '../kept-files.ts'
import { EXIT, UserError, type ExitCode } from '../exit.ts'
import { wholeNumber } from '../options.ts'
import { untilMeasured } from '../until-measured.ts'
import { sayFacts, type Fact } from '../facts.ts'
import { repeatCommand, type Shell } from '../shell.ts'

interface BenchOptions extends CardOptions, BaselineOptions, BudgetOptions {
  readonly json: boolean
  readonly samples?: string
  readonly baseline: readonly string[]
  readonly against?: string
  readonly confirm?: string | true
  readonly from?: string
  readonly out?: string
  readonly contribute?: string | true
  readonly quiet: boolean
}

/** Who measures: a process of its own, unless a test says otherwise. */
export type Measure = (suite: NamedSuite, options: SuiteOptions) => Promise<BenchDocument>

const EXAMPLES = `
Examples:
  tickbench bench list                                  the suites
  tickbench bench chain --quick                         a look: fewer rounds, shorter samples
  tickbench bench chain --out before.json               then, after a change or on another day:
  tickbench bench chain --baseline before.json          exit code 3 if any became slower
  tickbench bench signature --against ../before         the same, surer: both builds in the same processes
  tickbench bench noise                                 what such comparisons find on this machine
  tickbench bench signature --thorough --samples s.jsonl  raw samples; run it again to go on after an interruption
  tickbench bench card --card-profile jcop4-j3r180      what a card takes, by its time model and on this host
  tickbench bench card --reader pcsc:                   a card in a reader, which is only read
  tickbench bench card --reader pcsc: --contribute      the same, and a file for those who lack this card

Ctrl-C drops the round being measured and shows what there is by then.`

export function declareBench(command: Command, shell: Shell, measure: Measure = measureInChildren): void {
  const { end } = shell
  command
    .description(
      'Measures a suite on this host: rounds of fresh processes of the compiled program, in an order drawn anew each\n' +
        'time; every figure with an interval over processes.\n' +
        `Suites: ${SUITES.map(({ name }) => name).join(', ')}.`,
    )
    .argument('<SUITE>', 'the suite, or `list`')
    .addOption(new Option('--quick', budgetOf('quick')).conflicts('thorough'))
    .option('--thorough', budgetOf('thorough'))
    .option('--rounds <n>', 'processes of each case; intervals want at least 8', wholeNumber(1, 1000))
    .option('--minutes <n>', 'no round begins that would hardly end within them', wholeNumber(1, 10_000))
    .option('--seed <n>', 'of the order and of invented input', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--json', 'one JSON document on standard output and nothing else', false)
    .option('-o, --out <file>', 'also write the JSON document to a file')
    .option('--samples <file>', 'keep raw samples, JSON Lines; an interrupted run with the same file goes on')
    .addOption(
      new Option(
        '--baseline <file>',
        'judge this run beside an earlier one, sampled alike (repeatable: taken together)',
      )
        .argParser((file: string, before: readonly string[]) => [...before, file])
        .default([], 'none'),
    )
    .addOption(
      new Option(
        '--against <folder>',
        'this build beside the one in a folder, in the same processes: finds 5 %, where a stored run finds 10 %',
      ).conflicts(['baseline', 'confirm', 'from', 'samples', 'out', 'contribute']),
    )
    .option('--different-machine', '--baseline of another machine or version: shows the table, judges nothing')
    .option('--strict', 'exit code 3 for what --baseline or --against leaves undecided, too')
    .option('--confirm [file]', 'list each interval of that run that this one does not confirm (the published run)')
    .addOption(
      new Option('--from <file>', 'take this run instead of measuring one').conflicts([
        'quick',
        'thorough',
        'rounds',
        'minutes',
        'samples',
        'contribute',
      ]),
    )
    .option(
      '--contribute [file]',
      `card: also write the run with its raw samples to give away (${DEFAULT_CONTRIBUTION})`,
    )
    .option('-q, --quiet', 'neither facts nor progress on standard error', false)
  addCardOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: BenchOptions) => {
      end(await runNamed(name, options, shell, measure))
    })
}

async function runNamed(name: string, options: BenchOptions, shell: Shell, measure: Measure): Promise<ExitCode> {
  const { terminal } = shell
  checkJudging(name, options)
  if (name === NOISE) return runNoise(suiteOptions(options), options, shell)
  if (name !== 'list') {
    const { against } = options
    const suite = suiteNamed(name)
    if (against === undefined) return runBench(suite, options, shell, measure)
    const card = cardFor(suite, { ...options, suite: await suiteGiven(options) })
    return runAgainst(suite, { ...suiteOptions(options), ...(card && { card }) }, { ...options, against }, shell)
  }
  terminal.out(listText(terminal.look))
  return EXIT.done
}

/** What judges wants something to judge, and `noise` brings its own. Throws `UserError`. */
function checkJudging(name: string, options: BenchOptions): void {
  const { baseline, against, differentMachine, strict } = options
  if (differentMachine === true && baseline.length === 0) {
    throw new UserError('--different-machine shows two runs side by side: give the other one with --baseline')
  }
  if (strict === true && baseline.length === 0 && against === undefined) {
    throw new UserError('--strict judges two builds: give the other one with --baseline or --against')
  }
  const { confirm, from, out, samples, contribute, rounds, minutes } = options
  // What is given away names no file of its giver, as a command may.
  const given = { against, baseline: baseline[0], confirm, from, out, samples, contribute, rounds, minutes }
  const odd = Object.entries(given).find(([, value]) => value !== undefined)
  if (name !== NOISE || odd === undefined) return
  throw new UserError(`${NOISE} compares runs of its own: leave out --${odd[0]}`)
}

function listText({ width }: Look): string {
  return `${tableLines(
    ['suite', { head: 'measures', wraps: true }],
    [...SUITES.map(({ name, title }) => [name, title]), [NOISE, NOISE_TITLE]],
    width,
  ).join('\n')}\n`
}

function suiteNamed(name: string): NamedSuite {
  const suite = findSuite(name)
  if (suite !== undefined) return suite
  throw new UserError(`no suite is called ${name}: give one of ${SUITES.map((known) => known.name).join(', ')}`)
}

async function runBench(suite: NamedSuite, options: BenchOptions, shell: Shell, measure: Measure): Promise<ExitCode> {
  const { terminal, args } = shell
  const { json, out, baseline, seed } = options
  const card = cardFor(suite, { ...options, suite: await suiteGiven(options) })
  const before = baseline.map((file) => readRun(file, suite.name))
  const first = options.confirm === undefined ? undefined : readRun(confirmedFile(suite, options.confirm), suite.name)
  const kept = options.from === undefined ? undefined : readRun(options.from, suite.name)
  if (out !== undefined) checkWritable('--out', out)
  const gift = contributionFor(suite, options)
  const samples = gift?.samplesFile ?? options.samples
  if (!json && !options.quiet && kept === undefined) sayFacts(terminal, factsOf(suite, options, card))
  const asked = {
    ...suiteOptions(options),
    ...(samples !== undefined && { samplesFile: samples }),
    ...(card && { card }),
    ...(options.differentMachine !== true && before.length > 0 && { comparedWith: before }),
  }
  const measured = kept ?? (await untilMeasured(shell, options.quiet, (way) => measure(suite, { ...asked, ...way })))
  const document =
    kept === undefined ? { ...measured, tickbench: packageVersion(), command: repeatCommand(args, seed) } : kept
  if (out !== undefined) writeRun(out, document)
  // What is given away names no file of its giver, as a command may.
  const given = gift?.write(measured)
  const { look } = terminal
  if (json) terminal.document(`${JSON.stringify(document)}\n`)
  else terminal.out(`${benchText(document, look)}\n${repeatLines(repeatCommand(args, seed), look.width).join('\n')}\n`)
  if (given !== undefined) terminal.err(`${given}\n`)
  const answer = answerText(document, look)
  if (!json && answer !== '') terminal.out(`\n${answer}`)
  // With --json standard output holds the document alone.
  const compared = (text: string) => (json ? terminal.err(text) : terminal.out(`\n${text}`))
  if (first !== undefined) compared(confirmText(confirmRun(first, document), json ? terminal.errLook : look))
  if (before.length === 0) return EXIT.done
  const { text, exitCode } = compareWithBaseline(before, document, options, json ? terminal.errLook : look)
  compared(text)
  return exitCode
}

/** Throws `UserError` where nothing of this suite is published. */
function confirmedFile({ name }: NamedSuite, file: string | true): string {
  if (file !== true) return file
  const published = join(packageFolder(), 'bench', 'suites', 'published', `${name}.json`)
  if (existsSync(published)) return published
  throw new UserError(`no run of suite ${name} is published: name a file, --confirm FILE`)
}

/** An issuer's file brings its suite. Throws `UserError` for a file that is no issuer. */
async function suiteGiven({ suite, issuer }: BenchOptions): Promise<SuiteName | undefined> {
  if (issuer === undefined) return suite
  const theirs = (await suiteOf(issuer)) ?? DEFAULT_SUITE
  return suite ?? theirs
}

/** What was understood, before minutes go by. */
function factsOf(
  { name, title, minutes }: NamedSuite,
  { seed, ...options }: BenchOptions,
  card: CardRequest | undefined,
): readonly Fact[] {
  const { effort, ...asked } = suiteOptions({ seed, ...options })
  return [
    ['suite', `${name}: ${title}`],
    ['effort', `${effort}, ${budgetOf(effort, { ...(minutes && { minutes: minutes[effort] }), ...asked })}`],
    ...(card === undefined ? [] : [['card', cardWords(card)] as const, ...issuerWords(card)]),
    ['seed', String(seed)],
  ]
}

/** Said before anybody consents: without its issuer's file a card that was personalised is of no more use. */
function issuerWords({ issuer, reader, mayChange }: CardRequest): readonly Fact[] {
  if (reader.startsWith('emulated:') || (reader === 'auto' && !mayChange)) return []
  const where = issuer ?? `a file for each card in ${issuerFolder()}`
  return [['issuer', `kept in ${where}; what personalises a card writes it first`]]
}

function cardWords({ reader, profile, suite, mayChange }: CardRequest): string {
  const emulated = reader === 'emulated:'
  return [
    reader,
    ...(profile === undefined ? [] : [`timed as ${profile.profile.name} too`]),
    `signs with ${suite}`,
    ...(emulated ? [] : [mayChange ? 'may be changed' : 'is only read']),
  ].join(', ')
}

function cardFor({ name, cards }: NamedSuite, options: BenchOptions): CardRequest | undefined {
  if (cards === 'none' && cardOptionsGiven(options)) {
    throw new UserError(
      `suite ${name} uses no card: leave out --reader, --card-profile, --issuer and --yes-change-this-card`,
    )
  }
  if (cards === 'none') return undefined
  const request = cardRequestOf(options)
  if (cards === 'any' || ['auto', 'emulated:'].includes(request.reader)) return request
  throw new UserError(`suite ${name} gives each buyer an emulated card: leave out --reader`)
}

function contributionFor({ name }: NamedSuite, { contribute, samples }: BenchOptions): ContributionFile | undefined {
  if (contribute === undefined) return undefined
  if (name !== 'card') throw new UserError(`--contribute gives away a run of suite card: leave it out with ${name}`)
  return openContribution(contribute === true ? DEFAULT_CONTRIBUTION : contribute, samples)
}
