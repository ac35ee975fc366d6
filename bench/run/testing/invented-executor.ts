// An executor that measures nothing: it writes down in which order it was asked and gives invented times.

import type { Sampler } from '../../measure/testing/samplers.ts'
import type { Executor } from '../executor.ts'
import type { Case } from '../plan.ts'

export interface InventedExecutor extends Executor {
  /** `a`, `a baseline`, `open a`, `close a` in the order of the calls, warm-up included. */
  readonly calls: string[]
  /** Operations asked for, beside `calls`; 0 for opening and closing. */
  readonly operations: number[]
}

export interface InventedTimes {
  /** Of one operation. */
  readonly operation: Sampler
  readonly baseline?: Sampler
}

/** `timesOf` is asked once a case. */
export function inventedExecutor(timesOf: (name: string) => InventedTimes): InventedExecutor {
  const calls: string[] = []
  const operations: number[] = []
  const note = (call: string, count: number) => {
    calls.push(call)
    operations.push(count)
  }
  const taking = (call: string, sampler: Sampler) => (count: number) => {
    note(call, count)
    return sampler() * count
  }
  return {
    calls,
    operations,
    open({ name }) {
      note(`open ${name}`, 0)
      const { operation, baseline } = timesOf(name)
      return {
        operation: taking(name, operation),
        ...(baseline !== undefined && { baseline: taking(`${name} baseline`, baseline) }),
        close: () => Promise.resolve(note(`close ${name}`, 0)),
      }
    },
  }
}

export function inventedCase(name: string): Case {
  return { name, scenario: name, target: 'nothing', parameters: {}, seat: name }
}
