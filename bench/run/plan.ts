// What a run will measure, complete before it starts: equal plans give equal orders on any machine, and a run that was
// interrupted can tell whether it may go on. A case is one scenario on one target with one set of parameters. A run has
// rounds; in each of them every seat gets a fresh process, which measures the cases of that seat and ends.

import * as v from 'valibot'
import { NUMBER, type Declared } from '../measure/json-document.ts'

const PARAMETERS = v.record(v.string(), v.union([v.string(), NUMBER]))

const CASE = v.object({
  /** Unlike all others of the plan. */
  name: v.string(),
  scenario: v.string(),
  target: v.string(),
  parameters: PARAMETERS,
  /** Cases of one seat share a process, and are part of each other's figures: garbage, caches, compiled code. */
  seat: v.string(),
})
export type Case = Declared<typeof CASE>

export const PLAN = v.object({
  suite: v.string(),
  /** Decides the order of everything, never what is measured. */
  seed: NUMBER,
  cases: v.array(CASE),
  /** Processes of each seat. */
  rounds: NUMBER,
  /** A sample lasts at least as long, by as many operations as that takes; 0 for one operation a sample. */
  sampleNs: NUMBER,
  /** Samples of a case in one process: as many as its scatter asks for, between these. */
  leastSamples: NUMBER,
  mostSamples: NUMBER,
})
export type Plan = Declared<typeof PLAN>

/** Throws `RangeError` for a plan that cannot be run. */
export function checkPlan({ cases, rounds, leastSamples, mostSamples, sampleNs, seed }: Plan): void {
  const wholes = { rounds, leastSamples, mostSamples }
  for (const [name, value] of Object.entries(wholes)) {
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} ${value} in a plan`)
  }
  if (mostSamples < leastSamples) throw new RangeError('a plan that wants more samples than it allows')
  if (!(sampleNs >= 0)) throw new RangeError('a negative time in a plan')
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed ${seed} is not a whole number`)
  if (cases.length === 0) throw new RangeError('a plan without cases')
  if (new Set(cases.map(({ name }) => name)).size < cases.length) throw new RangeError('two cases of one name')
}

/** In the order of the cases. */
export function seatsOf(cases: readonly Case[]): readonly string[] {
  return [...new Set(cases.map(({ seat }) => seat))]
}
