import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lanes, scalar, type Word } from './arithmetic.ts'
import { kernelSource } from './source.ts'
import { constant, functionBody, unsigned, writeModule } from './wasm.ts'

it.each(['indexed', 'plain'] as const)(
  '%s-wasm.ts is what the emitter writes: run `npx tsx bench/house/write-kernels.ts` after changing it',
  (step) => {
    expect(readFileSync(new URL(`../${step}-wasm.ts`, import.meta.url), 'utf8')).toBe(kernelSource(step))
  },
)

describe.each([
  ['scalar', scalar],
  ['lanes', lanes],
])('%s arithmetic', (_name, math) => {
  const x: Word = [0x20, 0]

  it('computes at once what is known', () => {
    expect(math.sum(0xffffffff, 2)).toBe(1)
    expect(math.xor(0xf0f0f0f0, 0xffffffff)).toBe(0x0f0f0f0f)
    expect(math.and(0x80000001, 0xffffffff)).toBe(0x80000001)
    expect(math.rotate(1, 1)).toBe(0x80000000)
    expect(math.shift(0x80000000, 31)).toBe(1)
  })

  it('writes no code for adding or mixing in zero', () => {
    expect(math.sum(0, x, 0)).toBe(x)
    expect(math.xor(x, 0)).toBe(x)
  })

  it('adds the known words of a sum up, in the place of the first', () => {
    expect(math.sum(x, 3, x, 4)).toEqual(math.sum(x, 7, x))
  })
})

describe('the binary format', () => {
  it.each([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [624_485, [0xe5, 0x8e, 0x26]],
    [0xffffffff, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('writes %i as unsigned LEB128', (value, expected) => {
    expect(unsigned(value)).toEqual(expected)
  })

  it.each([
    [0, [0]],
    [63, [0x3f]],
    [64, [0xc0, 0]],
    [-64, [0x40]],
    [0x80000000, [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])('writes %i as signed LEB128', (value, expected) => {
    expect(constant(value).slice(1)).toEqual(expected)
  })

  it('writes an empty module that the platform compiles', () => {
    const body = functionBody(1)
    const module = writeModule({ functions: [{ name: 'nothing', body }], memoryBytes: 1, data: [1] })
    const { WebAssembly } = globalThis as unknown as { WebAssembly: { validate(code: Uint8Array): boolean } }
    expect(WebAssembly.validate(module)).toBe(true)
  })
})
