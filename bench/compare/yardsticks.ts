// What one of each counted operation takes on this host, measured beside a comparison in a few interleaved rounds, so
// that counted operations become a cost with a doubt. The work is that of suite `1996`. Nanoseconds.

import { CHAIN_ID_BYTES } from '../../src/chain/step.ts'
import { fastestKernel } from '../native/fastest-kernel.ts'
import type { EngineName, SuiteName } from '../../src/crypto/crypto.ts'
import { OPERATION_KINDS, type OperationCounts, type OperationKind } from '../../src/crypto/operations.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { processorStopwatch } from '../measure/stopwatch.ts'
import { timed, type Executor } from '../run/executor.ts'
import { pilotSeat } from '../run/pilot.ts'
import { measureSeat } from '../run/seat.ts'
import { eraExecutor } from '../suites/era.ts'

/** Kinds that cost a processor something; `cardWrite` is a card's. */
export type YardstickKind = Exclude<OperationKind, 'cardWrite'>

export const YARDSTICK_KINDS: readonly YardstickKind[] = OPERATION_KINDS.filter((kind) => kind !== 'cardWrite')

/** Of one round. */
export type Yardsticks = Readonly<Partial<Record<YardstickKind, number>>>

export interface YardstickRequest {
  readonly engine: EngineName
  readonly suite: SuiteName
  readonly kinds: readonly YardstickKind[]
  readonly seed: number
}

const ROUNDS = 9
const SAMPLES = 2

/** One entry a round, each with every kind that was asked for. */
export async function measureYardsticks({
  engine,
  suite,
  kinds,
  seed,
}: YardstickRequest): Promise<readonly Yardsticks[]> {
  const { start } = processorStopwatch()
  const random = seededRandom(seed, 'yardsticks')
  const suites = eraExecutor(start, random)
  const executor: Executor = {
    open: (subject) =>
      subject.scenario === 'chainStep' ? { operation: timed(start, chainWalk(random)) } : suites.open(subject),
  }
  const cases = kinds.map((kind) => ({
    name: kind,
    scenario: kind,
    target: engine,
    parameters: { suite },
    seat: 'yardsticks',
  }))
  const samples = ROUNDS * SAMPLES
  const piloted = await pilotSeat(cases, executor, { sampleNs: 5e5, leastSamples: samples, mostSamples: samples })
  const sampled = piloted.found.flatMap(({ name, ...sampling }) =>
    cases.filter((one) => one.name === name).map((subject) => ({ subject, ...sampling })),
  )
  const { found } = await measureSeat({ seed, round: 0, cases: sampled }, executor)
  return Array.from({ length: ROUNDS }, (_, round) =>
    Object.fromEntries(
      found.map(({ name, operations, operationNs }) => {
        const own = operationNs.slice(round * SAMPLES, (round + 1) * SAMPLES)
        return [name, Math.min(...own) / operations]
      }),
    ),
  )
}

/** A hash of a chain is the kernel's, not the engine's. Operations without a yardstick are free. */
export function costNs(counts: OperationCounts, yardsticks: Yardsticks): number {
  const walked = counts.chainStep ?? 0
  const times: OperationCounts = { ...counts, hash: Math.max(0, (counts.hash ?? 0) - walked) }
  return YARDSTICK_KINDS.reduce((sum, kind) => sum + (times[kind] ?? 0) * (yardsticks[kind] ?? 0), 0)
}

/** One chain, step after step, as whoever verifies walks it. */
function chainWalk(random: (length: number) => Uint8Array): (operations: number) => void {
  const { kernel } = fastestKernel('indexed')
  const [id, value] = [random(CHAIN_ID_BYTES), random(kernel.valueBytes)]
  return (operations) => kernel.advance(id, value, 0, operations)
}
