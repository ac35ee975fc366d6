// A kernel module as a source file, so that it goes through the compiler into the package and is read without I/O.

import type { StepName } from '../step-block.ts'
import { emitKernel } from './module.ts'

/** The text of `indexed-wasm.ts` or `plain-wasm.ts`. Line ends inside are skipped when the text is decoded. */
export function kernelSource(step: StepName): string {
  const lines = btoa(String.fromCharCode(...emitKernel(step))).match(/.{1,112}/g) ?? []
  return [
    `// WebAssembly for the ${step} step, written by emit/. Do not edit: \`npx tsx bench/house/write-kernels.ts\`.`,
    '',
    '/** A module in Base64. */',
    `export const ${step.toUpperCase()}_WASM = \``,
    ...lines,
    '`',
    '',
  ].join('\n')
}
