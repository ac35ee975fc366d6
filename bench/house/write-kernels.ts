// Writes the WebAssembly kernels of src/chain/kernel from their emitter: `npx tsx bench/house/write-kernels.ts`.

import { writeFileSync } from 'node:fs'
import { kernelSource } from '../../src/chain/kernel/emit/source.ts'

for (const step of ['indexed', 'plain'] as const) {
  writeFileSync(new URL(`../../src/chain/kernel/${step}-wasm.ts`, import.meta.url), kernelSource(step))
}
