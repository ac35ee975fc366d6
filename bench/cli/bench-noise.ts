// `tickbench bench noise`: what comparisons of this program find on this machine, and how often they are wrong.

import { counted } from '../../src/bytes/counted.ts'
import { calibrateDuets, calibrateRuns, runTermOf } from '../measure/calibration.ts'
import { noiseText, type NoiseReport } from '../report/noise-text.ts'
import { measureNoise, NOISE_BUDGETS, type Noise } from '../suites/noise.ts'
import type { Effort, SuiteOptions } from '../suites/suite.ts'
import { findSuite } from '../suites/suites.ts'
import { repeatLines } from '../words/prose.ts'
import { EXIT, type ExitCode } from './exit.ts'
import { sayFacts } from './facts.ts'
import { repeatCommand, type Shell } from './shell.ts'
import { untilMeasured } from './until-measured.ts'

export const NOISE = 'noise'
export const NOISE_TITLE =
  'equal programs, compared: what --against and --baseline find here, and how often they are wrong'

export interface NoiseOptions {
  readonly json: boolean
  readonly quiet: boolean
}

/** Throws `UserError`. */
export async function runNoise(asked: SuiteOptions, { json, quiet }: NoiseOptions, shell: Shell): Promise<ExitCode> {
  const { terminal, args } = shell
  const suite = findSuite(MEASURED)
  if (suite === undefined) throw new TypeError(`no suite ${MEASURED}`)
  if (!json && !quiet) sayFacts(terminal, [['measures', budgetOf(asked.effort)]])
  const noise = await untilMeasured(shell, quiet, (way) => measureNoise(suite, { ...asked, ...way }))
  const report = noiseReport(suite.name, noise, asked.seed)
  if (json) terminal.document(`${JSON.stringify(report)}\n`)
  else
    terminal.out(
      `${noiseText(report, terminal.look)}\n${repeatLines(repeatCommand(args, asked.seed), terminal.look.width).join('\n')}\n`,
    )
  return EXIT.done
}

/** Cases that are quick and of all kinds: some allocate, some do not, some are OpenSSL's. */
const MEASURED = 'signature'

function budgetOf(effort: Effort): string {
  const { duets, runs, minutes } = NOISE_BUDGETS[effort]
  const each = `${counted(duets, 'duet')} and ${counted(runs, 'run')} of suite ${MEASURED}`
  return `${each}: about ${counted(minutes, 'minute')} on an idle machine`
}

/** From a quick `--against` to one that is thorough, as far as there are processes to draw from. */
const DUETS = [12, 20, 30, 60]
const DRAWS = 1_000

function noiseReport(
  suite: string,
  { duets, duetSeconds, runs, runSeconds, others }: Noise,
  seed: number,
): NoiseReport {
  const sizes = DUETS.filter((size) => size <= duets.processes.length / 2)
  const [first] = runs
  return {
    suite,
    figures: duets.names.length,
    others,
    rows: [
      ...sizes.map((size) => ({
        way: '--against, drawn',
        processes: size,
        seconds: size * duetSeconds,
        judged: DRAWS,
        calibration: calibrateDuets(duets, size, BigInt(seed), DRAWS),
      })),
      {
        way: '--baseline, run against run',
        processes: first?.processes.length ?? 0,
        seconds: runSeconds,
        judged: runs.length * (runs.length - 1),
        calibration: calibrateRuns(runs),
      },
    ],
    runTerm: runTermOf(runs),
  }
}
