// Suite `card`: what a card takes for everything that payments ask of it, each operation beside an echo of the same sizes
// that is subtracted with its interval. A card in a reader is timed by the host's clock. An emulated one with a profile
// is told twice, by its time model and by the host that plays it: two columns that are never mixed.

import { assumptionsOf } from '../../../card-applets/time/assumptions.ts'
import type { BenchDocument, BenchResult } from '../../measure/result.ts'
import { elapsedStopwatch, type NamedStopwatch } from '../../measure/stopwatch.ts'
import { CaseLost, type Executor, type TimedOperations } from '../../run/executor.ts'
import { measureSuite, type CardRequest, type Effort, type Sampling, type Suite, type SuiteOptions } from '../suite.ts'
import type { SuiteCase } from '../suite-case.ts'
import type { Repeated, TimeExchange } from './exchange.ts'
import { modelledResult } from './modelled.ts'
import { OperationMissing } from './operation.ts'
import { openPlace, type Place } from './place.ts'
import { surveyOf, type Survey } from './survey.ts'
import { whyLost } from './survivable.ts'

/** Throws `SampleLogError` for a samples file of another run, and `WireFailure`. */
export async function measureCardSuite(options: SuiteOptions): Promise<BenchDocument> {
  const request = options.card ?? DEFAULT_REQUEST
  const place = await openPlace(request, options.seed)
  try {
    const survey = await surveyOf(place, request)
    const document = await measureSuite(hostSuite(place, survey, options.effort), options)
    const model = request.profile === undefined ? NOTHING : await modelAll(survey.repeated)
    return {
      ...document,
      results: [...document.results, ...model.results],
      ...(request.profile !== undefined && { assumptions: assumptionsOf(request.profile) }),
      notes: [place.line, ...document.notes, ...model.notes],
    }
  } finally {
    await place.close()
  }
}

const DEFAULT_REQUEST: CardRequest = { reader: 'emulated:', suite: 'p256', mayChange: false }

/** Each with what the profile's time model says. Exported for the tests. */
export async function modelAll(repeated: readonly Repeated[]): Promise<Model> {
  const results: BenchResult[] = []
  const notes: string[] = []
  for (const one of repeated) {
    try {
      results.push(await modelledResult(one, regimeOf(one)))
    } catch (error) {
      if (!(error instanceof OperationMissing)) throw error
      notes.push(`not modelled: ${error.message}`)
    }
  }
  return { results, notes }
}

export interface Model {
  readonly results: readonly BenchResult[]
  readonly notes: readonly string[]
}

const NOTHING: Model = { results: [], notes: [] }

function hostSuite(place: Place, { repeated, notes }: Survey, effort: Effort): Suite {
  // An exchange is too short to be waited in, and reading how long this thread waited costs as much as an exchange.
  const stopwatch = elapsedStopwatch()
  return {
    name: 'card',
    cases: repeated.map((one) => caseOf(one)),
    executor: hostExecutor(place, repeated, stopwatch),
    stopwatch,
    yardstick: !place.isReal,
    sampling: place.isReal ? REAL : EMULATED[effort],
    facts: place.facts,
    notes,
  }
}

const EMULATED: Readonly<Record<Effort, Partial<Sampling>>> = {
  quick: { sampleNs: 3e5, warmUpNs: 2e6 },
  usual: { sampleNs: 1e6, warmUpNs: 2e7 },
  thorough: { sampleNs: 4e6, warmUpNs: 1e8 },
}
/**
 * One operation a sample, so that the latencies of single operations are seen. A card needs no warming up beyond the
 * first operation of each kind, which the survey was.
 */
const REAL: Partial<Sampling> = { sampleNs: 0, warmUpNs: 0 }

function caseOf(one: Repeated): SuiteCase {
  const { name, kind, commands = 1, times = 1 } = one.operation
  return {
    name,
    scenario: name,
    target: kind.name,
    parameters: { commands, times },
    display: { regime: regimeOf(one), unitsPerOperation: commands * times, peers: [] },
  }
}

/** What has nothing to subtract must not stand beside what has. */
function regimeOf({ operation, hasBaseline, isBaseline }: Repeated): string {
  return hasBaseline || isBaseline ? operation.group : `${operation.group}, exchange included`
}

function hostExecutor(place: Place, repeated: readonly Repeated[], { start }: NamedStopwatch): Executor {
  const byName = new Map(repeated.map((one) => [one.operation.name, one]))
  const time: TimeExchange = async (exchange) => {
    const stop = start()
    const response = await exchange()
    return { response, ns: stop() }
  }
  return {
    open({ name }) {
      const one = byName.get(name)
      if (one === undefined) throw new TypeError(`no operation ${name}`)
      const { baselineOnce } = one
      return {
        operation: often(place, one, () => one.once(time)),
        ...(baselineOnce !== undefined && { baseline: often(place, one, () => baselineOnce(time)) }),
      }
    },
  }
}

/** What a card in a reader no longer does ends its operation and leaves the others. */
function often({ isReal }: Place, { card }: Repeated, once: () => Promise<number>): TimedOperations {
  return async (operations) => {
    try {
      let totalNs = 0
      for (let done = 0; done < operations; done += 1) totalNs += await once()
      return totalNs
    } catch (error) {
      throw isReal ? new CaseLost(await whyLost(error, card), { cause: error }) : error
    }
  }
}
