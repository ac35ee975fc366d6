// A kernel module for one step function: memory, walk(from, to) and match(count).

import { memoryMap } from '../memory.ts'
import { ROUND_CONSTANTS } from '../sha256-constants.ts'
import type { StepName } from '../step-block.ts'
import { emitMatch } from './match.ts'
import { emitWalk } from './walk.ts'
import { littleEndian, writeModule } from './wasm.ts'

export function emitKernel(step: StepName): Uint8Array<ArrayBuffer> {
  return writeModule({
    functions: [
      { name: 'walk', body: emitWalk(step) },
      { name: 'match', body: emitMatch(step) },
    ],
    memoryBytes: memoryMap(step).bytes,
    data: ROUND_CONSTANTS.flatMap(littleEndian),
  })
}
