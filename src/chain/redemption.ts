// Redeeming a chain of which more than the last coupon is held. The way from the claimed value to the anchor falls into
// pieces that do not wait for each other, so a kernel judges four of them side by side: all links where every coupon was
// kept, or a few long pieces from checkpoints. Without any of these `refuseSpend` walks the whole.

import type { ChainCommitment } from './chain.ts'
import { BATCH_COUPONS, type ChainKernel } from './kernel/kernel.ts'

/** Values of one chain, the claimed one first. */
export interface HeldValues {
  /** Rising; below the chain's length. */
  readonly indices: Uint32Array
  /** PB_index of each, one after the other. */
  readonly values: Uint8Array
}

export type RedemptionRefusal = 'nothingHeld' | 'indicesNotRising' | 'valueWrongSize' | 'valueNotOnChain'

/**
 * Undefined when every value leads to the next and the last to the anchor: then the first is worth what a walk from it
 * alone would show. Takes `length - indices[0]` steps, whatever the pieces. The kernel's batch is overwritten.
 */
export function refuseRedemption(
  kernel: ChainKernel,
  chain: ChainCommitment,
  held: HeldValues,
): RedemptionRefusal | undefined {
  const { indices, values } = held
  if (indices.length === 0) return 'nothingHeld'
  if (!areRising(indices, chain.length)) return 'indicesNotRising'
  if (values.length !== indices.length * kernel.valueBytes) return 'valueWrongSize'
  fillIds(kernel, chain.id, Math.min(BATCH_COUPONS, indices.length))
  for (let first = 0; first < indices.length; first += BATCH_COUPONS) {
    const count = Math.min(BATCH_COUPONS, indices.length - first)
    fillPieces(kernel, chain, held, { first, count })
    kernel.match(count)
    if (!kernel.batch.matches.subarray(0, count).every((matches) => matches === 1)) return 'valueNotOnChain'
  }
  return undefined
}

/** Where to keep values so that the way from `from` to `to` falls into `pieces` of nearly equal length. */
export function checkpointIndices(from: number, to: number, pieces: number): Uint32Array {
  const count = Math.min(pieces, to - from)
  return Uint32Array.from({ length: count }, (_, piece) => from + Math.floor(((to - from) * piece) / count))
}

function areRising(indices: Uint32Array, length: number): boolean {
  return indices.every((index, at) => index < (indices[at + 1] ?? length))
}

interface Pieces {
  readonly first: number
  readonly count: number
}

/** All rows are of one chain; the plain step takes no id. */
function fillIds({ batch }: ChainKernel, id: Uint8Array, rows: number): void {
  if (batch.ids.length === 0) return
  for (let row = 0; row < rows; row += 1) batch.ids.set(id, row * id.length)
}

/** Every row goes from one value to the next; the last of all goes to the anchor. */
function fillPieces(
  { batch, valueBytes }: ChainKernel,
  { length, anchor }: ChainCommitment,
  { indices, values }: HeldValues,
  { first, count }: Pieces,
): void {
  const end = first + count
  const isLast = end === indices.length
  batch.values.set(values.subarray(first * valueBytes, end * valueBytes))
  batch.expected.set(values.subarray((first + 1) * valueBytes, (end + 1) * valueBytes))
  if (isLast) batch.expected.set(anchor, (count - 1) * valueBytes)
  for (let row = 0; row < count; row += 1) {
    batch.from[row] = indices[first + row] ?? 0
    batch.to[row] = indices[first + row + 1] ?? length
  }
}
