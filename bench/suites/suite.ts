// What all suites share: how much time they take, where samples go, and the document at the end.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { CardSetting } from '../../card-applets/time/card-profiles.ts'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import { readEnvironment, readMachine } from '../measure/environment.ts'
import type { BenchDocument, BenchResult } from '../measure/result.ts'
import { watchStolenTime } from '../measure/stolen-time.ts'
import type { NamedStopwatch } from '../measure/stopwatch.ts'
import { caseId, documentOf } from '../run/document.ts'
import type { Executor } from '../run/executor.ts'
import type { Case, Plan } from '../run/plan.ts'
import { runPlan, type RunOptions } from '../run/runner.ts'
import { openSampleLog } from '../run/sample-log.ts'
import { coreClockCase, withCoreClock } from './core-clock.ts'
import type { SuiteCase } from './suite-case.ts'

/** `quick` is for a look, `thorough` for what is published. */
export type Effort = 'quick' | 'usual' | 'thorough'

/** Work done, work in all, in a unit of its own, both rising evenly with time; and the blocks measured so far. */
export type SuiteProgress = (done: number, total: number, blocks: number) => void

/** A run was stopped before its first block. */
export class NothingMeasured extends Error {
  constructor() {
    super('interrupted before the first block was measured')
    this.name = 'NothingMeasured'
  }
}

/** The card, or whatever the suite measures, does nothing of what the suite asks for. `message` says why. */
export class NothingMeasurable extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NothingMeasurable'
  }
}

export interface SuiteOptions {
  readonly seed: number
  readonly effort: Effort
  readonly progress?: SuiteProgress
  /** Ends the run after the block being measured; the document then holds what there is. */
  readonly signal?: AbortSignal
  /** A file of raw samples, JSON Lines; where it exists already, its run goes on. */
  readonly samplesFile?: string
  /** For suites that use a card. */
  readonly card?: CardRequest
}

/** Which card a suite is to use. Plain data: it crosses to the process that measures. */
export interface CardRequest {
  /** As given to `--reader`. */
  readonly reader: string
  /** A card profile, with its wire where it has several: modelled time beside the host's. */
  readonly profile?: CardSetting
  readonly suite: SuiteName
  /** Without it a card that is not emulated is only read. */
  readonly mayChange: boolean
  /** The file of its issuer; else each card in a reader has one in the folder of issuers. */
  readonly issuer?: string | undefined
}

export interface Suite {
  readonly name: string
  readonly cases: readonly SuiteCase[]
  readonly executor: Executor
  /** How its samples are timed. */
  readonly stopwatch: NamedStopwatch
  /** Whether times are told in steps of the processor as well: not those of a card in a reader. True unless given. */
  readonly yardstick?: boolean
  /** Other than the effort says: a card answers as slowly as it does. */
  readonly sampling?: Partial<Sampling>
  readonly facts: Readonly<Record<string, string | number>>
  /** What was counted and not timed; shown behind what was. */
  readonly counted?: readonly BenchResult[]
  readonly notes: readonly string[]
}

/**
 * Throws `SampleLogError` for a samples file of another run, `NothingMeasured`, `NothingMeasurable`, and whatever the
 * executor throws.
 */
export async function measureSuite(suite: Suite, options: SuiteOptions): Promise<BenchDocument> {
  const { seed, effort, samplesFile, progress, signal } = options
  const cases = suite.yardstick === false ? suite.cases : [...suite.cases, coreClockCase]
  if (cases.length === 0) throw new NothingMeasurable(suite.notes.join('; '))
  checkIds(cases)
  const sampling = { ...EFFORTS[effort], ...suite.sampling }
  const plan: Plan = { suite: suite.name, seed, cases: cases.map(plainCase), ...sampling }
  const facts = { effort, time: suite.stopwatch.name, ...suite.facts }
  const environment = readEnvironment(facts)
  const machine = { ...readMachine(), facts }
  const stolen = watchStolenTime()
  const store = samplesFile === undefined ? undefined : openSampleLog(samplesFile, { plan, machine })
  const lost = new Map<string, string>()
  const blocks = await runPlan(plan, withCoreClock(suite.executor, suite.stopwatch.start), {
    ...(store !== undefined && { store }),
    ...(progress !== undefined && evenly(plan, progress, store?.kept.length ?? 0)),
    ...(signal !== undefined && { signal }),
    lost: (name, why) => void lost.set(name, why),
  })
  if (lost.size === cases.length) throw new NothingMeasurable(lostNotes(lost).join('; '))
  if (blocks.length === 0) throw new NothingMeasured()
  const planned = (cases.length - lost.size) * plan.rounds
  const stopped = blocks.length < planned ? [`ended early: ${blocks.length} of ${planned} blocks were measured`] : []
  const notes = [...suite.notes, ...lostNotes(lost), ...stopped, ...(isCompiled() ? [] : [NOT_COMPILED])]
  const display = new Map(cases.map((one) => [one.name, one.display]))
  const timed = documentOf({ plan, blocks, environment, stolenShare: stolen.share(), notes }, display)
  return { ...timed, results: [...timed.results, ...(suite.counted ?? [])] }
}

/** Throws `TypeError` where two cases share an id, or one is compared with what is no case: its figure would be missing. */
export function checkIds(cases: readonly SuiteCase[]): void {
  const ids = new Set(cases.map(caseId))
  if (ids.size < cases.length) throw new TypeError('two cases of one id')
  const peers = cases.flatMap(({ display: { peers, answers = [] } }) => [...peers, ...answers])
  const strange = peers.find((peer) => !ids.has(peer))
  if (strange !== undefined) throw new TypeError(`a case is compared with ${strange}, which is none`)
}

function lostNotes(lost: ReadonlyMap<string, string>): readonly string[] {
  return [...lost].map(([name, why]) => `not measured to the end, ${why}: ${name}`)
}

/** Warming up is counted in blocks as well, so that the time left can be told from the start. */
function evenly(plan: Plan, progress: SuiteProgress, kept: number): Pick<RunOptions, 'progress' | 'warmingUp'> {
  const { cases, rounds, warmUpNs, sampleNs, samplesPerBlock } = plan
  const warmUp = cases.length * (warmUpNs / Math.max(sampleNs * samplesPerBlock, 1))
  const all = warmUp + cases.length * rounds
  return {
    warmingUp: (done, total) => progress((done / total) * warmUp, all, kept),
    progress: (done) => progress(warmUp + done, all, done),
  }
}

/** What is written to the samples file: how a case is shown may change without spoiling a run. */
function plainCase({ name, scenario, target, parameters }: SuiteCase): Case {
  return { name, scenario, target, parameters }
}

export type Sampling = Pick<Plan, 'rounds' | 'samplesPerBlock' | 'sampleNs' | 'warmUpNs'>

/** At least as many rounds as an interval wants (20). */
const EFFORTS: Readonly<Record<Effort, Sampling>> = {
  quick: { rounds: 21, samplesPerBlock: 1, sampleNs: 5e6, warmUpNs: 5e7 },
  usual: { rounds: 41, samplesPerBlock: 1, sampleNs: 20e6, warmUpNs: 2e8 },
  thorough: { rounds: 151, samplesPerBlock: 1, sampleNs: 40e6, warmUpNs: 5e8 },
}

const NOT_COMPILED = 'run from the sources through a loader: build and run the compiled output for figures to quote'

function isCompiled(): boolean {
  const here = fileURLToPath(import.meta.url)
  return here.endsWith('.js') && existsSync(here)
}
