// What one of each counted operation takes on this host, measured beside a comparison in a few interleaved rounds, so
// that counted operations become a cost with a doubt. The work is that of suite `1996`. Nanoseconds.

import { CHAIN_ID_BYTES } from '../../src/chain/step.ts'
import { selectKernel } from '../../src/chain/kernel/select.ts'
import type { EngineName, SuiteName } from '../../src/crypto/crypto.ts'
import { OPERATION_KINDS, type OperationCounts, type OperationKind } from '../../src/crypto/operations.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { processorStopwatch } from '../measure/stopwatch.ts'
import { timed, type Executor } from '../run/executor.ts'
import { runPlan } from '../run/runner.ts'
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
  const blocks = await runPlan(
    {
      suite: 'yardsticks',
      seed,
      cases: kinds.map((kind) => ({ name: kind, scenario: kind, target: engine, parameters: { suite } })),
      rounds: ROUNDS,
      samplesPerBlock: 2,
      sampleNs: 5e5,
      warmUpNs: 5e6,
    },
    executor,
  )
  return Array.from({ length: ROUNDS }, (_, round) => {
    const own = blocks.filter((block) => block.round === round)
    return Object.fromEntries(
      own.map(({ name, operations, operationNs }) => [name, Math.min(...operationNs) / operations]),
    )
  })
}

/** A hash of a chain is the kernel's, not the engine's. Operations without a yardstick are free. */
export function costNs(counts: OperationCounts, yardsticks: Yardsticks): number {
  const walked = counts.chainStep ?? 0
  const times: OperationCounts = { ...counts, hash: Math.max(0, (counts.hash ?? 0) - walked) }
  return YARDSTICK_KINDS.reduce((sum, kind) => sum + (times[kind] ?? 0) * (yardsticks[kind] ?? 0), 0)
}

/** One chain, step after step, as whoever verifies walks it. */
function chainWalk(random: (length: number) => Uint8Array): (operations: number) => void {
  const { kernel } = selectKernel('indexed')
  const [id, value] = [random(CHAIN_ID_BYTES), random(kernel.valueBytes)]
  return (operations) => kernel.advance(id, value, 0, operations)
}
