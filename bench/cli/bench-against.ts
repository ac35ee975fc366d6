// `tickbench bench SUITE --against DIR`: this build beside another one in the same processes, and one verdict for the run.

import { judgePairs, type Judgement } from '../measure/verdict.ts'
import { judgementLines } from '../report/judgement-text.ts'
import { measureDuets, type Duets } from '../suites/duets.ts'
import type { SuiteOptions } from '../suites/suite.ts'
import type { NamedSuite } from '../suites/suites.ts'
import { formatShare } from '../words/format.ts'
import type { Look } from '../words/look.ts'
import { repeatLines } from '../words/prose.ts'
import { exitCodeOf } from './bench-baseline.ts'
import type { ExitCode } from './exit.ts'
import { sayFacts } from './facts.ts'
import { repeatCommand, type Shell } from './shell.ts'
import { untilMeasured } from './until-measured.ts'

export interface AgainstOptions {
  readonly against: string
  /** What is undecided counts as slower. */
  readonly strict?: boolean
  readonly json: boolean
  readonly quiet: boolean
}

/** Throws `UserError`. */
export async function runAgainst(
  suite: NamedSuite,
  asked: SuiteOptions,
  { against, strict, json, quiet }: AgainstOptions,
  shell: Shell,
): Promise<ExitCode> {
  const { terminal, args } = shell
  if (!json && !quiet) {
    sayFacts(terminal, [
      ['suite', `${suite.name}: ${suite.title}`],
      ['against', `the build in ${against}, in the same processes, sample by sample`],
    ])
  }
  const duets = await untilMeasured(shell, quiet, (way) => measureDuets(suite, against, { ...asked, ...way }))
  const judgement = judgePairs(duets.cases.map(({ name, logRatios }) => ({ name, d: logRatios })))
  if (json) terminal.document(`${JSON.stringify({ schema: SCHEMA, suite: suite.name, ...asked, duets, judgement })}\n`)
  else
    terminal.out(
      `${textOf(duets, judgement, terminal.look)}\n${repeatLines(repeatCommand(args, asked.seed), terminal.look.width).join('\n')}\n`,
    )
  return exitCodeOf(judgement.figures, strict)
}

const SCHEMA = 'tickbench.against/1'

function textOf({ cases, rounds, waitedShare, notes }: Duets, judgement: Judgement, look: Look): string {
  const regimes = new Map(cases.map(({ name, regime }) => [name, regime]))
  const figures = judgement.figures.map((one) => ({
    ...one,
    regime: regimes.get(one.name) ?? '',
    origin: 'measured' as const,
    doubts: [],
  }))
  const head = `${rounds} processes with both builds; others had the processor for ${formatShare(waitedShare)} of the time`
  const lines = [head, '', ...judgementLines({ ...judgement, figures, kind: 'pairs', waitedShare }, look)]
  return `${[...lines, ...notes.map((note) => `note  ${note}`)].join('\n')}\n`
}
