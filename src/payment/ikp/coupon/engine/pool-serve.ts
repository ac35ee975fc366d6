// What a pool's thread does: waits for a piece, takes what parts of it are left, and waits again. Its program chooses the
// kernel.

import { parentPort, workerData } from 'node:worker_threads'
import type { ChainKernel } from '../../../../chain/kernel/kernel.ts'
import { tableOver, type TableMemory } from './chain-table.ts'
import { awaitSignal, pieceOver, SIGNAL, type PieceMemory } from './pool-memory.ts'
import { createShareWorker } from './pool-share.ts'

/** What a thread is given when it starts. */
export interface ThreadTask {
  readonly table: TableMemory
  readonly piece: PieceMemory
  readonly longestSkip: number
  readonly parts: number
}

/** Never returns. */
export function servePool(kernel: ChainKernel): never {
  const { table, piece: memory, longestSkip, parts } = workerData as ThreadTask
  const piece = pieceOver(memory)
  const takeParts = createShareWorker({ table: tableOver(table), piece, kernel, longestSkip, parts })
  const { signals } = piece
  let seen = Atomics.load(signals, SIGNAL.piece)
  parentPort?.postMessage('ready')
  for (;;) {
    awaitSignal(signals, SIGNAL.piece, seen)
    seen = Atomics.load(signals, SIGNAL.piece)
    takeParts()
  }
}
