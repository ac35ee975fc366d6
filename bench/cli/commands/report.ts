// `tickbench report RUN...`: turns runs into a page, a figure for a paper, Markdown, CSV, JSON, or an archive.

import { readFileSync } from 'node:fs'
import { text as textOf } from 'node:stream/consumers'
import { Option, type Command } from 'commander'
import { DecodeError } from '../../../src/bytes/decode-error.ts'
import { parseCompareDocument, type CompareDocument } from '../../compare/document.ts'
import { parseBenchDocument, type BenchDocument } from '../../measure/result.ts'
import { buildReport, FIGURE_NAMES } from '../../report/build.ts'
import type { Report } from '../../report/report.ts'
import { packageVersion } from '../about.ts'
import { checkWritable } from '../bench-files.ts'
import { EXIT, UserError } from '../exit.ts'
import { oneOfWords, someOfWords, wholeNumber } from '../options.ts'
import { progressLine } from '../progress.ts'
import { archiveRuns, checkArchive, type GivenRun } from '../report-archive.ts'
import { formatFor, REPORT_FORMATS, type ReportFormat } from '../report-format.ts'
import { deliver, paperWidth, renderingFor, type PaperOptions } from '../report-render.ts'
import type { Shell } from '../shell.ts'
import type { Terminal } from '../terminal.ts'

interface ReportOptions extends PaperOptions {
  readonly format: ReportFormat | undefined
  readonly json: boolean
  readonly out: string | undefined
  readonly archive: string | undefined
  readonly samples: readonly string[]
  readonly quiet: boolean
}

export const REPORT_FILE = 'tickbench-report.html'

const EXAMPLES = `
Examples:
  tickbench report                                   what is modelled and counted alone, as ${REPORT_FILE}
  tickbench compare --json > run.json
  tickbench bench card --json > card.json
  tickbench report run.json card.json --out page.html
  tickbench compare --json | tickbench report - --format md
  tickbench report --figure tick-time --format csv   the table behind one chart
  tickbench report run.json --figure payment-cost --out cost.pdf   one chart for a paper: also .svg, .png
  tickbench report run.json card.json --archive runs-of-may        runs, samples and page in one folder`

export function declareReport(command: Command, { terminal, end }: Shell): void {
  command
    .description(
      'Draws charts of runs, each with its table, its n, its doubts and the command that repeats it.\n' +
        'The page needs nothing but itself: no network, no script.',
    )
    .argument('[RUN...]', 'JSON documents of compare or bench, - for standard input')
    .option(
      '--format <format>',
      `${REPORT_FORMATS.join(', ')}; as --out is named, else html`,
      oneOfWords(REPORT_FORMATS),
    )
    .option('--json', 'the same as --format json', false)
    .option('-o, --out <file>', `where to write it; a page goes to ${REPORT_FILE}, other text to standard output`)
    .addOption(
      new Option('--figure <name>', `only this one (repeatable): ${FIGURE_NAMES.join(', ')}`).argParser(
        someOfWords(FIGURE_NAMES),
      ),
    )
    .option('--width <width>', 'svg, pdf, png of one figure: column (3.5 in), page (7.2 in), or inches', paperWidth)
    .option('--panel <n>', 'svg, pdf, png: only this picture of a figure that has several', wholeNumber(1, 99))
    .option('--archive <folder>', 'puts runs, samples and page into a new folder, with their SHA-256')
    .addOption(
      new Option('--samples <file>', 'raw samples of one of the runs, for --archive (repeatable)')
        .argParser((file: string, before: readonly string[]) => [...before, file])
        .default([], 'none'),
    )
    .option('-q, --quiet', 'no progress', false)
    .addHelpText('after', EXAMPLES)
    .action(async (runs: readonly string[], options: ReportOptions) => {
      await runReport(runs, options, terminal)
      end(EXIT.done)
    })
}

async function runReport(runs: readonly string[], options: ReportOptions, terminal: Terminal): Promise<void> {
  const { archive, samples } = options
  const format = formatFor(options)
  if (samples.length > 0 && archive === undefined)
    throw new UserError('--samples go into an archive: add --archive DIR')
  const file = options.out ?? (format === 'html' && archive === undefined ? REPORT_FILE : undefined)
  const isWritten = archive === undefined || options.out !== undefined
  const render = isWritten ? renderingFor(format, file, options) : undefined
  if (file !== undefined && file !== '-') checkWritable('--out', file)
  if (archive !== undefined) checkArchive(archive)
  const given: GivenRun[] = []
  for (const run of runs) given.push(await readRun(run, terminal))
  const report = await draw(given, options, terminal)
  if (archive !== undefined) {
    archiveRuns(archive, { given, samples, report, say: (line) => terminal.err(`tickbench: ${line}\n`) })
    terminal.out(`Archive  ${archive}\n`)
  }
  if (render !== undefined) deliver(await render(report), file, terminal)
}

async function draw(given: readonly GivenRun[], options: ReportOptions, terminal: Terminal): Promise<Report> {
  const { figure, quiet } = options
  const progress = progressLine(terminal, quiet)
  const documents = given.map(({ document }) => document)
  const report = await buildReport({
    tickbench: packageVersion(),
    comparisons: documents.flatMap((document) => (isComparison(document) ? [document] : [])),
    benches: documents.flatMap((document) => (isComparison(document) ? [] : [document])),
    ...(figure !== undefined && { wanted: figure }),
    progress: (done, total) => progress.update(done, total),
  })
  progress.clear()
  return report
}

type RunDocument = CompareDocument | BenchDocument

function isComparison(document: RunDocument): document is CompareDocument {
  return document.schema.startsWith('tickbench.compare/')
}

async function readRun(run: string, terminal: Terminal): Promise<GivenRun> {
  if (run === '-' && terminal.inputIsTerminal) {
    throw new UserError(
      'standard input is a terminal: pipe a run into it, e.g. tickbench compare --json | tickbench report -',
    )
  }
  const text = await readText(run)
  try {
    const isBench = text.includes('"tickbench.bench/')
    return { text, document: isBench ? parseBenchDocument(text) : parseCompareDocument(text) }
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    const what = `${run}: no document of compare or bench (${cause.message}): make one with --json`
    throw new UserError(what, EXIT.usage, { cause })
  }
}

/** A pipe is read as it comes: reading it at once fails where its writer is slower. */
async function readText(run: string): Promise<string> {
  try {
    return run === '-' ? await textOf(process.stdin) : readFileSync(run, 'utf8')
  } catch (cause) {
    throw new UserError(`${run} cannot be read: give a file that exists, or - for standard input`, EXIT.usage, {
      cause,
    })
  }
}
