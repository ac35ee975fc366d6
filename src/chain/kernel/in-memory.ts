// A kernel that works in one piece of memory, laid out as memory.ts says: values go in and come out through views of it.

import { BATCH_COUPONS, type ChainKernel } from './kernel.ts'
import { memoryMap } from './memory.ts'
import { STEP_BLOCKS } from './step-block.ts'

/** What differs: who computes, and where. */
export interface MemoryKernel extends Pick<ChainKernel, 'name' | 'instructions' | 'step' | 'match'> {
  readonly buffer: ArrayBuffer
  /** Moves the value in memory from PB_from to PB_to on the chain of the id in memory. */
  readonly walk: (from: number, to: number) => void
}

export function kernelInMemory({ buffer, walk, ...kernel }: MemoryKernel): ChainKernel {
  const at = memoryMap(kernel.step)
  const { id, value } = STEP_BLOCKS[kernel.step]
  const [idBytes, valueBytes] = [4 * id.words, 4 * value.words]
  const bytes = (start: number, length: number): Uint8Array => new Uint8Array(buffer, start, length)
  const numbers = (start: number): Uint32Array => new Uint32Array(buffer, start, BATCH_COUPONS)
  const [chainId, chainValue] = [bytes(at.id, idBytes), bytes(at.value, valueBytes)]
  return {
    ...kernel,
    valueBytes,
    batch: {
      ids: bytes(at.ids, BATCH_COUPONS * idBytes),
      values: bytes(at.values, BATCH_COUPONS * valueBytes),
      expected: bytes(at.expected, BATCH_COUPONS * valueBytes),
      from: numbers(at.from),
      to: numbers(at.to),
      matches: numbers(at.matches),
    },
    advance(id, value, from, to) {
      if (idBytes > 0) chainId.set(id)
      chainValue.set(value)
      for (let at = from; at < to; at += WALK_STEPS) walk(at, Math.min(at + WALK_STEPS, to))
      value.set(chainValue)
    },
  }
}

/** A long walk goes in pieces: the platform swaps in its optimised code between two calls, never inside one. */
const WALK_STEPS = 2048
