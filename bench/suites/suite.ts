// What all suites share: what a suite says of itself, how much time a run takes, and the document at the end. A suite is
// opened in every process that measures a part of it (measuring-child.ts), and once in one that only describes it.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { CardSetting } from '../../card-applets/time/card-profiles.ts'
import type { SuiteName } from '../../src/crypto/crypto.ts'
import { whereDiffers } from '../measure/comparable.ts'
import { readEnvironment, type Environment } from '../measure/environment.ts'
import { findResult } from '../measure/find-result.ts'
import type { BenchDocument, BenchResult } from '../measure/result.ts'
import type { NamedStopwatch } from '../measure/stopwatch.ts'
import { caseId, documentOf } from '../run/document.ts'
import type { Executor } from '../run/executor.ts'
import type { Case, Plan } from '../run/plan.ts'
import type { PilotedCase } from '../run/pilot.ts'
import { runRounds, type Rounds, type RoundsOptions, type Seats } from '../run/rounds.ts'
import { openSampleLog } from '../run/sample-log.ts'
import type { LostCase } from '../run/seat.ts'
import { coreClockCase, withCoreClock } from './core-clock.ts'
import type { SuiteCase } from './suite-case.ts'

/** `quick` is for a look, `thorough` for what is published. */
export type Effort = 'quick' | 'usual' | 'thorough'

/** Processes that have ended, processes in all, both rising evenly with time; and the whole rounds so far. */
export type SuiteProgress = (done: number, total: number, rounds: number) => void

/** A run was stopped before its first round was whole. */
export class NothingMeasured extends Error {
  constructor() {
    super('interrupted before the first round was measured')
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

/** A run could not be judged beside the earlier ones. `message` is one line: what differs, what to do. */
export class NotComparable extends Error {
  constructor(what: string) {
    super(`a run that differs in ${what} is not judged: measure both alike (--different-machine shows the table alone)`)
    this.name = 'NotComparable'
  }
}

/** What decides what is measured. Plain data: it crosses to the processes that measure. */
export interface SuiteTerms {
  readonly seed: number
  readonly effort: Effort
  /** For suites that use a card. */
  readonly card?: CardRequest
}

export interface SuiteOptions extends SuiteTerms {
  readonly progress?: SuiteProgress
  /** Ends the run at once; the document then holds the rounds that are whole. */
  readonly signal?: AbortSignal
  /** A file of raw samples, JSON Lines; where it exists already, its run goes on. */
  readonly samplesFile?: string
  /** Other than the effort says. */
  readonly rounds?: number
  readonly minutes?: number
  /** Earlier runs that this one will be compared with: it is sampled as they were, or refused. */
  readonly comparedWith?: readonly BenchDocument[]
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

/** A suite as it stands open in one process. */
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
  /** All rounds in one process: a card that dials in does so once, and nobody wants to consent anew each time. */
  readonly keepsProcess?: true
  readonly facts: Readonly<Record<string, string | number>>
  readonly notes: readonly string[]
  /** What is counted or modelled and not timed; shown behind what was. Asked once a run, in a process of its own. */
  readonly derive?: () => Promise<Derived> | Derived
  /** What its modelled results rest on. */
  readonly assumptions?: readonly string[]
  close?(): Promise<void>
}

export interface Derived {
  readonly results: readonly BenchResult[]
  readonly notes: readonly string[]
}

/** What a process says of a suite that is open in it. Plain data. */
export interface Description {
  readonly cases: readonly SuiteCase[]
  readonly yardstick: boolean
  readonly keepsProcess: boolean
  readonly sampling: Sampling
  readonly environment: Environment
  readonly derived: readonly BenchResult[]
  readonly assumptions: readonly string[]
  readonly notes: readonly string[]
}

/** What the module of a suite gives. */
export interface OpenableSuite {
  /** In every process that measures a part of it. */
  readonly open: (terms: SuiteTerms) => Promise<Suite> | Suite
  /** Where the run ends. */
  readonly finish?: FinishDocument
}

/** What a suite adds to the document of its run: growth, sentences. */
export type FinishDocument = (document: BenchDocument, terms: SuiteTerms) => BenchDocument

/** Throws `NothingMeasurable` for a suite without cases, and `TypeError` as `checkIds`. */
export async function describeSuite(suite: Suite, { effort }: SuiteTerms): Promise<Description> {
  const { yardstick = true, keepsProcess, stopwatch, facts, derive, assumptions = [], notes } = suite
  if (suite.cases.length === 0) throw new NothingMeasurable(notes.join('; '))
  checkIds(suite.cases)
  const derived = (await derive?.()) ?? { results: [], notes: [] }
  return {
    cases: suite.cases,
    yardstick,
    keepsProcess: keepsProcess === true,
    sampling: { ...EFFORTS[effort], ...suite.sampling },
    environment: readEnvironment({ effort, time: stopwatch.name, ...COLLECTOR, ...facts }),
    derived: derived.results,
    assumptions,
    notes: [...notes, ...derived.notes, ...(isCompiled() ? [] : [NOT_COMPILED])],
  }
}

/** With the yardstick, which is measured in every process. */
export function executorOf({ executor, stopwatch }: Suite): Executor {
  return withCoreClock(executor, stopwatch.start)
}

export interface DescribedSuite {
  readonly name: string
  readonly description: Description
  readonly seats: Seats
  readonly finish: FinishDocument | undefined
}

/**
 * Throws `SampleLogError` for a samples file of another run, `NotComparable`, `NothingMeasured`, `NothingMeasurable`, and
 * whatever the seats throw.
 */
export async function measureDescribed(described: DescribedSuite, options: SuiteOptions): Promise<BenchDocument> {
  const { description, finish } = described
  const { environment, assumptions, derived } = description
  const { plan, run, notes } = await runDescribed(described, options)
  const displays = new Map(description.cases.map((one) => [one.name, one.display]))
  const timed = documentOf({ plan, ...run, environment, notes }, displays)
  const whole = {
    ...timed,
    results: [...timed.results, ...derived],
    ...(assumptions.length > 0 && { assumptions }),
  }
  return finish === undefined ? whole : finish(whole, options)
}

export interface DescribedRun {
  readonly plan: Plan
  readonly run: Rounds
  readonly notes: readonly string[]
}

/** The samples of it. Throws as `measureDescribed` does. */
export async function runDescribed(
  { name, description, seats }: Omit<DescribedSuite, 'finish'>,
  options: SuiteOptions,
): Promise<DescribedRun> {
  const { environment, sampling, cases } = description
  const odd = options.comparedWith?.map((before) => whereDiffers(before.environment, environment)).find(Boolean)
  if (odd !== undefined) throw new NotComparable(odd)
  const plan = planOf(name, description, options)
  const { samplesFile } = options
  const store =
    samplesFile === undefined ? undefined : openSampleLog(samplesFile, { plan, machine: machineOf(environment) })
  const run = await runRounds(plan, seats, {
    ...roundsOptions(sampling, options),
    ...(store !== undefined && { store }),
    sampling: samplingOf(cases, options.comparedWith?.[0]),
  })
  if (run.lost.length === cases.length) throw new NothingMeasurable(lostNotes(run.lost).join('; '))
  if (run.rounds === 0) throw new NothingMeasured()
  const early = run.rounds < plan.rounds ? [`${run.rounds} of ${plan.rounds} rounds: ${whyEarly(options)}`] : []
  return { plan, run, notes: [...description.notes, ...lostNotes(run.lost), ...early] }
}

/** What must not change between a run and its continuation; the clock's grain is measured anew each time and differs always. */
function machineOf(environment: Environment): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(environment).filter(([field]) => field !== 'clockGrainNs'))
}

function planOf(suite: string, { cases, sampling, yardstick }: Description, { seed, rounds }: SuiteOptions): Plan {
  const plain = cases.map(plainCase)
  const seats = [...new Set(plain.map(({ seat }) => seat))]
  const { sampleNs, leastSamples, mostSamples } = sampling
  return {
    suite,
    seed,
    cases: [...plain, ...(yardstick ? seats.map(coreClockCase) : [])],
    rounds: rounds ?? sampling.rounds,
    sampleNs,
    leastSamples,
    mostSamples,
  }
}

function roundsOptions({ minutes, pauseMs }: Sampling, options: SuiteOptions): RoundsOptions {
  return {
    capNs: (options.minutes ?? minutes) * 60e9,
    pauseMs,
    ...(options.progress !== undefined && { progress: options.progress }),
    signal: options.signal,
  }
}

/** Of the cases that a document tells it of. */
function samplingOf(cases: readonly SuiteCase[], before: BenchDocument | undefined): readonly PilotedCase[] {
  return cases.flatMap((one) => {
    const timed = before?.results.filter(({ origin }) => origin === 'measured') ?? []
    const { operations, samplesPerProcess: samples } = findResult({ results: timed }, caseId(one)) ?? {}
    return operations === undefined || samples === undefined ? [] : [{ name: one.name, operations, samples }]
  })
}

function whyEarly({ signal }: SuiteOptions): string {
  return signal?.aborted === true ? 'it was interrupted' : 'its time was up (--minutes gives it more)'
}

/** Throws `TypeError` where two cases share an id, or one is compared with what is no case: its figure would be missing. */
export function checkIds(cases: readonly SuiteCase[]): void {
  const ids = new Set(cases.map(caseId))
  if (ids.size < cases.length) throw new TypeError('two cases of one id')
  const peers = cases.flatMap(({ display: { peers, answers = [] } }) => [...peers, ...answers])
  const strange = peers.find((peer) => !ids.has(peer))
  if (strange !== undefined) throw new TypeError(`a case is compared with ${strange}, which is none`)
}

function lostNotes(lost: readonly LostCase[]): readonly string[] {
  return lost.map(({ name, why }) => `not measured to the end, ${why}: ${name}`)
}

/** What is written to the samples file: how a case is shown may change without spoiling a run. */
function plainCase({ name, scenario, target, parameters, seat }: SuiteCase): Case {
  return { name, scenario, target, parameters, seat: seat ?? name }
}

export type Sampling = Pick<Plan, 'rounds' | 'sampleNs' | 'leastSamples' | 'mostSamples'> & {
  /** No round begins that would hardly end within them. */
  readonly minutes: number
  /** Between rounds, at most: neighbours in time are alike, and a run should see more than one state of the machine. */
  readonly pauseMs: number
}

/** Intervals rest on rounds: eight are the fewest that stand without a doubt. */
export const EFFORTS: Readonly<Record<Effort, Sampling>> = {
  quick: { rounds: 8, sampleNs: 10e6, leastSamples: 8, mostSamples: 12, minutes: 1, pauseMs: 0 },
  usual: { rounds: 30, sampleNs: 10e6, leastSamples: 8, mostSamples: 24, minutes: 5, pauseMs: 2000 },
  thorough: { rounds: 60, sampleNs: 10e6, leastSamples: 8, mostSamples: 24, minutes: 25, pauseMs: 2000 },
}

const COLLECTOR: Readonly<Record<string, string>> = process.execArgv.includes('--single-threaded-gc')
  ? { collector: 'on the measured thread' }
  : {}

const NOT_COMPILED = 'run from the sources through a loader: build and run the compiled output for figures to quote'

function isCompiled(): boolean {
  const here = fileURLToPath(import.meta.url)
  return here.endsWith('.js') && existsSync(here)
}
