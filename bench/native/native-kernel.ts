// A kernel of the addon in the shape that all kernels have, and the test that it must pass beside theirs: what it computes
// is what node:crypto computes, for chains and batches drawn at random.

import { hash, randomBytes } from 'node:crypto'
import { kernelInMemory } from '../../src/chain/kernel/in-memory.ts'
import { BATCH_COUPONS, type ChainKernel } from '../../src/chain/kernel/kernel.ts'
import { memoryMap } from '../../src/chain/kernel/memory.ts'
import type { StepName } from '../../src/chain/kernel/step-block.ts'
import { CHAIN_ID_BYTES } from '../../src/chain/step.ts'
import type { Addon } from './addon.ts'

/** By default the fastest of those that are faster than WebAssembly. Throws `RangeError` for instructions that are not here. */
export function nativeKernel(addon: Addon, step: StepName, instructions?: string): ChainKernel {
  const at = addon.names.findIndex((name) => (instructions === undefined ? isFast(name) : name === instructions))
  const name = addon.names[at]
  if (name === undefined || name === null) {
    throw new RangeError(`this processor has not the instructions for it: ${instructions ?? 'SHA-256 or wide vectors'}`)
  }
  const which = 2 * at + (step === 'indexed' ? 1 : 0)
  const buffer = new ArrayBuffer(memoryMap(step).bytes)
  return kernelInMemory({
    name: 'native',
    instructions: name,
    step,
    buffer,
    walk: addon.walk.bind(undefined, which, buffer),
    match: addon.match.bind(undefined, which, buffer),
  })
}

/** The compiler's vectors are no better than those of WebAssembly. */
function isFast(name: string | null): boolean {
  return name !== null && name !== 'plain C'
}

/** A few hundred steps of chains, and batches with right and wrong values: a few milliseconds. */
export function computesLikeNode(kernel: ChainKernel): boolean {
  // Around the widths of registers, all rows alike and each its own; and once a full batch.
  const alike = [1, 4, 21, 31, 33, 66, BATCH_COUPONS].map((rows) => judgesLikeNode(kernel, rows, () => 1))
  const unlike = [3, 5, 33, 66].map((rows) => judgesLikeNode(kernel, rows, () => below(4)))
  return [walksLikeNode(kernel, 1), walksLikeNode(kernel, 99), ...alike, ...unlike].every(Boolean)
}

function walksLikeNode(kernel: ChainKernel, steps: number): boolean {
  const start = draw(kernel)
  const { id, value, from } = start
  const expected = walkOnNode(kernel.step, start, steps)
  kernel.advance(id, value, from, from + steps)
  return expected.equals(value)
}

/** From the sixty-fifth on, rows repeat the sixty-fourth before them: none of them is hashed for nothing. */
const DISTINCT_ROWS = 64

function judgesLikeNode(kernel: ChainKernel, rows: number, drawSteps: () => number): boolean {
  const { batch, valueBytes } = kernel
  const coupons = Array.from({ length: Math.min(rows, DISTINCT_ROWS) }, () => drawCoupon(kernel, drawSteps()))
  const isRight = Array.from({ length: rows }, () => below(2) === 1)
  batch.matches.fill(2)
  for (let row = 0; row < rows; row += 1) {
    const { id, value, from, steps, expected } = coupons[row % DISTINCT_ROWS] as Coupon
    if (batch.ids.length > 0) batch.ids.set(id, row * CHAIN_ID_BYTES)
    batch.values.set(value, row * valueBytes)
    batch.expected.set(expected, row * valueBytes)
    batch.from[row] = from
    batch.to[row] = from + steps
    const wrong = row * valueBytes + below(valueBytes)
    if (isRight[row] === false) batch.expected[wrong] = (batch.expected[wrong] ?? 0) ^ (1 << below(8))
  }
  kernel.match(rows)
  return isRight.every((right, row) => batch.matches[row] === (right ? 1 : 0))
}

interface Start {
  readonly id: Buffer
  readonly value: Buffer
  readonly from: number
}

interface Coupon extends Start {
  readonly steps: number
  readonly expected: Buffer
}

function drawCoupon(kernel: ChainKernel, steps: number): Coupon {
  const start = draw(kernel)
  return { ...start, steps, expected: walkOnNode(kernel.step, start, steps) }
}

/** Indices of all 32 bits; room for a walk is left above. */
function draw({ valueBytes }: ChainKernel): Start {
  const bytes = randomBytes(CHAIN_ID_BYTES + valueBytes + 4)
  const from = Math.min(bytes.readUInt32BE(CHAIN_ID_BYTES + valueBytes), 2 ** 32 - 128)
  return { id: bytes.subarray(0, CHAIN_ID_BYTES), value: bytes.subarray(CHAIN_ID_BYTES, -4), from }
}

function below(end: number): number {
  return Math.floor(Math.random() * end)
}

/** Both steps as chain/SPEC.md 2 states them, with nothing of ours. */
function walkOnNode(step: StepName, { id, value: start, from }: Start, steps: number): Buffer {
  let value: Buffer = Buffer.from(start)
  const input = Buffer.concat([Buffer.from('TICKv1\0\0'), id, Buffer.alloc(4 + value.length)])
  for (let index = from + 1; index <= from + steps; index += 1) {
    input.writeUInt32BE(index, 24)
    input.set(value, 28)
    const message = step === 'indexed' ? input : value
    value = hash('sha256', message, 'buffer').subarray(0, start.length)
  }
  return value
}
