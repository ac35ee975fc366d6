// What happens inside a process that measures: it opens the cases of its seat, takes their samples in turns, and gives them
// all back, the first and cold ones included; how many of those count is decided for all processes together (figure.ts).

import { setImmediate as nextTurn } from 'node:timers/promises'
import { watchNeighbours } from '../measure/neighbours.ts'
import { watchStolenTime } from '../measure/stolen-time.ts'
import { CaseLost, type Executor, type Subject, type TimedOperations } from './executor.ts'
import type { Case } from './plan.ts'
import type { SampleBlock } from './sample-block.ts'
import { numbersOf, shuffled } from './schedule.ts'

/** How a case is sampled: found by the pilot (pilot.ts), the same in every process of a run. */
export interface CaseSampling {
  /** In each sample. */
  readonly operations: number
  readonly samples: number
}

export interface SampledCase extends CaseSampling {
  readonly subject: Case
}

export interface SeatTask {
  readonly seed: number
  readonly round: number
  readonly cases: readonly SampledCase[]
}

export interface SeatResult<Found> {
  readonly found: readonly Found[]
  /** Cases that could not be measured to the end, and why. */
  readonly lost: readonly LostCase[]
}

export interface LostCase {
  readonly name: string
  readonly why: string
}

/** Ends early, and gives what it has, when the signal says so. Throws what the executor throws, but for `CaseLost`. */
export async function measureSeat(
  task: SeatTask,
  executor: Executor,
  signal?: AbortSignal,
): Promise<SeatResult<SampleBlock>> {
  const { seed, round, cases } = task
  return withSubjects(cases, executor, async (open, lose) => {
    const taken = new Map(
      cases.map(({ subject }) => [subject.name, { operationNs: [] as number[], baselineNs: [] as number[] }]),
    )
    const numbers = numbersOf(seed, round, 1)
    const [stolen, neighbours] = [watchStolenTime(), watchNeighbours()]
    const most = Math.max(...cases.map(({ samples }) => samples))
    for (let at = 0; at < most; at += 1) {
      if (signal?.aborted === true) break
      for (const { subject, operations, samples } of shuffled(cases, numbers)) {
        const baselineFirst = numbers.below(2) === 0
        const [own, into] = [open.get(subject.name), taken.get(subject.name)]
        if (own === undefined || into === undefined || at >= samples) continue
        await lose(subject.name, () => sample(own, operations, baselineFirst, into))
      }
    }
    const [waitedShare, busyShare] = [stolen.share(), neighbours.share()]
    return cases.flatMap(({ subject: { name, seat }, operations }) => {
      const samples = taken.get(name)
      return samples === undefined || samples.operationNs.length === 0 || !open.has(name)
        ? []
        : [{ name, seat, round, operations, waitedShare, busyShare, ...samples }]
    })
  })
}

/** Does something with a case, which is closed and forgotten when it is lost by that. */
export type Lose = (name: string, work: () => Promise<void>) => Promise<void>

/** Opens cases, hands them over, and closes them whatever happens. */
export async function withSubjects<Found>(
  cases: readonly { readonly subject: Case }[],
  executor: Executor,
  use: (open: Map<string, Subject>, lose: Lose) => Promise<readonly Found[]>,
): Promise<SeatResult<Found>> {
  const open = new Map<string, Subject>()
  const lost: LostCase[] = []
  const lose: Lose = async (name, work) => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof CaseLost)) throw error
      lost.push({ name, why: error.message })
      await open.get(name)?.close?.()
      open.delete(name)
    }
  }
  try {
    for (const { subject } of cases) {
      await lose(subject.name, async () => void open.set(subject.name, await executor.open(subject)))
    }
    return { found: await use(open, lose), lost }
  } finally {
    for (const subject of open.values()) await subject.close?.()
  }
}

interface Taken {
  readonly operationNs: number[]
  readonly baselineNs: number[]
}

async function sample(
  { operation, baseline }: Subject,
  operations: number,
  baselineFirst: boolean,
  into: Taken,
): Promise<void> {
  // Events get their turn between samples, never within one.
  await nextTurn()
  const takes = [() => sampleInto(into.operationNs, operation, operations)]
  if (baseline !== undefined) takes.unshift(() => sampleInto(into.baselineNs, baseline, operations))
  if (!baselineFirst) takes.reverse()
  for (const take of takes) await take()
}

/** Waiting for a number that is there already would give the processor away between two samples. */
async function sampleInto(samples: number[], take: TimedOperations, operations: number): Promise<void> {
  const taken = take(operations)
  samples.push(typeof taken === 'number' ? taken : await taken)
}
