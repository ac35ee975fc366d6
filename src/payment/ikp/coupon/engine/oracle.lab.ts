// A million random payments, good and bad: the engine, on one thread and on three, decides as the slow implementation.
// Too slow for `npm test`, which holds sixty thousand against it; needs nothing that is not always there.

import { expect, it } from 'vitest'
import { webAssemblyKernel } from '../../../../chain/kernel/webassembly.ts'
import { createEngine, type EngineOptions } from './engine.ts'
import { createEnginePool } from './pool.ts'
import { VERDICTS, type PaymentVerdict } from './verdict.ts'
import { CAPACITY, compareWithOracle, emptied, LONGEST_SKIP } from './testing/random-payments.ts'
import { startFromSource } from './testing/start-from-source.ts'

const MILLION = 1_000_000
const MOST_IN_BATCH = 1000
/** Twenty batches of 500 payments each on average, and some to spare. */
const ROUNDS = 104

const options = (): EngineOptions => ({
  kernel: webAssemblyKernel('indexed'),
  capacity: CAPACITY,
  longestSkip: LONGEST_SKIP,
})

function expectMillion(seen: ReadonlyMap<PaymentVerdict, number>): void {
  expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(MILLION)
  expect([...seen.keys()].sort()).toEqual([...VERDICTS].sort())
}

it('on one thread', { timeout: 300_000 }, () => {
  expectMillion(compareWithOracle(() => createEngine(options()), ROUNDS, MOST_IN_BATCH))
})

it('on three threads', { timeout: 300_000 }, async () => {
  const pool = createEnginePool({ ...options(), threads: 3, handOff: 1, start: startFromSource })
  await pool.ready
  expectMillion(compareWithOracle(() => emptied(pool.engine), ROUNDS, MOST_IN_BATCH))
  await pool.stop()
})
