// The program of a pool's thread: waits for a piece, takes its share, tells that it is through, and waits again.

import { parentPort, workerData } from 'node:worker_threads'
import { selectKernel } from '../../../chain/kernel/select.ts'
import { tableOver, type TableMemory } from './chain-table.ts'
import { awaitSignal, pieceOver, SIGNAL, type PieceMemory } from './pool-memory.ts'
import { createShareWorker, type Share } from './pool-share.ts'

/** What a thread is given when it starts. */
export interface ThreadTask {
  readonly table: TableMemory
  readonly piece: PieceMemory
  readonly longestSkip: number
  readonly share: Share
}

const { table, piece: memory, longestSkip, share } = workerData as ThreadTask
const piece = pieceOver(memory)
const { kernel } = selectKernel('indexed')
const takeShare = createShareWorker({ table: tableOver(table), piece, kernel, longestSkip, share })
const { signals } = piece
let seen = Atomics.load(signals, SIGNAL.piece)
parentPort?.postMessage('ready')
for (;;) {
  awaitSignal(signals, SIGNAL.piece, seen)
  seen = Atomics.load(signals, SIGNAL.piece)
  try {
    takeShare()
  } catch {
    Atomics.store(signals, SIGNAL.failed, 1)
  }
  Atomics.add(signals, SIGNAL.done, 1)
  Atomics.notify(signals, SIGNAL.done)
}
