// Which kernel runs here: the fastest that exists on this platform and passes its self-test.

import type { ChainKernel, KernelName } from './kernel.ts'
import { nobleKernel } from './noble.ts'
import { passesSelfTest } from './self-test.ts'
import type { StepName } from './step-block.ts'
import { typescriptKernel } from './typescript.ts'
import { webAssemblyKernel } from './webassembly.ts'

export interface KernelCandidate {
  readonly name: KernelName
  /** May throw where the platform lacks what the kernel needs. */
  readonly create: (step: StepName) => ChainKernel
  /** What it must pass beside the self-test. */
  readonly check?: (kernel: ChainKernel) => boolean
}

export interface KernelSelection {
  readonly kernel: ChainKernel
  /** The faster kernels that do not run, and why. */
  readonly passedOver: readonly PassedOver[]
}

export interface PassedOver {
  readonly name: KernelName
  readonly reason: 'unavailable' | 'failedSelfTest'
  /** What the platform threw. */
  readonly cause?: unknown
}

/** Fastest first. */
export const KERNELS: readonly KernelCandidate[] = [
  { name: 'webassembly', create: webAssemblyKernel },
  { name: 'typescript', create: typescriptKernel },
]

/** A kernel of its own for every caller, with its own batch. The reference is left when no candidate passes. */
export function selectKernel(step: StepName, candidates: readonly KernelCandidate[] = KERNELS): KernelSelection {
  const passedOver: PassedOver[] = []
  for (const { name, create, check } of candidates) {
    try {
      const kernel = create(step)
      if (passesSelfTest(kernel) && check?.(kernel) !== false) return { kernel, passedOver }
      passedOver.push({ name, reason: 'failedSelfTest' })
    } catch (cause) {
      passedOver.push({ name, reason: 'unavailable', cause })
    }
  }
  return { kernel: nobleKernel(step), passedOver }
}
