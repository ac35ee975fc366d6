// `bench SUITE --against DIR`: many duets (duet.ts), and for each case the logarithms of what the running build takes in
// times of the other, one a process.

import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageFolder } from '../measure/package-folder.ts'
import { median, sortSamples } from '../measure/statistics/samples.ts'
import { warmUpCut } from '../measure/statistics/warm-up-cut.ts'
import type { SampleBlock } from '../run/sample-block.ts'
import { withMinutes, withProcesses } from './in-child.ts'
import { runDescribed, type Description, type Effort, type SuiteOptions } from './suite.ts'
import type { NamedSuite } from './suites.ts'

export interface Duets {
  readonly rounds: number
  readonly waitedShare: number
  readonly busyShare: number
  readonly cases: readonly DuetCase[]
  readonly notes: readonly string[]
}

export interface DuetCase {
  readonly name: string
  readonly regime: string
  readonly isElapsed: boolean
  /** By round. */
  readonly logRatios: readonly number[]
}

/** Throws as `measureInChildren` does. */
export async function measureDuets(suite: NamedSuite, folder: string, options: SuiteOptions): Promise<Duets> {
  const asked = withMinutes(suite, options)
  const other = isSame(folder) ? copyOfThis() : undefined
  try {
    return await withProcesses(suite, { ...options, against: other ?? folder }, async (described, seats) => {
      const description = seated(described, options.effort)
      const { run, notes } = await runDescribed({ name: suite.name, description, seats }, asked)
      return duetsOf(run.blocks, run.rounds, description, notes)
    })
  } finally {
    if (other !== undefined) rmSync(other, { recursive: true })
  }
}

/**
 * Both builds suffer from what shares their process, so in a quick run all cases do; but half of what a case leaves to the
 * collector is then paid by its neighbours, and a change of it looks smaller than it is.
 */
function seated(description: Description, effort: Effort): Description {
  const { rounds } = description.sampling
  const sampling = { ...description.sampling, sampleNs: Math.min(description.sampling.sampleNs, SAMPLE_NS) }
  if (effort !== 'quick') return { ...description, sampling }
  return {
    ...description,
    cases: description.cases.map((one) => ({ ...one, seat: 'all' })),
    sampling: { ...sampling, rounds: Math.max(rounds, QUICK_ROUNDS), ...QUICK_SAMPLES },
  }
}

const SAMPLE_NS = 5e6
/** More duets tell more than longer ones. */
const QUICK_ROUNDS = 12
const QUICK_SAMPLES = { leastSamples: 6, mostSamples: 6 }

function duetsOf(
  blocks: readonly SampleBlock[],
  rounds: number,
  { cases }: Description,
  notes: readonly string[],
): Duets {
  return {
    rounds,
    waitedShare: median(sortSamples(blocks.map(({ waitedShare }) => waitedShare))),
    busyShare: median(sortSamples(blocks.map(({ busyShare = 0 }) => busyShare))),
    cases: cases.flatMap(({ name, display }) => {
      const own = blocks.filter((block) => block.name === name)
      const isElapsed = display.isElapsed === true
      return own.length === 0 ? [] : [{ name, regime: display.regime, isElapsed, logRatios: logRatios(own) }]
    }),
    notes,
  }
}

/** One cut for both sides: it is one process that warms up. */
function logRatios(blocks: readonly SampleBlock[]): readonly number[] {
  const cut = warmUpCut(blocks.flatMap(({ operationNs, baselineNs }) => [operationNs, baselineNs]))
  const middle = (samples: readonly number[]) => median(sortSamples(samples.slice(cut)))
  return blocks.map(({ operationNs, baselineNs }) => Math.log(middle(operationNs) / middle(baselineNs)))
}

function isSame(folder: string): boolean {
  try {
    return realpathSync(folder) === realpathSync(packageFolder())
  } catch {
    return false
  }
}

/** Modules of one path are one instance, whose compiled code both sides would share: the same program has to be another. */
function copyOfThis(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tickbench-same-'))
  for (const part of ['dist', 'package.json'])
    cpSync(join(packageFolder(), part), join(folder, part), { recursive: true })
  // Installed, its packages are beside it.
  const own = join(packageFolder(), 'node_modules')
  symlinkSync(existsSync(own) ? own : join(packageFolder(), '..'), join(folder, 'node_modules'))
  return folder
}
