import { describe, expect, it } from 'vitest'
import { BATCH_COUPONS } from '../../src/chain/kernel/kernel.ts'
import { KERNELS, selectKernel, type KernelSelection } from '../../src/chain/kernel/select.ts'
import type { Addon } from './addon.ts'
import { fastestKernel, kernelFact, nativeCandidates, nativeRefusal } from './fastest-kernel.ts'
import { inventedAddon } from './testing/invented-addon.ts'

function selectFrom(load: () => Addon | undefined): KernelSelection {
  return selectKernel('indexed', [...nativeCandidates(load), ...KERNELS])
}

/** Faults that a compiled kernel could have, each seen in some batches or walks only. */
const FAULTS: Record<string, (addon: Addon) => Partial<Addon>> = {
  'forgets a step of long walks': (addon) => ({
    walk: (which, memory, from, to) => addon.walk(which, memory, from, to - from > 20 ? to - 1 : to),
  }),
  'judges the last row of full batches wrongly': (addon) => ({
    match(which, memory, count) {
      addon.match(which, memory, count)
      const matches = new Uint32Array(memory).subarray(-BATCH_COUPONS)
      if (count === BATCH_COUPONS) matches[count - 1] = 1 - (matches[count - 1] ?? 0)
    },
  }),
  'takes the last of thirty-two rows for right': (addon) => ({
    match(which, memory, count) {
      addon.match(which, memory, count)
      const matches = new Uint32Array(memory).subarray(-BATCH_COUPONS)
      for (let row = 31; row < count; row += 32) matches[row] = 1
    },
  }),
}

describe('a native kernel', () => {
  it('is used where it was built and is right', () => {
    const selection = selectFrom(inventedAddon)
    expect([selection.kernel.name, kernelFact(selection)]).toEqual(['native', 'native invented SHA'])
    expect(nativeRefusal(selection)).toBeUndefined()
  })

  it('is not missed where it was not built', () => {
    const selection = selectFrom(() => undefined)
    expect([selection.kernel.name, kernelFact(selection)]).toEqual(['webassembly', 'webassembly'])
    expect(nativeRefusal(selection)).toBeUndefined()
  })

  it.each(Object.entries(FAULTS))('that %s is refused in one line', (_name, fault) => {
    const addon = inventedAddon()
    const selection = selectFrom(() => ({ ...addon, ...fault(addon) }))
    expect(kernelFact(selection)).toBe('webassembly, native refused')
    expect(nativeRefusal(selection)).toBe(
      'the native chain kernel computes wrongly; webassembly takes its place: npm run native builds it anew',
    )
  })

  it('that cannot be loaded is refused in one line', () => {
    const selection = selectFrom(() => {
      throw new Error('wrong ELF class\nand more')
    })
    expect(kernelFact(selection)).toBe('webassembly, native refused')
    expect(nativeRefusal(selection)).toContain('cannot be used: wrong ELF class; webassembly takes its place')
  })

  it('for a processor without instructions that are faster than WebAssembly is not used', () => {
    const selection = selectFrom(() => inventedAddon([null, 'plain C']))
    expect(selection.kernel.name).toBe('webassembly')
    expect(nativeRefusal(selection)).toContain('has not the instructions')
  })

  it('with wide vectors alone judges batches and leaves chains to WebAssembly', () => {
    const addon = inventedAddon([null, 'AVX2', 'plain C'])
    const selection = selectFrom(() => ({ ...addon, walk: (_which, memory) => void new Uint8Array(memory).fill(0) }))
    expect(kernelFact(selection)).toBe('native AVX2')
  })
})

it('gives every caller a kernel with a batch of its own', () => {
  expect(fastestKernel('indexed').kernel.batch).not.toBe(fastestKernel('indexed').kernel.batch)
})
