// A case of the suite `chain`: what is shown of it, and how it is made ready.

import type { Stopwatch } from '../measure/stopwatch.ts'
import { timed, type Executor, type Subject } from '../run/executor.ts'
import type { SuiteCase } from './suite-case.ts'

export interface ChainCase extends SuiteCase {
  readonly open: (start: Stopwatch) => Subject | Promise<Subject>
}

/** A case that repeats one thing; `ready` gives the loop. */
export function repeating(ready: () => (operations: number) => void): ChainCase['open'] {
  return (start) => ({ operation: timed(start, ready()) })
}

export function chainExecutor(cases: readonly ChainCase[], start: Stopwatch): Executor {
  const byName = new Map(cases.map((one) => [one.name, one]))
  return {
    open({ name }) {
      const found = byName.get(name)
      if (found === undefined) throw new TypeError(`no case ${name}`)
      return found.open(start)
    },
  }
}
