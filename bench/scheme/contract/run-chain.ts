// What the parties of a run walk chains with: the fastest kernel that exists here and passes its self-test. The judge
// (the checks of each scheme) computes with the reference instead, so that the two are compared in every run.

import { kernelChain } from '../../../src/chain/kernel/kernel.ts'
import { fastestKernel } from '../../native/fastest-kernel.ts'
import type { ChainFunction } from '../../../src/chain/step.ts'

export const runChain: ChainFunction = kernelChain(fastestKernel('indexed').kernel)
