// Processes that are none: every seat is measured here, by an invented executor, as often as it is asked for.

import type { Executor } from '../executor.ts'
import { pilotSeat } from '../pilot.ts'
import type { Plan } from '../plan.ts'
import { runRounds, type Rounds, type RoundsOptions, type Seats } from '../rounds.ts'
import { measureSeat } from '../seat.ts'

const noCollections = () => ({ count: () => Promise.resolve(0), close: () => undefined })

/** `executorOf` is asked for each process. */
export function inventedSeats(executorOf: () => Executor): Seats {
  return {
    pilot: (cases, terms) => pilotSeat(cases, executorOf(), terms, noCollections),
    measure: (task) => measureSeat(task, executorOf()),
  }
}

/** Without a cap of time, unless given. */
export function runInvented(
  plan: Plan,
  executorOf: () => Executor,
  options: Partial<RoundsOptions> = {},
): Promise<Rounds> {
  return runRounds(plan, inventedSeats(executorOf), { capNs: Infinity, ...options })
}
