// The program of a thread that only hashes, beside one that does the same: nothing is shared but the words that start it
// and tell that it is through.

import { parentPort, workerData } from 'node:worker_threads'
import { fastestKernel } from '../native/fastest-kernel.ts'
import { awaitSignal } from '../../src/payment/ikp/coupon/engine/pool-memory.ts'
import { hashBatches, WORD } from './hashing-turn.ts'

const words = new Int32Array(workerData as SharedArrayBuffer)
const { kernel } = fastestKernel('indexed')
let seen = Atomics.load(words, WORD.turn)
parentPort?.postMessage('ready')
for (;;) {
  awaitSignal(words, WORD.turn, seen)
  seen = Atomics.load(words, WORD.turn)
  hashBatches(kernel, Atomics.load(words, WORD.batches))
  Atomics.store(words, WORD.done, seen)
  Atomics.notify(words, WORD.done)
}
