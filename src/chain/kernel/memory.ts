// Where things lie in the memory of a WebAssembly or native kernel. The emitter builds these addresses into the code, the
// C source has them too, and the kernel's wrapper puts its views there.

import { BATCH_COUPONS } from './kernel.ts'
import { STEP_BLOCKS, type StepName } from './step-block.ts'

export interface MemoryMap {
  /** The 64 round constants. */
  readonly roundConstants: number
  /** A ring of 32 words: message word plus round constant, for the rounds just ahead. */
  readonly schedule: number
  /** One chain: its id and its value. */
  readonly id: number
  readonly value: number
  /** The columns of a batch, each 16-byte aligned. */
  readonly ids: number
  readonly values: number
  readonly expected: number
  readonly from: number
  readonly to: number
  readonly matches: number
  /** All of it together. */
  readonly bytes: number
}

export function memoryMap(step: StepName): MemoryMap {
  const { id, value } = STEP_BLOCKS[step]
  let end = 0
  const take = (bytes: number): number => {
    end += bytes
    return end - bytes
  }
  return {
    roundConstants: take(64 * 4),
    schedule: take(32 * 4),
    id: take(16),
    value: take(32),
    ids: take(BATCH_COUPONS * 4 * id.words),
    values: take(BATCH_COUPONS * 4 * value.words),
    expected: take(BATCH_COUPONS * 4 * value.words),
    from: take(BATCH_COUPONS * 4),
    to: take(BATCH_COUPONS * 4),
    matches: take(BATCH_COUPONS * 4),
    bytes: end,
  }
}
