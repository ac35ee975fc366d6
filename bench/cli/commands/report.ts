// `tickbench report RUN...`: turns runs into a page, Markdown, CSV or JSON.

import { readFileSync } from 'node:fs'
import { text as textOf } from 'node:stream/consumers'
import { Option, type Command } from 'commander'
import { DecodeError } from '../../../src/bytes/decode-error.ts'
import { parseCompareDocument, type CompareDocument } from '../../compare/document.ts'
import { parseBenchDocument, type BenchDocument } from '../../measure/result.ts'
import { buildReport, FIGURE_NAMES } from '../../report/build.ts'
import { reportPage } from '../../report/page.ts'
import { reportCsv, reportMarkdown } from '../../report/report-text.ts'
import { reportDocument, type Report } from '../../report/report.ts'
import { packageVersion } from '../about.ts'
import { checkWritable, writeText } from '../bench-files.ts'
import { EXIT, UserError } from '../exit.ts'
import { oneOfWords, someOfWords } from '../options.ts'
import { progressLine } from '../progress.ts'
import type { Shell } from '../shell.ts'
import type { Terminal } from '../terminal.ts'

const FORMATS = ['html', 'md', 'csv', 'json'] as const
type Format = (typeof FORMATS)[number]

interface ReportOptions {
  readonly format: Format | undefined
  readonly json: boolean
  readonly out: string | undefined
  readonly figure: readonly string[] | undefined
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
  tickbench report --figure tick-time --format csv   the table behind one chart`

export function declareReport(command: Command, { terminal, end }: Shell): void {
  command
    .description(
      'Draws charts of runs, each with its table, its n, its doubts and the command that repeats it.\n' +
        'The page needs nothing but itself: no network, no script.',
    )
    .argument('[RUN...]', 'JSON documents of compare or bench, - for standard input')
    .option('--format <format>', `${FORMATS.join(', ')}; html unless given`, oneOfWords(FORMATS))
    .option('--json', 'the same as --format json', false)
    .option('-o, --out <file>', `where to write it; a page goes to ${REPORT_FILE}, the others to standard output`)
    .addOption(
      new Option('--figure <name>', `only this one (repeatable): ${FIGURE_NAMES.join(', ')}`).argParser(
        someOfWords(FIGURE_NAMES),
      ),
    )
    .option('-q, --quiet', 'no progress', false)
    .addHelpText('after', EXAMPLES)
    .action(async (runs: readonly string[], options: ReportOptions) => {
      await runReport(runs, options, terminal)
      end(EXIT.done)
    })
}

async function runReport(runs: readonly string[], options: ReportOptions, terminal: Terminal): Promise<void> {
  const { figure, quiet, json } = options
  const format = options.format ?? (json ? 'json' : 'html')
  const file = options.out ?? (format === 'html' ? REPORT_FILE : undefined)
  if (file !== undefined && file !== '-') checkWritable('--out', file)
  const documents: RunDocument[] = []
  for (const run of runs) documents.push(await readRun(run, terminal))
  const progress = progressLine(terminal, quiet)
  const report = await buildReport({
    tickbench: packageVersion(),
    comparisons: documents.flatMap((document) => (isComparison(document) ? [document] : [])),
    benches: documents.flatMap((document) => (isComparison(document) ? [] : [document])),
    ...(figure !== undefined && { wanted: figure }),
    progress: (done, total) => progress.update(done, total),
  })
  progress.clear()
  const text = RENDERERS[format](report)
  if (file === undefined || file === '-') terminal.document(text)
  else {
    writeText('--out', file, text)
    terminal.out(`Report  ${file}\n`)
  }
}

const RENDERERS: Readonly<Record<Format, (report: Report) => string>> = {
  html: reportPage,
  md: reportMarkdown,
  csv: reportCsv,
  json: (report) => `${JSON.stringify(reportDocument(report))}\n`,
}

type RunDocument = CompareDocument | BenchDocument

function isComparison(document: RunDocument): document is CompareDocument {
  return document.schema.startsWith('tickbench.compare/')
}

async function readRun(run: string, terminal: Terminal): Promise<RunDocument> {
  if (run === '-' && terminal.inputIsTerminal) {
    throw new UserError(
      'standard input is a terminal: pipe a run into it, e.g. tickbench compare --json | tickbench report -',
    )
  }
  const text = await readText(run)
  try {
    return text.includes('"tickbench.bench/') ? parseBenchDocument(text) : parseCompareDocument(text)
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
