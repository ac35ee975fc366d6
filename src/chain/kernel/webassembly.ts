// The WebAssembly kernel: code from emit/, shipped ready-made. Bytes go in and come out through views of its memory.

import { kernelInMemory } from './in-memory.ts'
import { INDEXED_WASM } from './indexed-wasm.ts'
import type { ChainKernel } from './kernel.ts'
import { PLAIN_WASM } from './plain-wasm.ts'
import type { StepName } from './step-block.ts'

/** Throws what the platform throws where there is no WebAssembly with 128-bit vectors. Each kernel has its own memory. */
export function webAssemblyKernel(step: StepName): ChainKernel {
  const code = Uint8Array.from(atob(MODULES[step]), (letter) => letter.charCodeAt(0))
  const { walk, match, memory } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports
  const kernel = kernelInMemory({
    name: 'webassembly',
    step,
    buffer: memory.buffer,
    walk,
    match(count) {
      // Lanes come in fours: the last rows must not walk whatever an earlier batch left there.
      const { from, to } = kernel.batch
      for (let row = count; row % 4 !== 0; row += 1) to[row] = from[row] = 0
      match(count)
    },
  })
  return kernel
}

const MODULES: Readonly<Record<StepName, string>> = { indexed: INDEXED_WASM, plain: PLAIN_WASM }

/** What of the platform's WebAssembly is used here: no library file of the compiler but that of the browser has it. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: KernelExports }
}

interface KernelExports {
  readonly walk: (from: number, to: number) => void
  readonly match: (count: number) => void
  readonly memory: { readonly buffer: ArrayBuffer }
}
