// `bench --baseline`: a run beside earlier ones, and how the program ends then.

import { whatDiffers } from '../measure/comparable.ts'
import { compareRuns } from '../measure/regression.ts'
import type { BenchDocument } from '../measure/result.ts'
import type { JudgedFigure } from '../measure/verdict.ts'
import { comparisonText } from '../report/baseline-text.ts'
import { NotComparable } from '../suites/suite.ts'
import type { Look } from '../words/look.ts'
import { EXIT, UserError, type ExitCode } from './exit.ts'

export interface BaselineOptions {
  /** Show the table, judge nothing. */
  readonly differentMachine?: boolean
  /** What is undecided counts as slower. */
  readonly strict?: boolean
}

export interface Compared {
  readonly text: string
  readonly exitCode: ExitCode
}

/** Throws `UserError` where the runs cannot be compared. */
export function compareWithBaseline(
  before: readonly BenchDocument[],
  document: BenchDocument,
  { differentMachine = false, strict }: BaselineOptions,
  look: Look,
): Compared {
  const odd = differentMachine ? undefined : before.map((one) => whatDiffers(one, document)).find(Boolean)
  if (odd !== undefined) throw new UserError(`--baseline: ${new NotComparable(odd).message}`)
  const comparison = compareRuns(before, [document])
  const { results } = comparison
  if (results.length === 0) {
    throw new UserError('--baseline: it shares no operation with this run; give a run of the same cards and options')
  }
  const text = comparisonText(comparison, look, !differentMachine)
  if (differentMachine) return { text, exitCode: EXIT.done }
  return { text, exitCode: exitCodeOf(results, strict) }
}

export function exitCodeOf(figures: readonly Pick<JudgedFigure, 'verdict'>[], strict = false): ExitCode {
  const fails = ({ verdict }: Pick<JudgedFigure, 'verdict'>) =>
    verdict === 'slower' || (strict && verdict === 'undecided')
  return figures.some(fails) ? EXIT.regressed : EXIT.done
}
