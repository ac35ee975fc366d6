// The judges of a long comparison in a thread of their own. They hear the evidence portion by portion while payments go on,
// so that with a processor to spare a run does not wait for them; what they find is what they would find afterwards.

import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { OutOfMemory } from '../run/memory.ts'
import { isPubliclyJudged, schemeNamed } from '../scheme/named.ts'
import type { Workload } from '../workload/micro-transaction.ts'
import type { FromJudges, JudgesTask, ToJudges } from './judges-thread.ts'

export interface Judges {
  /** The next portion of a scheme's evidence. */
  hear(name: string, portion: unknown): void
  /** What the judge of a scheme found in all its portions. Throws what the judge threw, and `OutOfMemory`. */
  found(name: string): Promise<ReadonlyMap<string, bigint>>
  /** Ends the thread, whatever it does. */
  close(): Promise<void>
}

export interface JudgedRun extends JudgesTask {
  readonly workload: Workload
  /** That run at a time: where each has a processor and none is left, judges would disturb what is measured. */
  readonly processes: number
}

/**
 * Below so many payments starting a thread takes longer than judging. From its sources the program starts no thread: a
 * worker of Node 20 does not know the loader of its parent.
 */
const LONG_RUN = 5000

/** Does it with judges beside where that saves time, and else without. */
export async function withJudges<Result>(
  { names, engine, suite, workload, processes }: JudgedRun,
  work: (judges: Judges | undefined) => Promise<Result>,
): Promise<Result> {
  const judged = names.filter((name) => isPubliclyJudged(schemeNamed(name)))
  const isLong = workload.transactions.length >= LONG_RUN && judged.length > 0
  const isCompiled = import.meta.url.endsWith('.js')
  if (!isLong || !isCompiled || availableParallelism() <= processes) return work(undefined)
  const judges = openJudges({ names: judged, engine, suite })
  try {
    return await work(judges)
  } finally {
    await judges.close()
  }
}

export type StartThread = (task: JudgesTask) => Worker

/** `start` from the compiled program unless given. */
export function openJudges(task: JudgesTask, start: StartThread = startCompiled): Judges {
  const thread = start(task)
  const waiting = new Map<string, (owed: ReadonlyMap<string, bigint>) => void>()
  const failed = new Promise<never>((_, reject) => {
    thread.on('error', (error: NodeJS.ErrnoException) => reject(isOfMemory(error) ? new OutOfMemory(EVIDENCE) : error))
    thread.on('exit', (code) => reject(new Error(`the thread of the judges ended early (${code})`)))
  })
  failed.catch(() => undefined) // told to whoever asks what was found
  thread.on('message', ({ name, owed }: FromJudges) => waiting.get(name)?.(owed))
  const post = (message: ToJudges): void => thread.postMessage(message)
  return {
    hear: (name, portion) => post({ name, portion }),
    found(name) {
      const answer = new Promise<ReadonlyMap<string, bigint>>((resolve) => waiting.set(name, resolve))
      post({ name })
      return Promise.race([answer, failed])
    },
    close: async () => void (await thread.terminate()),
  }
}

const EVIDENCE = 'the evidence of so many payments'

function isOfMemory({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
}

/** What judges make is soon forgotten: with little room for it the thread takes 30 MB less. */
const LIMITS = { maxYoungGenerationSizeMb: 4 }

function startCompiled(workerData: JudgesTask): Worker {
  return new Worker(new URL('judges-thread.js', import.meta.url), { workerData, resourceLimits: LIMITS })
}
