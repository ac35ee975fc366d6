import { expect, it } from 'vitest'
import { checkPlan, type Plan } from './plan.ts'
import { inventedCase } from './testing/invented-executor.ts'

const plan: Plan = {
  suite: 'invented',
  seed: 1,
  cases: [inventedCase('a'), inventedCase('b')],
  rounds: 3,
  sampleNs: 1_000,
  leastSamples: 2,
  mostSamples: 3,
}

it('takes a plan that can be run', () => {
  expect(() => checkPlan(plan)).not.toThrow()
})

it.each<[string, Partial<Plan>]>([
  ['no rounds', { rounds: 0 }],
  ['half a sample', { leastSamples: 0.5 }],
  ['a negative sample', { sampleNs: -1 }],
  ['more samples than it allows', { leastSamples: 4 }],
  ['a seed that is not whole', { seed: 1.5 }],
  ['nothing to measure', { cases: [] }],
  ['two cases of one name', { cases: [inventedCase('a'), inventedCase('a')] }],
])('refuses a plan with %s', (_name, part) => {
  expect(() => checkPlan({ ...plan, ...part })).toThrow(RangeError)
})
