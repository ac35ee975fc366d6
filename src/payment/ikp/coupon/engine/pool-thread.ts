// The program of a pool's thread: waits for a piece, takes what parts of it are left, and waits again.

import { parentPort, workerData } from 'node:worker_threads'
import { selectKernel } from '../../../../chain/kernel/select.ts'
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

const { table, piece: memory, longestSkip, parts } = workerData as ThreadTask
const piece = pieceOver(memory)
const { kernel } = selectKernel('indexed')
const takeParts = createShareWorker({ table: tableOver(table), piece, kernel, longestSkip, parts })
const { signals } = piece
let seen = Atomics.load(signals, SIGNAL.piece)
parentPort?.postMessage('ready')
for (;;) {
  awaitSignal(signals, SIGNAL.piece, seen)
  seen = Atomics.load(signals, SIGNAL.piece)
  takeParts()
}
