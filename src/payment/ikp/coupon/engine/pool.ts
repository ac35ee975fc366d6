// The seller's engine on several threads over shared memory: the same verdicts in the same call. The calling thread takes
// a share itself. Waking the others costs tens of microseconds, so small batches stay on one thread.

import { Worker } from 'node:worker_threads'
import { LONGEST_CHAIN } from '../../../../chain/chain.ts'
import { createTable, memoryOf, type ChainTable } from './chain-table.ts'
import { engineOver, takerFor, type EngineOptions, type SellerEngine } from './engine.ts'
import { FRAME_BYTES } from './frame.ts'
import {
  awaitSignal,
  createPieceMemory,
  PIECE_PAYMENTS,
  pieceOver,
  SIGNAL,
  verdictsOf,
  type Piece,
} from './pool-memory.ts'
import { wordsOf } from './desk.ts'
import { createShareWorker } from './pool-share.ts'
import { sharedMemory } from './row-memory.ts'
import type { ThreadTask } from './pool-serve.ts'
import { restoreTable } from './snapshot.ts'
import type { PaymentBatch, PaymentTaker } from './take.ts'

export interface PoolOptions extends EngineOptions {
  /** The calling one included; at least 1. */
  readonly threads: number
  /** Payments from which on a batch is shared out; HAND_OFF_PAYMENTS unless given. */
  readonly handOff?: number
  /** How a thread is started; default: from the compiled program beside this one. */
  readonly start?: StartThread
}

export type StartThread = (task: ThreadTask) => Worker

export interface EnginePool {
  readonly engine: SellerEngine
  /** When all threads wait for work; before that the calling one does it all. Rejects when one cannot start. */
  readonly ready: Promise<void>
  /** Ends the threads. The engine goes on with the calling one alone. */
  stop(): Promise<void>
}

/**
 * Measured on the machine of README's table while both of its cores were free: two threads took 1,024 payments 1.4 times
 * as fast as one, 4,096 1.5 times and 65,536 1.6 times. Where cores are not free, waking a thread costs far more.
 */
export const HAND_OFF_PAYMENTS = 4096

/** Throws `RangeError` for threads or a capacity that are none. */
export function createEnginePool(options: PoolOptions): EnginePool {
  return poolOver(createTable(options.capacity, sharedMemory), options)
}

/** As `restoreEngine`. Throws `DecodeError`, and `RangeError` for threads that are none. */
export function restoreEnginePool(options: PoolOptions, snapshot: Uint8Array): EnginePool {
  return poolOver(restoreTable(snapshot, options.capacity, sharedMemory), options)
}

function poolOver(table: ChainTable, options: PoolOptions): EnginePool {
  const { threads, handOff = HAND_OFF_PAYMENTS } = options
  if (!Number.isInteger(threads) || threads < 1) throw new RangeError(`a pool of ${threads} threads`)
  const alone = takerFor(table, options)
  const crew = createCrew(table, options)
  // What does not fit together is refused where it always is.
  const isShared = ({ frames, prices }: PaymentBatch): boolean =>
    crew.works() && prices.length >= handOff && frames.length === prices.length * FRAME_BYTES
  const taker: PaymentTaker = { take: (batch) => (isShared(batch) ? crew : alone).take(batch) }
  return { engine: engineOver(table, taker), ready: crew.ready, stop: () => crew.stop() }
}

interface Crew extends PaymentTaker {
  /** All threads are there. */
  works(): boolean
  readonly ready: Promise<void>
  stop(): Promise<void>
}

function createCrew(table: ChainTable, options: PoolOptions): Crew {
  const { kernel, threads, longestSkip = LONGEST_CHAIN, start = startCompiled } = options
  const memory = createPieceMemory(threads)
  const piece = pieceOver(memory)
  const takeParts = createShareWorker({ table, piece, kernel, longestSkip, parts: threads })
  const task: ThreadTask = { table: memoryOf(table), piece: memory, longestSkip, parts: threads }
  const others = Array.from({ length: threads - 1 }, () => start(task))
  let working = 0
  const worksNoMore = (): void => void (working = Number.NaN)
  for (const worker of others) {
    worker.once('message', () => (working += 1))
    worker.on('error', worksNoMore)
    worker.once('exit', worksNoMore)
  }
  const ready = Promise.all(others.map(untilReady)).then(() => undefined)
  ready.catch(() => undefined) // Nobody has to ask: without its threads the pool works on one.
  return {
    works: () => threads > 1 && working === threads - 1,
    ready,
    take(batch) {
      const verdicts = new Uint8Array(batch.prices.length)
      let steps = 0
      for (let start = 0; start < verdicts.length; start += PIECE_PAYMENTS) {
        const count = Math.min(PIECE_PAYMENTS, verdicts.length - start)
        layOut(piece, batch, start, count)
        takeParts()
        awaitOthers(piece, threads)
        verdicts.set(mergedVerdicts(piece, threads, count), start)
        steps += piece.steps.reduce((sum, taken) => sum + taken, 0)
      }
      return { verdicts, steps }
    },
    async stop() {
      worksNoMore()
      await Promise.all(others.map((worker) => worker.terminate()))
    },
  }
}

/** Every payment is judged in one part; the others have left its verdict 0. Four verdicts at a time. */
function mergedVerdicts(piece: Piece, parts: number, count: number): Uint8Array {
  const words = Math.ceil(count / 4)
  const merged = wordsOf(verdictsOf(piece, 0, 4 * words))
  for (let part = 1; part < parts; part += 1) {
    const more = wordsOf(verdictsOf(piece, part, 4 * words))
    for (let at = 0; at < words; at += 1) merged[at] = (merged[at] ?? 0) | (more[at] ?? 0)
  }
  return verdictsOf(piece, 0, count)
}

/** Lays a piece out and wakes the threads. */
function layOut(piece: Piece, { frames, prices, now }: PaymentBatch, start: number, count: number): void {
  const { signals } = piece
  piece.frames.set(frames.subarray(start * FRAME_BYTES, (start + count) * FRAME_BYTES))
  piece.prices.set(prices.subarray(start, start + count))
  piece.now[0] = now
  Atomics.store(signals, SIGNAL.count, count)
  Atomics.store(signals, SIGNAL.done, 0)
  Atomics.store(signals, SIGNAL.claimed, 0)
  Atomics.add(signals, SIGNAL.piece, 1)
  Atomics.notify(signals, SIGNAL.piece)
}

/** Throws `Error` when a thread has failed or gives no sign of life: the table is then of no more use. */
function awaitOthers({ signals }: Piece, parts: number): void {
  let beat = Atomics.load(signals, SIGNAL.beat)
  for (let done = Atomics.load(signals, SIGNAL.done); done < parts; done = Atomics.load(signals, SIGNAL.done)) {
    const timedOut = !awaitSignal(signals, SIGNAL.done, done, PATIENCE_MS)
    const now = Atomics.load(signals, SIGNAL.beat)
    if (timedOut && now === beat) throw new Error('a thread of the pool is silent: restore the engine from a snapshot')
    beat = now
  }
  if (Atomics.load(signals, SIGNAL.failed) !== 0) {
    throw new Error('a thread of the pool failed: restore the engine from a snapshot')
  }
}

/** Far more than 4,096 payments of the longest skip take. */
const PATIENCE_MS = 120_000

const startCompiled: StartThread = (task) => startThread(new URL('pool-thread.js', import.meta.url), task)

/** An idle thread keeps no program from ending. */
export function startThread(program: URL, workerData: unknown): Worker {
  const worker = new Worker(program, { workerData })
  worker.unref()
  return worker
}

function untilReady(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('a thread of the pool ended before it was ready')))
  })
}
