// Suite `card`: what a card takes for everything that payments ask of it, each operation beside an echo of the same sizes
// that is subtracted with its interval. A card in a reader is timed by the host's clock. An emulated one with a profile
// is told twice, by its time model and by the host that plays it: two columns that are never mixed.

import { assumptionsOf } from '../../../card-applets/time/assumptions.ts'
import type { BenchResult } from '../../measure/result.ts'
import { elapsedStopwatch, type NamedStopwatch } from '../../measure/stopwatch.ts'
import { CaseLost, type Executor, type TimedOperations } from '../../run/executor.ts'
import type { CardRequest, Derived, Effort, OpenableSuite, Sampling, Suite } from '../suite.ts'
import type { SuiteCase } from '../suite-case.ts'
import type { Repeated, TimeExchange } from './exchange.ts'
import { modelledResult } from './modelled.ts'
import { OperationMissing } from './operation.ts'
import { openPlace, type Place } from './place.ts'
import { surveyOf, type Survey } from './survey.ts'
import { whyLost } from './survivable.ts'

export const cardSuite: OpenableSuite = {
  async open({ seed, effort, card = DEFAULT_REQUEST }) {
    const place = await openPlace(card, seed)
    try {
      return suiteOn(place, await surveyOf(place, card), effort, card)
    } catch (error) {
      await place.close()
      throw error
    }
  },
}

const DEFAULT_REQUEST: CardRequest = { reader: 'emulated:', suite: 'p256', mayChange: false }

/** Each with what the profile's time model says. Exported for the tests. */
export async function modelAll(repeated: readonly Repeated[]): Promise<Derived> {
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

const NOTHING: Derived = { results: [], notes: [] }

function suiteOn(place: Place, { repeated, notes }: Survey, effort: Effort, { profile }: CardRequest): Suite {
  // An exchange is too short to be waited in, and reading how long this thread waited costs as much as an exchange.
  const stopwatch = elapsedStopwatch()
  return {
    name: 'card',
    cases: repeated.map((one) => caseOf(one)),
    executor: hostExecutor(place, repeated, stopwatch),
    stopwatch,
    yardstick: !place.isReal,
    ...(place.isReal && { keepsProcess: true }),
    sampling: place.isReal ? REAL[effort] : EMULATED[effort],
    facts: place.facts,
    notes: [place.line, ...notes],
    derive: () => (profile === undefined ? NOTHING : modelAll(repeated)),
    ...(profile !== undefined && { assumptions: assumptionsOf(profile) }),
    close: () => place.close(),
  }
}

/** All operations in one process: a card is opened, asked for everything and left. */
const SESSION = 'card'

const EMULATED: Readonly<Record<Effort, Partial<Sampling>>> = {
  quick: { sampleNs: 3e5, leastSamples: 8, mostSamples: 8 },
  usual: { sampleNs: 1e6, leastSamples: 12, mostSamples: 12 },
  thorough: { sampleNs: 4e6, leastSamples: 12, mostSamples: 12 },
}
/** One operation a sample, so that the latencies of single operations are seen; each process is a session with the card. */
const REAL: Readonly<Record<Effort, Partial<Sampling>>> = {
  quick: { sampleNs: 0, leastSamples: 5, mostSamples: 5 },
  usual: { sampleNs: 0, leastSamples: 5, mostSamples: 5 },
  thorough: { sampleNs: 0, leastSamples: 9, mostSamples: 9 },
}

function caseOf(one: Repeated): SuiteCase {
  const { name, kind, commands = 1, times = 1 } = one.operation
  return {
    name,
    scenario: name,
    target: kind.name,
    parameters: { commands, times },
    seat: SESSION,
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
