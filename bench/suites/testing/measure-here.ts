// A whole suite without a process of its own: what shares a process shares its fate, so its figures are for tests only.

import type { BenchDocument } from '../../measure/result.ts'
import { pilotSeat } from '../../run/pilot.ts'
import type { Seats } from '../../run/rounds.ts'
import { measureSeat } from '../../run/seat.ts'
import { describeSuite, executorOf, measureDescribed, type OpenableSuite, type SuiteOptions } from '../suite.ts'

export async function measureHere({ open, finish }: OpenableSuite, options: SuiteOptions): Promise<BenchDocument> {
  const suite = await open(options)
  try {
    const executor = executorOf(suite)
    const seats: Seats = {
      pilot: (cases, terms) => pilotSeat(cases, executor, terms),
      measure: (task) => measureSeat(task, executor, options.signal),
    }
    const description = await describeSuite(suite, options)
    return await measureDescribed({ name: suite.name, description, seats, finish }, options)
  } finally {
    await suite.close?.()
  }
}
