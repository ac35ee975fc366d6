// The chain functions of this process on the fastest kernel that runs here. Choosing one compiles it and holds it against
// the reference, some 15 ms, so that is done once for all who walk chains, and only when the first of them does.

import { REFERENCE_CHAINS } from './noble.ts'
import { kernelChain } from './kernel.ts'
import { selectKernel } from './select.ts'
import type { StepName } from './step-block.ts'
import type { ChainFunction } from '../step.ts'

/** Gives what the reference gives. */
export const fastestChain: ChainFunction = chosenAtFirstStep('indexed')

/** The same for the plain step. */
export const fastestPlainChain: ChainFunction = chosenAtFirstStep('plain')

function chosenAtFirstStep(step: StepName): ChainFunction {
  const { valueBytes, stepBytes } = REFERENCE_CHAINS[step]
  let chosen: ChainFunction | undefined
  return {
    name: `${step} step on the fastest kernel`,
    valueBytes,
    stepBytes,
    walk(id, value, from, to) {
      chosen ??= kernelChain(selectKernel(step).kernel)
      return chosen.walk(id, value, from, to)
    },
  }
}
