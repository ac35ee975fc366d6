// A chain function that reports its steps to an observer. A step hashes one block; it counts as a hash as well.

import type { OperationObserver } from '../crypto/operations.ts'
import type { ChainFunction } from './step.ts'

export function observedChain(f: ChainFunction, observe: OperationObserver): ChainFunction {
  return {
    name: f.name,
    valueBytes: f.valueBytes,
    walk(id, value, from, to) {
      const reached = f.walk(id, value, from, to)
      if (to > from) {
        observe('chainStep', STEP_BYTES, to - from)
        observe('hash', STEP_BYTES, to - from)
      }
      return reached
    },
  }
}

/** Bytes that an indexed step hashes: 8 + 16 + 4 + 16. */
const STEP_BYTES = 44
