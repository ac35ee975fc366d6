// A chain function that reports its steps to an observer. A step hashes one block; it counts as a hash as well.

import type { OperationObserver } from '../crypto/operations.ts'
import type { ChainFunction } from './step.ts'

export function observedChain(f: ChainFunction, observe: OperationObserver): ChainFunction {
  return {
    ...f,
    walk(id, value, from, to) {
      const result = f.walk(id, value, from, to)
      if (to > from) {
        observe('chainStep', f.stepBytes, to - from)
        observe('hash', f.stepBytes, to - from)
      }
      return result
    },
  }
}
