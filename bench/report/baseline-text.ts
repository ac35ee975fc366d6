// A run beside earlier ones of the same suite, for a terminal.

import type { RunComparison } from '../measure/regression.ts'
import { PLAIN, type Look } from '../words/look.ts'
import { judgementLines } from './judgement-text.ts'

/** Without verdicts for runs of different machines. */
export function comparisonText(comparison: RunComparison, look: Look = PLAIN, isJudged = true): string {
  const { results, recounted, unmatched, differences } = comparison
  const lines = [
    ...judgementLines({ ...comparison, figures: results, kind: 'runs', others: comparison }, look, isJudged),
    ...(recounted.length === 0 ? [] : [`counts that changed: ${recounted.join('; ')}`]),
    ...(unmatched.length === 0 ? [] : [`in one of the runs only: ${unmatched.join('; ')}`]),
    ...(differences.length === 0 ? [] : [`the runs differ in: ${differences.join(', ')}`]),
  ]
  return `${lines.join('\n')}\n`
}
