// What a run will measure, complete before it starts: equal plans give equal schedules on any machine, and a run that
// was interrupted can tell whether it may go on. A case is one scenario on one target with one set of parameters.

import * as v from 'valibot'
import { NUMBER, type Declared } from '../measure/json-document.ts'

const PARAMETERS = v.record(v.string(), v.union([v.string(), NUMBER]))

const CASE = v.object({
  /** Unlike all others of the plan. */
  name: v.string(),
  scenario: v.string(),
  target: v.string(),
  parameters: PARAMETERS,
})
export type Case = Declared<typeof CASE>

export const PLAN = v.object({
  suite: v.string(),
  /** Decides the order of everything, never what is measured. */
  seed: NUMBER,
  cases: v.array(CASE),
  /** Blocks of each case; every round holds one block of every case, in an order of its own. */
  rounds: NUMBER,
  samplesPerBlock: NUMBER,
  /** Aimed at by choosing how many operations make a sample; 0 for one operation a sample. */
  sampleNs: NUMBER,
  /** Time that each case gets before it counts, whenever the run starts or goes on. */
  warmUpNs: NUMBER,
})
export type Plan = Declared<typeof PLAN>

/** Throws `RangeError` for a plan that cannot be run. */
export function checkPlan({ cases, rounds, samplesPerBlock, sampleNs, warmUpNs, seed }: Plan): void {
  const wholes = { rounds, samplesPerBlock }
  for (const [name, value] of Object.entries(wholes)) {
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} ${value} in a plan`)
  }
  if (!(sampleNs >= 0) || !(warmUpNs >= 0)) throw new RangeError('a negative time in a plan')
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed ${seed} is not a whole number`)
  if (cases.length === 0) throw new RangeError('a plan without cases')
  if (new Set(cases.map(({ name }) => name)).size < cases.length) throw new RangeError('two cases of one name')
}
