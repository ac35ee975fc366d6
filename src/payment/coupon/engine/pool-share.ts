// One thread's part in a piece: the chains whose slots are its own, so that no two threads ever touch a chain, and every
// chain sees its payments in their order.

import type { ChainKernel } from '../../../chain/kernel/kernel.ts'
import type { ChainTable } from './chain-table.ts'
import { FRAME_BYTES } from './frame.ts'
import { SIGNAL, verdictsOf, type Piece } from './pool-memory.ts'
import { createShareTaker, type Share } from './take.ts'

export interface ShareOptions {
  readonly table: ChainTable
  readonly piece: Piece
  readonly kernel: ChainKernel
  readonly longestSkip: number
  readonly share: Share
}

/** Takes its share of the piece that lies in memory. */
export function createShareWorker({ table, piece, kernel, longestSkip, share }: ShareOptions): () => void {
  const taker = createShareTaker({ table, kernel, longestSkip }, share)
  const { signals, frames, prices, now } = piece
  return () => {
    const count = Atomics.load(signals, SIGNAL.count)
    const verdicts = verdictsOf(piece, share.part, count).fill(0)
    let steps = 0
    for (let start = 0; start < count; start += BEAT_PAYMENTS) {
      const end = Math.min(start + BEAT_PAYMENTS, count)
      steps += taker.takeShare({
        frames: frames.subarray(start * FRAME_BYTES, end * FRAME_BYTES),
        prices: prices.subarray(start, end),
        verdicts: verdicts.subarray(start, end),
        now: now[0] ?? 0,
      })
      Atomics.add(signals, SIGNAL.beat, 1)
    }
    piece.steps[share.part] = steps
  }
}

/** Payments between two signs of life. */
const BEAT_PAYMENTS = 4096
