import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { parseHex, printHex } from '../../bytes/hex.ts'
import { CHAIN_ID_BYTES } from '../step.ts'
import { BATCH_COUPONS, kernelChain, type ChainKernel } from './kernel.ts'
import { nobleKernel, REFERENCE_CHAINS } from './noble.ts'
import type { StepName } from './step-block.ts'
import { typescriptKernel } from './typescript.ts'
import { webAssemblyKernel } from './webassembly.ts'

const STEPS: readonly StepName[] = ['indexed', 'plain']
const CREATORS = { webAssemblyKernel, typescriptKernel, nobleKernel }
const CASES = Object.entries(CREATORS).flatMap(([name, create]) => STEPS.map((step) => ({ name, step, create })))
const LAST_INDEX = 0xffffffff
const BORDERS = [0, 1, 2, 255, 256, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, LAST_INDEX - 1, LAST_INDEX]

interface Row {
  readonly id: Uint8Array
  readonly value: Uint8Array
  readonly from: number
  readonly steps: number
  /** Which bit of the expected value is wrong; undefined for a true coupon. */
  readonly wrongBit: number | undefined
}

/** An index near a border that leaves room for `steps`. */
function arbitraryFrom(steps: number): fc.Arbitrary<number> {
  const anywhere = fc.integer({ min: 0, max: LAST_INDEX - steps })
  return fc.oneof(anywhere, fc.constantFrom(...BORDERS.map((border) => Math.max(0, border - steps))))
}

function arbitraryRow(valueBytes: number): fc.Arbitrary<Row> {
  return fc.nat(6).chain((steps) =>
    fc.record({
      id: fc.uint8Array({ minLength: CHAIN_ID_BYTES, maxLength: CHAIN_ID_BYTES }),
      value: fc.uint8Array({ minLength: valueBytes, maxLength: valueBytes }),
      from: arbitraryFrom(steps),
      steps: fc.constant(steps),
      wrongBit: fc.option(fc.nat(valueBytes * 8 - 1), { nil: undefined }),
    }),
  )
}

function fill({ batch, step, valueBytes }: ChainKernel, rows: readonly Row[]): void {
  for (const [at, { id, value, from, steps, wrongBit }] of rows.entries()) {
    const expected = REFERENCE_CHAINS[step].walk(id, value, from, from + steps)
    if (wrongBit !== undefined) expected[wrongBit >> 3]! ^= 1 << (wrongBit & 7)
    if (step === 'indexed') batch.ids.set(id, at * CHAIN_ID_BYTES)
    batch.values.set(value, at * valueBytes)
    batch.expected.set(expected, at * valueBytes)
    batch.from[at] = from
    batch.to[at] = from + steps
  }
}

describe.each(CASES)('$name, $step step', ({ step, create }) => {
  const reference = REFERENCE_CHAINS[step]
  let kernel: ChainKernel
  beforeEach(() => {
    kernel = create(step)
  })

  it('walks as the reference walks, from and to any index', () => {
    const walks = fc
      .nat(40)
      .chain((steps) => fc.tuple(arbitraryRow(kernel.valueBytes), arbitraryFrom(steps), fc.constant(steps)))
    fc.assert(
      fc.property(walks, ([{ id, value }, from, steps]) => {
        expect(kernelChain(kernel).walk(id, value, from, from + steps)).toEqual(
          reference.walk(id, value, from, from + steps),
        )
      }),
    )
  })

  it.each(BORDERS.slice(1))('binds the index %i', (index) => {
    const id = new Uint8Array(CHAIN_ID_BYTES).fill(3)
    const value = new Uint8Array(kernel.valueBytes).fill(5)
    expect(kernelChain(kernel).walk(id, value, index - 1, index)).toEqual(reference.walk(id, value, index - 1, index))
  })

  it('takes id and value from anywhere in memory and writes nothing beside the value', () => {
    for (let offset = 0; offset < 16; offset += 1) {
      const memory = Uint8Array.from({ length: 96 }, (_, at) => at * 7 + offset)
      const before = memory.slice()
      const [idAt, valueAt] = [offset, 32 + offset]
      const value = memory.subarray(valueAt, valueAt + kernel.valueBytes)
      const expected = reference.walk(memory.slice(idAt, idAt + CHAIN_ID_BYTES), value.slice(), 7, 9)
      kernel.advance(memory.subarray(idAt, idAt + CHAIN_ID_BYTES), value, 7, 9)
      before.set(expected, valueAt)
      expect(memory).toEqual(before)
    }
  })

  it('matches exactly the true coupons of a batch, in any order, with any number of steps each', () => {
    const batches = fc.array(arbitraryRow(kernel.valueBytes), { minLength: 1, maxLength: 13 })
    fc.assert(
      fc.property(batches, (rows) => {
        fill(kernel, rows)
        kernel.match(rows.length)
        const found = Array.from(kernel.batch.matches.subarray(0, rows.length))
        expect(found).toEqual(rows.map(({ wrongBit }) => (wrongBit === undefined ? 1 : 0)))
      }),
    )
  })

  it('sees every single wrong bit', () => {
    const bits = kernel.valueBytes * 8
    const rows = Array.from({ length: bits }, (_, wrongBit) => ({
      id: new Uint8Array(CHAIN_ID_BYTES).fill(wrongBit),
      value: new Uint8Array(kernel.valueBytes).fill(wrongBit + 1),
      from: wrongBit,
      steps: 1,
      wrongBit,
    }))
    fill(kernel, rows)
    kernel.match(bits)
    expect(kernel.batch.matches.subarray(0, bits)).toEqual(new Uint32Array(bits))
  })

  it('fills a whole batch, and a short one after it does not walk what the long one left', () => {
    const row = (at: number): Row => ({
      id: new Uint8Array(CHAIN_ID_BYTES).fill(at),
      value: new Uint8Array(kernel.valueBytes).fill(at >> 2),
      from: LAST_INDEX - 2,
      steps: 2,
      wrongBit: at % 5 === 0 ? at % 100 : undefined,
    })
    const rows = Array.from({ length: BATCH_COUPONS }, (_, at) => row(at))
    fill(kernel, rows)
    kernel.match(BATCH_COUPONS)
    expect(Array.from(kernel.batch.matches)).toEqual(rows.map((_, at) => (at % 5 === 0 ? 0 : 1)))
    kernel.batch.to.fill(LAST_INDEX, 1) // rows 1 to 3 share the lanes of row 0: walking them would take minutes
    kernel.batch.from.fill(0, 1)
    kernel.match(1)
    expect(kernel.batch.matches[0]).toBe(0)
  })

  it('keeps kernels apart: a walk does not disturb a filled batch, nor another kernel of the same kind', () => {
    const rows = [
      {
        id: new Uint8Array(CHAIN_ID_BYTES).fill(1),
        value: new Uint8Array(kernel.valueBytes),
        from: 3,
        steps: 1,
        wrongBit: undefined,
      },
    ]
    const other = create(step)
    fill(kernel, rows)
    kernel.advance(new Uint8Array(CHAIN_ID_BYTES), new Uint8Array(kernel.valueBytes), 0, 5)
    other.advance(new Uint8Array(CHAIN_ID_BYTES), new Uint8Array(other.valueBytes), 0, 5)
    other.batch.values.fill(9)
    kernel.match(1)
    expect(kernel.batch.matches[0]).toBe(1)
  })
})

describe.each(Object.entries(CREATORS))('%s', (_name, create) => {
  it.each([
    [1, '630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd'],
    [2, '2f287b4d3d4910f6cada9e1bd1b4648099e8c52c81aa4a6aebfa6fc86f19834e'],
    [8, 'df01f0bd30b89f4187c3919067c99d5aee753a45894e1e31be4f0e26a26dd27b'],
  ])('meets the plain vector of chain/SPEC.md 5, %i steps', (steps, expected) => {
    const start = Uint8Array.from({ length: 32 }, (_, at) => at)
    expect(printHex(kernelChain(create('plain')).walk(new Uint8Array(16), start, 0, steps))).toBe(expected)
  })

  it('meets the indexed vector of chain/SPEC.md 5', () => {
    const f = kernelChain(create('indexed'))
    const w7 = parseHex('f5363602a69c25f4ab86770c3295e351')
    expect(printHex(f.walk(new Uint8Array(16).fill(0xa5), w7, 5, 6))).toBe('1d74e924e36f8f4b5c1b12ff4786dbd0')
  })

  it('agrees with node:crypto, which shares no code with the reference', () => {
    const id = Uint8Array.from({ length: 16 }, (_, at) => 200 - at)
    const value = Uint8Array.from({ length: 16 }, (_, at) => at * at)
    const block = Buffer.concat([Buffer.from('TICKv1\0\0'), id, Buffer.of(0x89, 0xab, 0xcd, 0xef), value])
    const expected = createHash('sha256').update(block).digest('hex').slice(0, 32)
    expect(printHex(kernelChain(create('indexed')).walk(id, value, 0x89abcdee, 0x89abcdef))).toBe(expected)
  })

  it('checks what comes from outside when used as a chain function', () => {
    const f = kernelChain(create('indexed'))
    const [id, value] = [new Uint8Array(16), new Uint8Array(16)]
    expect(() => f.walk(id, value, 4, 3)).toThrow(RangeError)
    expect(() => f.walk(id, value, 0, 2 ** 32)).toThrow(RangeError)
    expect(() => f.walk(id.subarray(1), value, 0, 1)).toThrow(RangeError)
    expect(() => f.walk(id, new Uint8Array(17), 0, 1)).toThrow(RangeError)
  })
})
