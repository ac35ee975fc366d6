// The parts of a piece, one for each thread. A part is some of the chains, so that no two threads ever touch a chain and
// every chain sees its payments in their order. Threads claim parts: where another one gets no processor in time, the
// calling thread does its part too, and is never slower than alone.

import type { ChainKernel } from '../../../../chain/kernel/kernel.ts'
import type { ChainTable } from './chain-table.ts'
import { FRAME_BYTES, SLOT_AT } from './frame.ts'
import { SIGNAL, verdictsOf, type Piece } from './pool-memory.ts'
import { createTaker } from './take.ts'

export interface ShareOptions {
  readonly table: ChainTable
  readonly piece: Piece
  readonly kernel: ChainKernel
  readonly longestSkip: number
  /** Of a piece. */
  readonly parts: number
}

/** Takes parts of the piece that lies in memory, as long as there are any that nobody has claimed. A failure is told there. */
export function createShareWorker({ table, piece, kernel, longestSkip, parts }: ShareOptions): () => void {
  const taker = createTaker({ table, kernel, longestSkip })
  const picked = new Uint32Array(BEAT_PAYMENTS)
  const { signals, now } = piece

  function takePart(part: number): void {
    const total = Atomics.load(signals, SIGNAL.count)
    const owned = ownedBy(part, parts)
    const verdicts = verdictsOf(piece, part, total).fill(0)
    const frames = piece.frames.subarray(0, total * FRAME_BYTES)
    const prices = piece.prices.subarray(0, total)
    let steps = 0
    for (let start = 0; start < total; start += BEAT_PAYMENTS) {
      const bytes = Math.min(BEAT_PAYMENTS, total - start) * FRAME_BYTES
      const count = pickOut(new DataView(frames.buffer, start * FRAME_BYTES, bytes), start, owned, picked)
      steps += taker.takePicked({ frames, prices, now: now[0] ?? 0, verdicts, picked, count })
      Atomics.add(signals, SIGNAL.beat, 1)
    }
    piece.steps[part] = steps
  }

  return () => {
    for (let part = claim(piece); part < parts; part = claim(piece)) {
      try {
        takePart(part)
      } catch {
        Atomics.store(signals, SIGNAL.failed, 1)
      }
      Atomics.add(signals, SIGNAL.done, 1)
      Atomics.notify(signals, SIGNAL.done)
    }
  }
}

/** The number of a part that is now the caller's alone; beyond the last when there is none. */
function claim({ signals }: Piece): number {
  return Atomics.add(signals, SIGNAL.claimed, 1)
}

/** Payments between two signs of life. */
const BEAT_PAYMENTS = 4096

/**
 * Sixteen rows side by side, a kibibyte, are of one part. A processor fetches the lines beside one that is used, and
 * what lies apart of two rows may share a line: rows by turns would wander from one processor's cache to the other's and
 * back.
 */
export const NEIGHBOUR_BITS = 4

/** Of sixteen neighbours, by the lowest byte of their number: 1 where they belong to the part. A division for each payment would cost a twentieth. */
function ownedBy(part: number, parts: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, neighbours) => (neighbours % parts === part ? 1 : 0))
}

/**
 * Gives how many of the frames belong to the part; the first of them is payment `first` of the piece. No branch on whose a
 * payment is: nobody can foretell it, and a wrong guess costs as much as the rest.
 */
function pickOut(frames: DataView, first: number, owned: Uint8Array, picked: Uint32Array): number {
  const frameCount = frames.byteLength / FRAME_BYTES
  let count = 0
  for (let at = 0; at < frameCount; at += 1) {
    picked[count] = first + at
    count += owned[(frames.getUint32(at * FRAME_BYTES + SLOT_AT) >>> NEIGHBOUR_BITS) & 0xff] ?? 0
  }
  return count
}
