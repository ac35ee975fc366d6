// `bench card --contribute`: the run and its raw samples as one file to give away.

import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printContribution } from '../profile/contribution.ts'
import type { BenchDocument } from '../measure/result.ts'
import { readSampleLog } from '../run/sample-log.ts'
import { checkWritable } from './bench-files.ts'
import { UserError } from './exit.ts'

export const DEFAULT_CONTRIBUTION = 'tickbench-card.json'

export interface ContributionFile {
  /** Where the raw samples go while they come. */
  readonly samplesFile: string
  /** One line for the user. */
  write(document: BenchDocument): string
}

/** `samples` is the user's own file for them, if any. Throws `UserError` before anything is measured. */
export function openContribution(file: string, samples: string | undefined): ContributionFile {
  if (existsSync(file))
    throw new UserError(`--contribute ${file}: the file is there already; give the name of a new one`)
  checkWritable('--contribute', file)
  const samplesFile = samples ?? join(tmpdir(), `tickbench-${process.pid}-${Date.now()}.jsonl`)
  return {
    samplesFile,
    write(document) {
      writeFileSync(file, printContribution({ document, samples: readSampleLog(samplesFile).blocks }))
      if (samples === undefined) rmSync(samplesFile)
      const { ATR = 'none' } = document.environment.facts
      return (
        `Contribution  ${file} (no names, no serial numbers; of the card its type and its ATR as it sends it, ${ATR}); ` +
        `as a profile: tickbench profiles add ${file}`
      )
    },
  }
}
