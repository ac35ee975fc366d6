// `bench noise`: equal programs measured again and again on this machine, so that what `--against` and `--baseline` find
// here, and how often they are wrong, is itself measured.

import type { Others } from '../words/others.ts'
import { packageFolder } from '../measure/package-folder.ts'
import type { Pool } from '../measure/calibration.ts'
import { CORE_CLOCK, type BenchDocument } from '../measure/result.ts'
import { measureDuets } from './duets.ts'
import { measureInChildren } from './in-child.ts'
import type { Effort, SuiteOptions } from './suite.ts'
import type { NamedSuite } from './suites.ts'

export interface Noise {
  readonly duets: Pool
  /** What one took, in seconds. */
  readonly duetSeconds: number
  readonly runs: readonly Pool[]
  readonly runSeconds: number
  /** The share of time in which others had the processor, of the duets or of the run that had most of it. */
  /** Of the run that suffered most. */
  readonly others: Others
}

export interface NoiseBudget {
  readonly duets: number
  readonly runs: number
  readonly minutes: number
}

/** Of the quick runs that are compared with each other, and of the duets from which runs are drawn. */
export const NOISE_BUDGETS: Readonly<Record<Effort, NoiseBudget>> = {
  quick: { duets: 24, runs: 3, minutes: 6 },
  usual: { duets: 60, runs: 6, minutes: 14 },
  thorough: { duets: 150, runs: 12, minutes: 30 },
}

/** Throws as `measureInChildren` does. */
export async function measureNoise(suite: NamedSuite, options: SuiteOptions): Promise<Noise> {
  const { duets, runs } = NOISE_BUDGETS[options.effort]
  const { progress, ...rest } = options
  const total = duets + runs * RUN_IN_DUETS
  let done = 0
  const told = (share: number) => progress?.(done + share, total, 0)
  const began = performance.now()
  const quick = { ...rest, effort: 'quick', minutes: 60 } as const
  const side = await measureDuets(suite, packageFolder(), {
    ...quick,
    rounds: duets,
    progress: (part, all) => told((part / all) * duets),
  })
  done = duets
  const duetSeconds = (performance.now() - began) / 1000 / side.rounds
  const documents: BenchDocument[] = []
  const runsBegan = performance.now()
  for (let run = 0; run < runs; run += 1) {
    const own = {
      ...quick,
      seed: rest.seed + run,
      progress: (part: number, all: number) => told((part / all) * RUN_IN_DUETS),
    }
    documents.push(await measureInChildren(suite, own))
    done += RUN_IN_DUETS
  }
  const most = (share: (run: Others) => number | undefined): number =>
    Math.max(...[side, ...documents].map((run) => share(run) ?? 0))
  return {
    duets: transposed(side.cases.map(({ name, logRatios }) => ({ name, values: logRatios }))),
    duetSeconds,
    runs: documents.map(poolOf),
    runSeconds: (performance.now() - runsBegan) / 1000 / runs,
    others: { waitedShare: most(({ waitedShare }) => waitedShare), busyShare: most(({ busyShare }) => busyShare) },
  }
}

/** About as long as so many duets. */
const RUN_IN_DUETS = 12

function poolOf({ results, waitedShare = 0, busyShare = 0 }: BenchDocument): Pool {
  const timed = results.filter(({ regime, origin }) => origin === 'measured' && regime !== CORE_CLOCK)
  const pool = transposed(
    timed.map(({ name, processNs, stepNs = [] }) => ({
      name,
      values: processNs.map((ns, at) => Math.log(ns / (stepNs[at] ?? 1))),
    })),
  )
  return { ...pool, waitedShare, busyShare }
}

function transposed(figures: readonly { readonly name: string; readonly values: readonly number[] }[]): Pool {
  const processes = (figures[0]?.values ?? []).map((_, at) => figures.map(({ values }) => values[at] ?? Number.NaN))
  return { names: figures.map(({ name }) => name), processes }
}
