// `report --archive DIR`: the runs as they were given, their raw samples, the page and the values behind its charts, with
// a list of their digests: what a paper hands in beside itself.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CompareDocument } from '../compare/document.ts'
import type { BenchDocument } from '../measure/result.ts'
import { withManifests, type ArchivedFile } from '../report/manifest.ts'
import { reportPage } from '../report/page.ts'
import { reportCsv } from '../report/report-text.ts'
import type { Report } from '../report/report.ts'
import { readSampleLog, SampleLogError } from '../run/sample-log.ts'
import { EXIT, UserError } from './exit.ts'

/** A document and the text that it was read from. */
export interface GivenRun {
  readonly text: string
  readonly document: CompareDocument | BenchDocument
}

/** Before anything is drawn. Throws `UserError` for a folder that holds anything, or is none. */
export function checkArchive(folder: string): void {
  try {
    if (!existsSync(folder) || readdirSync(folder).length === 0) return
  } catch (cause) {
    throw new UserError(`--archive ${folder} is no folder: name a new one`, EXIT.usage, { cause })
  }
  throw new UserError(`--archive ${folder} is not empty: name a new folder`)
}

export interface Archive {
  readonly given: readonly GivenRun[]
  /** Files of raw samples. */
  readonly samples: readonly string[]
  readonly report: Report
  readonly say: (line: string) => void
}

/** Throws `UserError` for samples of none of the runs, and for a folder that cannot be written. */
export function archiveRuns(folder: string, { given, samples, report, say }: Archive): void {
  const runs = given.map(({ text, document }, at) => {
    const [verb, name] = 'suite' in document ? ['bench', document.suite] : ['compare', document.trace.name]
    return { document, name: `run-${at + 1}-${'suite' in document ? name : verb}`, what: `${verb} ${name}`, text }
  })
  const sampled = samples.map((file) => ({ file, run: runOf(file, runs) }))
  for (const { document, what } of runs) {
    const isKept = sampled.some(({ run }) => run.document === document)
    if ('suite' in document && !isKept) say(`no samples of ${what}: measure with --samples FILE, and give it here`)
  }
  const files: readonly ArchivedFile[] = [
    ...runs.map(({ name, what, text }) => ({ name: `${name}.json`, what, bytes: Buffer.from(text) })),
    ...sampled.map(({ file, run }, at) => ({
      name: `${run.name}-samples-${at + 1}.jsonl`,
      what: `raw samples of ${run.what}`,
      bytes: readFileSync(file),
    })),
    { name: 'report.html', what: 'the page', bytes: Buffer.from(reportPage(report)) },
    { name: 'figures.csv', what: 'the values behind its charts', bytes: Buffer.from(reportCsv(report)) },
  ]
  try {
    mkdirSync(folder, { recursive: true })
    for (const { name, bytes } of withManifests(files, report.tickbench))
      writeFileSync(join(folder, name), bytes, { flag: 'wx' })
  } catch (cause) {
    throw new UserError(`--archive ${folder} cannot be written: name a folder where you may write`, EXIT.usage, {
      cause,
    })
  }
}

interface NamedRun {
  readonly document: GivenRun['document']
  readonly name: string
  readonly what: string
}

/** By what the head of the samples says: suite, seed and commit. */
function runOf(file: string, runs: readonly NamedRun[]): NamedRun {
  const { plan, machine } = headOf(file)
  const found = runs.find(
    ({ document }) =>
      'suite' in document &&
      document.suite === plan.suite &&
      document.seed === plan.seed &&
      document.environment.commit === (machine['commit'] ?? null),
  )
  if (found !== undefined) return found
  throw new UserError(
    `--samples ${file} are of suite ${plan.suite}, seed ${plan.seed}: none of the runs given is that run`,
  )
}

function headOf(file: string): ReturnType<typeof readSampleLog>['head'] {
  try {
    return readSampleLog(file).head
  } catch (cause) {
    if (cause instanceof SampleLogError) throw new UserError(cause.message, EXIT.usage, { cause })
    throw cause
  }
}
