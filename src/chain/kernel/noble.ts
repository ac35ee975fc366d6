// The reference chain functions in the shape of a kernel: the last resort, and what the others are tested against.

import { equalConstantTime } from '../../bytes/bytes.ts'
import { CHAIN_ID_BYTES, indexedChain, plainChain, type ChainFunction } from '../step.ts'
import { createBatch, type ChainKernel } from './kernel.ts'
import type { StepName } from './step-block.ts'

export const REFERENCE_CHAINS: Readonly<Record<StepName, ChainFunction>> = { indexed: indexedChain, plain: plainChain }

export function nobleKernel(step: StepName): ChainKernel {
  const f = REFERENCE_CHAINS[step]
  const { valueBytes } = f
  const batch = createBatch(step)
  const noId = new Uint8Array(CHAIN_ID_BYTES)
  const rowOf = (column: Uint8Array, row: number): Uint8Array =>
    column.subarray(row * valueBytes, (row + 1) * valueBytes)
  return {
    name: 'noble',
    step,
    valueBytes,
    batch,
    advance(id, value, from, to) {
      value.set(f.walk(step === 'plain' ? noId : id, value, from, to))
    },
    match(count) {
      for (let row = 0; row < count; row += 1) {
        const id = step === 'plain' ? noId : rowOf(batch.ids, row)
        const result = f.walk(id, rowOf(batch.values, row), batch.from[row] ?? 0, batch.to[row] ?? 0)
        batch.matches[row] = equalConstantTime(result, rowOf(batch.expected, row)) ? 1 : 0
      }
    },
  }
}
