// A suite whose operations take what they are said to take.

import { elapsedStopwatch } from '../../measure/stopwatch.ts'
import type { Suite } from '../suite.ts'

/** Every operation takes `ns`. */
export function inventedSuite(names: readonly string[], ns: number, closed: () => unknown = () => undefined): Suite {
  return {
    name: 'invented',
    cases: names.map((name) => ({
      name,
      scenario: name,
      target: 'nothing',
      parameters: {},
      display: { regime: 'all', peers: [] },
    })),
    executor: { open: () => ({ operation: (operations) => ns * operations }) },
    stopwatch: elapsedStopwatch(),
    facts: {},
    notes: [],
    close: () => Promise.resolve(void closed()),
  }
}
