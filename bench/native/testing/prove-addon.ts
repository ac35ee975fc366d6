// What every compiled addon must do, whoever compiled it: each of its kernels that runs here computes what node:crypto and the
// reference compute, and what does not fit its memory is refused.

import { expect, it } from 'vitest'
import { parseHex, printHex } from '../../../src/bytes/hex.ts'
import { kernelChain } from '../../../src/chain/kernel/kernel.ts'
import { memoryMap } from '../../../src/chain/kernel/memory.ts'
import { passesSelfTest } from '../../../src/chain/kernel/self-test.ts'
import type { Addon } from '../addon.ts'
import { computesLikeNode, nativeKernel } from '../native-kernel.ts'

/** Declares the tests; the addon may be compiled after that. */
export function proveAddon(addonOf: () => Addon, names: Addon['names']): void {
  const kernels = names.flatMap((name) =>
    name === null ? [] : (['plain', 'indexed'] as const).map((step) => ({ name, step })),
  )

  it.each(kernels)('computes like node:crypto and the reference: $name, $step step', ({ name, step }) => {
    for (let turn = 0; turn < 20; turn += 1) expect(computesLikeNode(nativeKernel(addonOf(), step, name))).toBe(true)
    expect(passesSelfTest(nativeKernel(addonOf(), step, name))).toBe(true)
  })

  it.each(kernels.filter(({ step }) => step === 'plain'))('meets the vectors of chain/SPEC.md 5: $name', ({ name }) => {
    const plain = kernelChain(nativeKernel(addonOf(), 'plain', name))
    const start = Uint8Array.from({ length: 32 }, (_, at) => at)
    const eight = 'df01f0bd30b89f4187c3919067c99d5aee753a45894e1e31be4f0e26a26dd27b'
    expect(printHex(plain.walk(new Uint8Array(16), start, 0, 8))).toBe(eight)
    const indexed = kernelChain(nativeKernel(addonOf(), 'indexed', name))
    const w7 = parseHex('f5363602a69c25f4ab86770c3295e351')
    expect(printHex(indexed.walk(new Uint8Array(16).fill(0xa5), w7, 5, 6))).toBe('1d74e924e36f8f4b5c1b12ff4786dbd0')
  })

  it('refuses memory that is too small, gone or none, rows that are too many, and kernels that are none', () => {
    const { match, walk } = addonOf()
    const memory = new ArrayBuffer(memoryMap('indexed').bytes)
    const which = 2 * names.findIndex((name) => name !== null) + 1
    const gone = new ArrayBuffer(memory.byteLength)
    structuredClone(gone, { transfer: [gone] })
    expect(() => match(which, new ArrayBuffer(memory.byteLength - 1), 1)).toThrow(RangeError)
    expect(() => match(which, gone, 1)).toThrow(RangeError)
    expect(() => match(which, new Uint8Array(memory) as never, 1)).toThrow(RangeError)
    expect(() => match(which, memory, 1025)).toThrow(RangeError)
    expect(() => match(2 * names.length, memory, 1)).toThrow(RangeError)
    expect(() => walk(which, memory, 2, 1)).toThrow(RangeError)
    expect(() => (walk as (which: number) => void)(which)).toThrow(RangeError)
    expect(() => match(which, memory, 1024)).not.toThrow()
  })
}
