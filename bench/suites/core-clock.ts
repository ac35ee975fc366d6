// A yardstick in every round: multiplications that wait for each other, about four processor cycles a step on today's
// x86-64 and ARM cores, without memory and without allocation. It shows how fast the processor ran just then, so that
// a run on a throttled or crowded machine can be compared with one on a quiet machine.

import { CORE_CLOCK } from '../measure/regression.ts'
import type { Stopwatch } from '../measure/stopwatch.ts'
import { timed, type Executor } from '../run/executor.ts'
import type { SuiteCase } from './suite-case.ts'

/** In one operation, about a millisecond: suites that take one operation a sample have a yardstick too. */
const STEPS = 1_000_000

export const coreClockCase: SuiteCase = {
  name: 'dependent multiplication',
  scenario: CORE_CLOCK,
  target: 'processor',
  parameters: { steps: STEPS },
  display: { regime: CORE_CLOCK, unitsPerOperation: STEPS, peers: [] },
}

/** The executor of a suite, which also answers for the yardstick's case. */
export function withCoreClock(inner: Executor, start: Stopwatch): Executor {
  return {
    open: (one) => (one.scenario === CORE_CLOCK ? { operation: timed(start, multiplySteps()) } : inner.open(one)),
  }
}

function multiplySteps(): (operations: number) => void {
  let kept = 1
  return (operations) => {
    let value = kept
    for (let step = 0; step < operations * STEPS; step += 1) value = Math.imul(value, 0x9e3779b1) ^ step
    kept = value | 1
  }
}
