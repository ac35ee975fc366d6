// Before a kernel is used it proves itself against the reference: indices at every border, walks of many lengths, and
// batches in which every byte of a coupon is wrong once. About four hundred steps: a few milliseconds.

import { CHAIN_ID_BYTES } from '../step.ts'
import type { ChainKernel } from './kernel.ts'
import { REFERENCE_CHAINS } from './noble.ts'

/** Whether the kernel gives what the reference gives. A kernel that throws has not passed. */
export function passesSelfTest(kernel: ChainKernel): boolean {
  try {
    return (
      WALKS.every(([from, to]) => walksRight(kernel, from, to)) && BATCHES.every((rows) => matchesRight(kernel, rows))
    )
  } catch {
    return false
  }
}

const LAST_INDEX = 0xffffffff
const WALKS: readonly (readonly [from: number, to: number])[] = [
  [0, 0],
  [0, 1],
  [1, 2],
  [5, 12],
  [2 ** 31 - 2, 2 ** 31 + 2],
  [LAST_INDEX - 1, LAST_INDEX],
  [100, 200],
]
/** Row counts around the four lanes; in the longest every byte of a value is wrong once. */
const BATCHES: readonly number[] = [1, 2, 3, 4, 5, 7, 66, 4]

function walksRight(kernel: ChainKernel, from: number, to: number): boolean {
  const id = pattern(CHAIN_ID_BYTES, from)
  const value = pattern(kernel.valueBytes, to)
  const expected = REFERENCE_CHAINS[kernel.step].walk(id, value, from, to)
  kernel.advance(id, value, from, to)
  return equal(value, expected)
}

/** Every second row is true; the others are wrong in one bit of a byte that moves along from row to row. */
function matchesRight(kernel: ChainKernel, rows: number): boolean {
  const { batch, valueBytes } = kernel
  const f = REFERENCE_CHAINS[kernel.step]
  batch.matches.fill(2)
  for (let row = 0; row < rows; row += 1) {
    const steps = row % 4
    const from = row % 3 === 0 ? LAST_INDEX - steps : row
    const [id, value] = [pattern(CHAIN_ID_BYTES, row), pattern(valueBytes, row + 1)]
    const expected = f.walk(id, value, from, from + steps)
    if (isWrong(row)) expected[(row >> 1) % valueBytes] = (expected[(row >> 1) % valueBytes] ?? 0) ^ (1 << (row % 8))
    if (batch.ids.length > 0) batch.ids.set(id, row * CHAIN_ID_BYTES)
    batch.values.set(value, row * valueBytes)
    batch.expected.set(expected, row * valueBytes)
    batch.from[row] = from
    batch.to[row] = from + steps
  }
  kernel.match(rows)
  return batch.matches.subarray(0, rows).every((found, row) => found === (isWrong(row) ? 0 : 1))
}

function isWrong(row: number): boolean {
  return row % 2 === 1
}

/** Bytes without a regularity that a transposed or shifted lane would share. */
function pattern(length: number, start: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => ((start % 251) + 17) * (at + 3) + at * at * 29)
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}
