// The WebAssembly kernel: code from emit/, shipped ready-made. Bytes go in and come out through views of its memory.

import { INDEXED_WASM } from './indexed-wasm.ts'
import { BATCH_COUPONS, type ChainKernel } from './kernel.ts'
import { memoryMap } from './memory.ts'
import { PLAIN_WASM } from './plain-wasm.ts'
import { STEP_BLOCKS, type StepName } from './step-block.ts'

/** Throws what the platform throws where there is no WebAssembly with 128-bit vectors. Each kernel has its own memory. */
export function webAssemblyKernel(step: StepName): ChainKernel {
  const code = Uint8Array.from(atob(MODULES[step]), (letter) => letter.charCodeAt(0))
  const { walk, match, memory } = new WebAssembly.Instance(new WebAssembly.Module(code)).exports
  const at = memoryMap(step)
  const [idBytes, valueBytes] = [4 * STEP_BLOCKS[step].id.words, 4 * STEP_BLOCKS[step].value.words]
  const bytes = (start: number, length: number): Uint8Array => new Uint8Array(memory.buffer, start, length)
  const numbers = (start: number): Uint32Array => new Uint32Array(memory.buffer, start, BATCH_COUPONS)
  const [chainId, chainValue] = [bytes(at.id, idBytes), bytes(at.value, valueBytes)]
  const batch = {
    ids: bytes(at.ids, BATCH_COUPONS * idBytes),
    values: bytes(at.values, BATCH_COUPONS * valueBytes),
    expected: bytes(at.expected, BATCH_COUPONS * valueBytes),
    from: numbers(at.from),
    to: numbers(at.to),
    matches: numbers(at.matches),
  }
  return {
    name: 'webassembly',
    step,
    valueBytes,
    batch,
    advance(id, value, from, to) {
      if (idBytes > 0) chainId.set(id)
      chainValue.set(value)
      for (let at = from; at < to; at += WALK_STEPS) walk(at, Math.min(at + WALK_STEPS, to))
      value.set(chainValue)
    },
    match(count) {
      // Lanes come in fours: the last rows must not walk whatever an earlier batch left there.
      for (let row = count; row % 4 !== 0; row += 1) batch.to[row] = batch.from[row] = 0
      match(count)
    },
  }
}

/** A long walk goes in pieces: the platform swaps in its optimised code between two calls, never inside one. */
const WALK_STEPS = 2048

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
