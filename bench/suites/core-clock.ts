// A yardstick in every process that measures: multiplications that wait for each other, about four processor cycles a step on
// today's x86-64 and ARM cores, without memory and without allocation. It shows how fast the processor ran just then, so
// that a run on a throttled or crowded machine can be compared with one on a quiet machine.

import { CORE_CLOCK, CORE_CLOCK_STEPS } from '../measure/result.ts'
import type { Stopwatch } from '../measure/stopwatch.ts'
import { timed, type Executor } from '../run/executor.ts'
import type { Case } from '../run/plan.ts'

export function coreClockCase(seat: string): Case {
  return {
    name: `${CORE_CLOCK} of ${seat}`,
    scenario: CORE_CLOCK,
    target: 'processor',
    parameters: { steps: CORE_CLOCK_STEPS },
    seat,
  }
}

/** The executor of a suite, which also answers for the yardstick. */
export function withCoreClock(inner: Executor, start: Stopwatch): Executor {
  return {
    open: (one) => (one.scenario === CORE_CLOCK ? { operation: timed(start, multiplySteps()) } : inner.open(one)),
  }
}

function multiplySteps(): (operations: number) => void {
  let kept = 1
  return (operations) => {
    let value = kept
    for (let step = 0; step < operations * CORE_CLOCK_STEPS; step += 1) value = Math.imul(value, 0x9e3779b1) ^ step
    kept = value | 1
  }
}
