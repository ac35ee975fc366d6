// The kernel that everything outside `src` computes with: the native one where it was built and computes rightly, else what
// `src` has. A native one that does not is named in one line and never used.

import { KERNELS, selectKernel, type KernelCandidate, type KernelSelection } from '../../src/chain/kernel/select.ts'
import type { ChainKernel } from '../../src/chain/kernel/kernel.ts'
import type { StepName } from '../../src/chain/kernel/step-block.ts'
import { webAssemblyKernel } from '../../src/chain/kernel/webassembly.ts'
import { loadAddon, type Addon } from './addon.ts'
import { computesLikeNode, nativeKernel } from './native-kernel.ts'

/** The fastest first. */
export function kernelCandidates(): readonly KernelCandidate[] {
  candidates ??= [...nativeCandidates(loadAddon), ...KERNELS]
  return candidates
}

let candidates: readonly KernelCandidate[] | undefined

/** None where no addon was built. Each step is compared with node:crypto once. */
export function nativeCandidates(load: () => Addon | undefined): readonly KernelCandidate[] {
  try {
    const addon = load()
    if (addon === undefined) return []
    const seen = new Map<StepName, boolean>()
    const check = (kernel: ChainKernel): boolean => {
      const isRight = seen.get(kernel.step) ?? computesLikeNode(kernel)
      seen.set(kernel.step, isRight)
      return isRight
    }
    return [{ name: 'native', create: (step) => fastestNative(addon, step), check }]
  } catch (cause) {
    const create = (): never => {
      throw cause
    }
    return [{ name: 'native', create }]
  }
}

/** Without instructions for SHA-256 only batches are faster than WebAssembly, and chains are left to it. */
function fastestNative(addon: Addon, step: StepName): ChainKernel {
  const kernel = nativeKernel(addon, step)
  if (kernel.instructions?.includes('SHA') === true) return kernel
  const forChains = webAssemblyKernel(step)
  return { ...kernel, advance: (id, value, from, to) => forChains.advance(id, value, from, to) }
}

/** A kernel of its own for every caller. */
export function fastestKernel(step: StepName): KernelSelection {
  const selection = selectKernel(step, kernelCandidates())
  const refused = nativeRefusal(selection)
  if (refused !== undefined && !isTold && process.send === undefined) process.stderr.write(`${refused}\n`)
  isTold = true
  return selection
}

let isTold = false

/** What is wrong with the native kernel, in one line; undefined where it runs or was not built. */
export function nativeRefusal({ kernel, passedOver }: KernelSelection): string | undefined {
  const found = passedOver.find(({ name }) => name === 'native')
  if (found === undefined) return undefined
  const why = found.reason === 'failedSelfTest' ? 'computes wrongly' : `cannot be used: ${firstLine(found.cause)}`
  return `the native chain kernel ${why}; ${kernel.name} takes its place: npm run native builds it anew`
}

function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? ''
}

/** For documents. */
export function kernelFact(selection: KernelSelection = fastestKernel('indexed')): string {
  const name = kernelName(selection.kernel)
  return nativeRefusal(selection) === undefined ? name : `${name}, native refused`
}

/** Such as `native SHA-NI and AVX-512`. */
export function kernelName({ name, instructions }: ChainKernel): string {
  return instructions === undefined ? name : `${name} ${instructions}`
}
