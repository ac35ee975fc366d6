// `tickbench reproduce 1996`: the comparison of the papers' own time, then and now.

import type { Command } from 'commander'
import { COUNTED_PAYMENTS, MANY_PAYMENTS } from '../../model/payment-numbers.ts'
import { COSTED_SCHEMES } from '../../scheme/named.ts'
import { countScheme, type SchemeCounts } from '../../model/scheme-counts.ts'
import type { BenchDocument } from '../../measure/result.ts'
import { cumulativeCostFigure } from '../../report/figures/cumulative-cost.ts'
import { profilesOf, reproduceDocument, type ReproduceDocument } from '../../reproduce/document.ts'
import { reproducePage } from '../../reproduce/page.ts'
import { reproduceText } from '../../reproduce/text.ts'
import { measureInChildren, NotBuiltError } from '../../suites/in-child.ts'
import { ERA_SUITE } from '../../suites/suites.ts'
import { packageVersion } from '../about.ts'
import { checkWritable, writeText } from '../bench-files.ts'
import { EXIT, UserError } from '../exit.ts'
import { sayFacts } from '../facts.ts'
import { wholeNumber } from '../options.ts'
import { neededBrowser, unlessItFails } from '../print-errors.ts'
import { pagePdf } from '../print/print.ts'
import { formatFor } from '../report-format.ts'
import { progressLine } from '../progress.ts'
import { repeatCommand, type Shell } from '../shell.ts'
import type { Measure } from './bench.ts'

interface ReproduceOptions {
  readonly quick: boolean
  readonly seed: number
  readonly json: boolean
  readonly out: string | undefined
  readonly quiet: boolean
}

const EXAMPLES = `
Examples:
  tickbench reproduce 1996            the rule of Rivest and Shamir and the break-evens, then and now
  tickbench reproduce 1996 --quick    a look; without --quick what is worth quoting
  tickbench reproduce 1996 --out 1996.html   the same as a page, with the curves`

export function declareReproduce(command: Command, shell: Shell, measure: Measure = measureInChildren): void {
  const { terminal, args, end } = shell
  command
    .description(
      'Measures what hashes, verifications and signatures cost here, like with like, beside the 1 : 100 : 10,000 of ' +
        'Rivest and Shamir (1996), and models for which numbers of payments each scheme is cheapest, then and now.',
    )
    .argument('<YEAR>', 'which comparison: 1996')
    .option('--quick', 'fewer and shorter samples, up to 1,000 payments instead of 10,000', false)
    .option('--seed <n>', 'of the order and of invented input', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--json', 'one JSON document on standard output and nothing else', false)
    .option('-o, --out <file>', 'also a page (.html), printed (.pdf), or the document (.json)')
    .option('-q, --quiet', 'neither facts nor progress on standard error', false)
    .addHelpText('after', EXAMPLES)
    .action(async (year: string, options: ReproduceOptions) => {
      if (year !== '1996') throw new UserError(`no comparison of ${year}: give 1996`)
      const { quick, seed, json, quiet, out } = options
      const write = out === undefined ? undefined : pageWriter(out)
      const progress = progressLine(terminal, quiet)
      if (!json && !quiet) {
        sayFacts(terminal, [
          ['suite', `${ERA_SUITE.name}: ${ERA_SUITE.title}`],
          ['effort', quick ? 'quick: for a look' : 'usual: what is worth quoting'],
          ['seed', String(seed)],
        ])
      }
      const measured = await measureHere(measure, options, (share) => progress.update(share * MEASURING, 1))
      const counts = await countSchemes(quick, (share) => progress.update(MEASURING + share * (1 - MEASURING), 1))
      progress.clear()
      const facts = { tickbench: packageVersion(), command: repeatCommand(args, seed), seed }
      const document = await reproduceDocument(facts, measured, counts)
      if (json) terminal.document(`${JSON.stringify(document)}\n`)
      else terminal.out(reproduceText(document, terminal.look))
      if (write !== undefined && out !== undefined) {
        await write(document, { run: measured, counts })
        if (!json) terminal.out(`Report  ${out}\n`)
      }
      end(EXIT.done)
    })
}

interface Found {
  readonly run: BenchDocument
  readonly counts: readonly SchemeCounts[]
}

/** What cannot be written is said before anything is measured. Throws `UserError`. */
function pageWriter(file: string): (document: ReproduceDocument, found: Found) => Promise<void> {
  const format = formatFor({ format: undefined, json: false, out: file })
  if (file === '-' || !['html', 'pdf', 'json'].includes(format)) {
    throw new UserError(`--out ${file}: give a file .html, .pdf or .json`)
  }
  checkWritable('--out', file)
  const browser = format === 'pdf' ? neededBrowser(`--out ${file}`) : undefined
  return async (document, { run, counts }) => {
    if (format === 'json') return writeText('--out', file, `${JSON.stringify(document)}\n`)
    const page = reproducePage(document, await cumulativeCostFigure(counts, profilesOf(run)))
    writeText('--out', file, browser === undefined ? page : await unlessItFails(pagePdf(browser, page)))
  }
}

/** Its part of the time, about. */
const MEASURING = 0.7

type Share = (share: number) => void

function measureHere(measure: Measure, { quick, seed }: ReproduceOptions, progress: Share): ReturnType<Measure> {
  return measure(ERA_SUITE, {
    seed,
    effort: quick ? 'quick' : 'usual',
    progress: (done, total) => progress(done / total),
  }).catch((error: unknown) => {
    if (error instanceof NotBuiltError) throw new UserError(error.message, EXIT.usage, { cause: error })
    throw error
  })
}

async function countSchemes(quick: boolean, progress: Share): Promise<readonly SchemeCounts[]> {
  const numbers = quick ? COUNTED_PAYMENTS : MANY_PAYMENTS
  const counts: SchemeCounts[] = []
  for (const scheme of COSTED_SCHEMES) {
    progress(counts.length / COSTED_SCHEMES.length)
    counts.push(await countScheme(scheme, numbers))
  }
  return counts
}
