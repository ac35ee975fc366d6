// `tickbench compare [TRACE]`: the main job.

import type { Crypto } from '../../../src/crypto/crypto.ts'
import { compare, type Comparison, type Progress } from '../../compare/compare.ts'
import type { CompareDocument } from '../../compare/document.ts'
import { findAnswer } from '../../compare/find-answer.ts'
import { withJudges } from '../../compare/judges.ts'
import { documentOf } from '../../compare/make-document.ts'
import { compareSideBySide } from '../../compare/side-by-side.ts'
import { headText, resultText } from '../../report/comparison/text.ts'
import { traceDocument } from '../../compare/trace.ts'
import { buildReport } from '../../report/build.ts'
import { reportPage } from '../../report/page.ts'
import { openSchemes } from '../../scheme/open.ts'
import type { SchemeSettings } from '../../scheme/contract/declaration.ts'
import { repeatLines } from '../../words/prose.ts'
import { generateWorkload, workloadOf } from '../../workload/generator.ts'
import type { Workload } from '../../workload/micro-transaction.ts'
import { packageVersion } from '../about.ts'
import { checkWritable, writeText } from '../bench-files.ts'
import { broughtBy, chooseCards, hasRealCard, type CardChoice } from '../cards.ts'
import { addCompareCardOptions, settingFor } from '../compare-cards.ts'
import { explained } from '../compare-errors.ts'
import { jobsFor } from '../compare-jobs.ts'
import { modelFor, type CardModel } from '../compare-model.ts'
import { addCompareOptions, type CompareOptions, type GivenOptions } from '../compare-options.ts'
import { checkSettings, cryptoFor, factsOf, settingsFor } from '../compare-settings.ts'
import { priceFor, workloadFor } from '../compare-workload.ts'
import { EXIT, UserError, type ExitCode } from '../exit.ts'
import { progressLine } from '../progress.ts'
import type { Shell } from '../shell.ts'
import { printTries, type TriesLeft } from '../../../src/card/tokens/foreign-pin.ts'
import { pinsFrom } from '../../scheme/card-signature/token-pins.ts'
import { suiteFor } from '../suite-option.ts'
import { openTrace } from '../trace-option.ts'
import type { Terminal } from '../terminal.ts'
import type { Command } from 'commander'

const EXAMPLES = `
Examples:
  tickbench compare                          the built-in workload, on emulated cards
  tickbench compare access.log.gz            your own server's log
  zcat *.gz | tickbench compare - --json     from standard input, one JSON document out
  tickbench compare access.log --price-per-kib 2 --report page.html`

export function declareCompare(command: Command, { terminal, args, end }: Shell): void {
  addCompareCardOptions(command)
    .description(
      'Runs every micro-transaction of a workload through each scheme, counts what it cost and checks the books.\n' +
        'A transaction is one delivered document (200 or 206): the client buys, the document subtree sells.',
    )
    .argument(
      '[TRACE]',
      'an access log, plain or gzip, or - for standard input; Common or Combined Log Format, also with a virtual host or syslog in front, JSON lines, W3C extended; without it a built-in workload',
    )
  addCompareOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (trace: string | undefined, given: GivenOptions) => {
      const suite = await suiteFor({ ...given, setting: settingFor(given) })
      end(await runCompare(trace, { ...given, suite }, { terminal, args, end }))
    })
}

async function runCompare(trace: string | undefined, options: CompareOptions, shell: Shell): Promise<ExitCode> {
  const { terminal, args } = shell
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
    const tracing = openTrace(options, shell)
    if (tracing !== undefined && options.jobs !== 1)
      say('traced: the schemes run in one process, and host times include the tracing')
    const jobs = jobsFor(tracing === undefined ? options.jobs : 1, {
      payments: workload.transactions.length,
      schemes: options.scheme.length,
      hasOneCard: isReal || choice.purse !== undefined,
      isSlept: time === 'slept',
    })
    const tellTries = (left: TriesLeft): void => terminal.err(`${printTries(left)}; sending the PIN\n`)
    const pins = typeof choice.cards === 'string' ? undefined : { ...pinsFrom(process.env), tellTries }
    const facts = factsOf(options, { choice, model, args, jobs })
    const about = traceDocument(workload)
    if (!options.json) terminal.out(headText(facts, about, terminal.look))
    const comparison = await explained(circumstances, () =>
      runSchemes({ workload, crypto, options, choice, model, jobs, pins, witness: tracing?.witness }, (done, total) =>
        progress.update(done, total),
      ),
    )
    progress.clear()
    tracing?.close()
    await choice.keep?.()
    const found = documentOf(comparison, facts, about, model?.setting)
    const { engine, seed } = options
    const answer = await findAnswer(found, { engine, suite, seed, crypto, terms: settingsFor(options, model), model })
    return await report({ ...found, answer }, options, terminal)
  } finally {
    await choice.close()
  }
}

/** A few payments: what the card was never measured doing shows before a long log is read. */
async function rehearse(
  options: CompareOptions,
  { crypto, model }: Pick<SchemesToRun, 'crypto' | 'model'>,
): Promise<void> {
  const workload = generateWorkload(workloadOf(10), priceFor(options))
  const settings = { ...settingsFor(options, model), paced: false, crypto, cards: 'one-each' } as const
  await compare(workload, await openSchemes(options.scheme, workload, settings))
}

interface SchemesToRun {
  readonly workload: Workload
  readonly crypto: Crypto
  readonly options: CompareOptions
  readonly choice: CardChoice
  readonly model: CardModel | undefined
  readonly jobs: number
  readonly pins: SchemeSettings['pins']
  readonly witness: SchemeSettings['witness']
}

/** In this process, interleaved, or in several, side by side. */
async function runSchemes(toRun: SchemesToRun, progress: Progress): Promise<Comparison> {
  const { workload, crypto, options, choice, model, jobs, pins, witness } = toRun
  const { scheme: names, engine, suite } = options
  const settings = settingsFor(options, model)
  const mayLackFigures = model?.isDefault === true
  const { cards, modules, module, purse } = choice
  if (jobs === 1 || typeof cards !== 'string') {
    const brought = { cards, modules, module, purse, pins, witness }
    const schemes = await openSchemes(names, workload, { ...settings, ...brought, crypto })
    const run = { names, engine, suite, workload, processes: jobs }
    return withJudges(run, (judges) => compare(workload, schemes, { progress, judges, mayLackFigures }))
  }
  const task = { names, workload, engine, suite, settings: { ...settings, cards }, mayLackFigures }
  return compareSideBySide(task, jobs, progress)
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
