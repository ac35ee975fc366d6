// An addon that was never compiled: WebAssembly computes in its place, in a copy of the memory that it is handed.

import type { ChainKernel } from '../../../src/chain/kernel/kernel.ts'
import { memoryMap } from '../../../src/chain/kernel/memory.ts'
import type { StepName } from '../../../src/chain/kernel/step-block.ts'
import { webAssemblyKernel } from '../../../src/chain/kernel/webassembly.ts'
import type { Addon } from '../addon.ts'

export function inventedAddon(names: Addon['names'] = ['invented SHA']): Addon {
  return {
    names,
    walk(which, memory, from, to) {
      onCopy(stepOf(which), memory, (kernel, at) => {
        const bytes = new Uint8Array(memory)
        const value = bytes.subarray(at.value, at.value + kernel.valueBytes)
        kernel.advance(bytes.subarray(at.id, at.id + 16), value, from, to)
      })
    },
    match: (which, memory, count) => onCopy(stepOf(which), memory, (kernel) => kernel.match(count)),
  }
}

function stepOf(which: number): StepName {
  return which % 2 === 1 ? 'indexed' : 'plain'
}

/** Only verdicts are copied back: a walk writes its value itself. */
function onCopy(
  step: StepName,
  memory: ArrayBuffer,
  compute: (kernel: ChainKernel, at: ReturnType<typeof memoryMap>) => void,
): void {
  const [kernel, at] = [webAssemblyKernel(step), memoryMap(step)]
  new Uint8Array(kernel.batch.values.buffer).set(new Uint8Array(memory).subarray(at.ids), at.ids)
  compute(kernel, at)
  new Uint32Array(memory, at.matches, kernel.batch.matches.length).set(kernel.batch.matches)
}
