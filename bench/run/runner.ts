// Runs a plan: get everything ready, warm up and calibrate, then block after block in the schedule's order. Each block
// is kept as soon as it is complete; blocks that are there already are not measured again.

import { setImmediate as nextTurn } from 'node:timers/promises'
import { checkPlan, type Plan } from './plan.ts'
import { CaseLost, type Executor, type Subject, type TimedOperations } from './executor.ts'
import { warmUp } from './warm-up.ts'
import type { SampleBlock } from './sample-block.ts'
import { scheduleOf, type Step } from './schedule.ts'

/** Where blocks are kept while they come. */
export interface SampleStore {
  /** Those of an earlier, interrupted run of the same plan. */
  readonly kept: readonly SampleBlock[]
  keep(block: SampleBlock): void
}

export interface RunOptions {
  readonly store?: SampleStore
  /** After every block: blocks done, blocks in all. */
  readonly progress?: (done: number, total: number) => void
  /** Before the first block, after every case: cases warmed up, cases in all. */
  readonly warmingUp?: (done: number, total: number) => void
  /** Stops after the block being measured; what is kept is complete and the run can go on later. */
  readonly signal?: AbortSignal
  /** A case that cannot be measured to its end, and why; it has no blocks then. */
  readonly lost?: (name: string, why: string) => void
}

/** All blocks, in the order of the schedule; fewer when stopped. Throws what the executor throws, and `RangeError`. */
export async function runPlan(plan: Plan, executor: Executor, options: RunOptions = {}): Promise<SampleBlock[]> {
  checkPlan(plan)
  const { store = memoryStore(), progress = () => undefined, warmingUp, signal } = options
  const lost = new Set<string>()
  const lose = (name: string, error: unknown): void => {
    if (!(error instanceof CaseLost)) throw error
    lost.add(name)
    options.lost?.(name, error.message)
  }
  const blocks = new Map(store.kept.map((block) => [placeOf(block), block]))
  const steps = scheduleOf(plan)
  const left = steps.filter((step) => !blocks.has(placeOf(step)))
  const subjects = await openSubjects(plan, executor, left)
  try {
    const operations = await warmUp(plan, subjects, operationsOf(store.kept), { progress: warmingUp, signal, lose })
    for (const step of left) {
      // Events get their turn between blocks, never within one: an interrupt, a message, the drawing of progress.
      await nextTurn()
      if (signal?.aborted === true) break
      if (lost.has(step.name)) continue
      try {
        const block = await measureBlock(plan, step, need(subjects, step.name), need(operations, step.name))
        store.keep(block)
        blocks.set(placeOf(block), block)
      } catch (error) {
        lose(step.name, error)
      }
      progress(blocks.size, steps.length)
    }
  } finally {
    for (const subject of subjects.values()) await subject.close?.()
  }
  return steps.flatMap((step) => (lost.has(step.name) ? [] : (blocks.get(placeOf(step)) ?? [])))
}

/** Keeps blocks for the caller of `runPlan` only. */
function memoryStore(): SampleStore {
  return { kept: [], keep: () => undefined }
}

async function openSubjects(plan: Plan, executor: Executor, left: readonly Step[]): Promise<Map<string, Subject>> {
  const wanted = new Set(left.map(({ name }) => name))
  const subjects = new Map<string, Subject>()
  for (const one of plan.cases) {
    if (wanted.has(one.name)) subjects.set(one.name, await executor.open(one))
  }
  return subjects
}

async function measureBlock(plan: Plan, step: Step, subject: Subject, operations: number): Promise<SampleBlock> {
  const [operationNs, baselineNs]: [number[], number[]] = [[], []]
  const operation = () => sampleInto(operationNs, subject.operation, operations)
  const { baseline } = subject
  const both = baseline === undefined ? [operation] : [() => sampleInto(baselineNs, baseline, operations), operation]
  if (!step.baselineFirst) both.reverse()
  for (let sample = 0; sample < plan.samplesPerBlock; sample += 1) {
    for (const take of both) await take()
  }
  return { name: step.name, round: step.round, operations, operationNs, baselineNs }
}

/** Waiting for a number that is there already would give the processor away between two samples. */
async function sampleInto(samples: number[], take: TimedOperations, operations: number): Promise<void> {
  const taken = take(operations)
  samples.push(typeof taken === 'number' ? taken : await taken)
}

/** A case goes on with the operations that its kept samples have, so that all its samples can be compared. */
function operationsOf(kept: readonly SampleBlock[]): Map<string, number> {
  return new Map(kept.map(({ name, operations }) => [name, operations]))
}

function placeOf({ round, name }: { readonly round: number; readonly name: string }): string {
  return `${round} ${name}`
}

function need<T>(map: ReadonlyMap<string, T>, name: string): T {
  const found = map.get(name)
  if (found === undefined) throw new TypeError(`case ${name} was never opened`)
  return found
}
