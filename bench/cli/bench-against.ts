// `tickbench bench SUITE --against DIR`: this build beside another one in the same processes, and one verdict for the run.

import { othersText } from '../words/others.ts'
import { resolve } from 'node:path'
import { barOfElapsed, judgePairs, type Judgement, type PairedFigure } from '../measure/verdict.ts'
import { judgementLines } from '../report/judgement-text.ts'
import { loadSuites, NoSuchBuild } from '../suites/duet.ts'
import { measureDuets, type DuetCase, type Duets } from '../suites/duets.ts'
import type { SuiteOptions } from '../suites/suite.ts'
import type { NamedSuite } from '../suites/suites.ts'
import type { Look } from '../words/look.ts'
import { repeatLines } from '../words/prose.ts'
import { exitCodeOf } from './bench-baseline.ts'
import { EXIT, UserError, type ExitCode } from './exit.ts'
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
  const build = await otherBuild(against)
  if (!json && !quiet) {
    sayFacts(terminal, [
      ['suite', `${suite.name}: ${suite.title}`],
      ['against', `the build in ${against}, in the same processes, sample by sample`],
    ])
  }
  const duets = await untilMeasured(shell, quiet, (way) => measureDuets(suite, build, { ...asked, ...way }))
  const judgement = judgePairs(duets.cases.map((one) => figureOf(one, duets.waitedShare)))
  if (json) terminal.document(`${JSON.stringify({ schema: SCHEMA, suite: suite.name, ...asked, duets, judgement })}\n`)
  else
    terminal.out(
      `${textOf(duets, judgement, terminal.look)}\n${repeatLines(repeatCommand(args, asked.seed), terminal.look.width).join('\n')}\n`,
    )
  return exitCodeOf(judgement.figures, strict)
}

/** Said before minutes go by. Throws `UserError` for a folder that holds no build that can be compared. */
async function otherBuild(folder: string): Promise<string> {
  const build = resolve(folder)
  try {
    await loadSuites(build)
    return build
  } catch (cause) {
    if (!(cause instanceof NoSuchBuild)) throw cause
    throw new UserError(`--against: ${cause.message}`, EXIT.usage, { cause })
  }
}

function figureOf({ name, logRatios, isElapsed }: DuetCase, waitedShare: number): PairedFigure {
  const barred = isElapsed ? barOfElapsed(waitedShare) : undefined
  return { name, d: logRatios, isElapsed, ...(barred !== undefined && { barred }) }
}

const SCHEMA = 'tickbench.against/1'

function textOf({ cases, rounds, notes, ...others }: Duets, judgement: Judgement, look: Look): string {
  const regimes = new Map(cases.map(({ name, regime }) => [name, regime]))
  const figures = judgement.figures.map((one) => ({
    ...one,
    regime: regimes.get(one.name) ?? '',
    origin: 'measured' as const,
    doubts: [],
  }))
  const head = `${rounds} processes with both builds; ${othersText(others)}`
  const lines = [head, '', ...judgementLines({ ...judgement, figures, kind: 'pairs', others }, look)]
  return `${[...lines, ...notes.map((note) => `note  ${note}`)].join('\n')}\n`
}
