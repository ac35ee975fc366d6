// A kernel: the steps of a chain as fast as one engine can take them. Several engines, one interface, equal results.
// Nothing here allocates and nothing is checked again: kernelChain and the seller's engine check what comes from outside.

import { checkWalk, indexedChain, plainChain, type ChainFunction } from '../step.ts'
import { STEP_BLOCKS, type StepName } from './step-block.ts'

export type KernelName = 'native' | 'webassembly' | 'typescript' | 'noble'

/** Coupons that one batch takes. */
export const BATCH_COUPONS = 1024

export interface ChainKernel {
  readonly name: KernelName
  /** Those of the processor that it uses, where kernels of one name differ in them. */
  readonly instructions?: string
  readonly step: StepName
  readonly valueBytes: number
  /**
   * One chain: moves `value` in place from PB_from to PB_to. The caller answers for 0 <= from <= to < 2^32, an id of
   * 16 bytes (the plain step ignores it) and a value of `valueBytes`.
   */
  advance(id: Uint8Array, value: Uint8Array, from: number, to: number): void
  readonly batch: CouponBatch
  /**
   * Many independent coupons: judges the first `count` rows of `batch`, at most BATCH_COUPONS. The caller has filled
   * them and answers for from <= to. Rows may be judged together in time that tells their indices, never their values.
   */
  match(count: number): void
}

/** Columns, one row a coupon. They belong to the kernel, so that nothing is copied twice: fill, match, read. */
export interface CouponBatch {
  /** Chain ids of 16 bytes; empty for the plain step. */
  readonly ids: Uint8Array
  /** The values shown, `valueBytes` each. */
  readonly values: Uint8Array
  /** What they must lead to. */
  readonly expected: Uint8Array
  /** Index of the value shown, and index of the one expected. */
  readonly from: Uint32Array
  readonly to: Uint32Array
  /** Written by `match`: 1 where walking `values` from `from` to `to` gave `expected`, else 0. */
  readonly matches: Uint32Array
}

/** A kernel as the chain function that everybody else computes with. */
export function kernelChain(kernel: ChainKernel): ChainFunction {
  const { name, step, valueBytes } = kernel
  return {
    name: `${step === 'indexed' ? 'indexed SHA-256/128' : 'plain SHA-256'} on ${name}`,
    valueBytes,
    stepBytes: (step === 'indexed' ? indexedChain : plainChain).stepBytes,
    walk(id, value, from, to) {
      checkWalk(id, value, [from, to], valueBytes)
      const result = new Uint8Array(valueBytes)
      result.set(value)
      kernel.advance(id, result, from, to)
      return result
    },
  }
}

/** Columns in ordinary memory, for kernels without their own. */
export function createBatch(step: StepName): CouponBatch {
  const { id, value } = STEP_BLOCKS[step]
  return {
    ids: new Uint8Array(BATCH_COUPONS * 4 * id.words),
    values: new Uint8Array(BATCH_COUPONS * 4 * value.words),
    expected: new Uint8Array(BATCH_COUPONS * 4 * value.words),
    from: new Uint32Array(BATCH_COUPONS),
    to: new Uint32Array(BATCH_COUPONS),
    matches: new Uint32Array(BATCH_COUPONS),
  }
}
