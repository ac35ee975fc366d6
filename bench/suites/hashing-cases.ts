// The yardstick of the regime `threads`: the same hashing on one thread and on two that share nothing, in elapsed time.
// What two threads gain here is what the machine has to give in this run; a second processor that neighbours use gives less.

import type { Worker } from 'node:worker_threads'
import { BATCH_COUPONS, type ChainKernel } from '../../src/chain/kernel/kernel.ts'
import { fastestKernel } from '../native/fastest-kernel.ts'
import { awaitSignal } from '../../src/payment/ikp/coupon/engine/pool-memory.ts'
import { startThread } from '../../src/payment/ikp/coupon/engine/pool.ts'
import { findRatio } from '../measure/find-result.ts'
import type { BenchDocument } from '../measure/result.ts'
import type { Interval } from '../words/format.ts'
import { elapsedStopwatch } from '../measure/stopwatch.ts'
import { timed, type Subject } from '../run/executor.ts'
import type { ChainCase } from './chain-case.ts'
import { hashBatches, WORD } from './hashing-turn.ts'

/** Batches of an operation, an even number. */
const BATCHES = 64

export function hashingCases(start: StartHashing = startCompiled): ChainCase[] {
  return [1, 2].map((threads) => ({
    name: `hashing alone, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
    scenario: 'threads',
    target: 'hashing',
    parameters: { batches: BATCHES, threads },
    seat: 'threads',
    display: {
      isElapsed: true,
      id: idOf(threads),
      regime: 'threads',
      unitsPerOperation: BATCHES * BATCH_COUPONS,
      peers: threads === 1 ? [] : [idOf(1)],
    },
    open: () => (threads === 1 ? onOneThread() : onTwoThreads(start)),
  }))
}

/** How many times as fast two threads were that share nothing. */
export function gainOfTwo(document: BenchDocument): Interval | undefined {
  return findRatio(document, idOf(2), idOf(1))
}

function idOf(threads: number): string {
  return `hashing/${threads}`
}

function onOneThread(): Subject {
  const { kernel } = fastestKernel('indexed')
  return repeat(() => hashBatches(kernel, BATCHES))
}

async function onTwoThreads(start: StartHashing): Promise<Subject> {
  const { kernel } = fastestKernel('indexed')
  const memory = new SharedArrayBuffer(4 * Object.keys(WORD).length)
  const words = new Int32Array(memory)
  const other = start(memory)
  await new Promise((resolve, reject) => other.once('message', resolve).once('error', reject))
  return { ...repeat(() => hashTogether(kernel, words)), close: async () => void (await other.terminate()) }
}

function hashTogether(kernel: ChainKernel, words: Int32Array): void {
  const before = Atomics.load(words, WORD.turn)
  Atomics.store(words, WORD.batches, BATCHES / 2)
  Atomics.store(words, WORD.turn, before + 1)
  Atomics.notify(words, WORD.turn)
  hashBatches(kernel, BATCHES / 2)
  if (!awaitSignal(words, WORD.done, before, PATIENCE_MS)) throw new Error('the second thread is silent')
}

const PATIENCE_MS = 120_000

function repeat(turn: () => void): Subject {
  return {
    operation: timed(elapsedStopwatch().start, (operations) => {
      for (let done = 0; done < operations; done += 1) turn()
    }),
  }
}

/** How the second thread is started. */
export type StartHashing = (memory: SharedArrayBuffer) => Worker

const startCompiled: StartHashing = (memory) => startThread(new URL('hashing-thread.js', import.meta.url), memory)
