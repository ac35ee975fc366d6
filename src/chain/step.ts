// The step function of the hash chains, in the plainest form, on @noble/hashes. It stays as the reference that faster
// kernels are checked against. Sources: SPEC.md 2 for the indexed step; the paper (MD5 or SHA) for the plain one.

import { sha256 } from '@noble/hashes/sha2.js'

/** Bytes of a chain identifier, drawn by the buyer and carried in Common. */
export const CHAIN_ID_BYTES = 16
/** Bytes of a value on an indexed chain: a step of 44 bytes stays inside one SHA-256 block. */
export const CHAIN_VALUE_BYTES = 16

/**
 * A one-way step applied several times. Coupon indices rise towards the anchor: PB_i = F(id, i, PB_(i-1)), and the
 * index bound into a step is that of its output.
 */
export interface ChainFunction {
  readonly name: string
  /** Bytes of a value on the chain. */
  readonly valueBytes: number
  /** Bytes that one step hashes. */
  readonly stepBytes: number
  /**
   * From PB_from to PB_to, `to - from` steps; a fresh array. Throws `RangeError` unless 0 <= from <= to < 2^32, the id
   * has 16 bytes and the value `valueBytes`.
   */
  walk(id: Uint8Array, value: Uint8Array, from: number, to: number): Uint8Array
}

/** F(id, i, x) = first 16 bytes of SHA-256("TICKv1" 00 00 || id || u32(i) || x) (SPEC.md 2). */
export const indexedChain: ChainFunction = {
  name: 'indexed SHA-256/128 on noble',
  valueBytes: CHAIN_VALUE_BYTES,
  stepBytes: 8 + CHAIN_ID_BYTES + 4 + CHAIN_VALUE_BYTES,
  walk(id, value, from, to) {
    checkWalk(id, value, [from, to], CHAIN_VALUE_BYTES)
    const input = new Uint8Array(indexedChain.stepBytes)
    input.set(STEP_PREFIX)
    input.set(id, STEP_PREFIX.length)
    const index = new DataView(input.buffer, STEP_PREFIX.length + CHAIN_ID_BYTES, 4)
    const current = input.subarray(-CHAIN_VALUE_BYTES)
    current.set(value)
    for (let i = from + 1; i <= to; i += 1) {
      index.setUint32(0, i)
      current.set(sha256(input).subarray(0, CHAIN_VALUE_BYTES))
    }
    return current.slice()
  },
}

/** x → SHA-256(x): no chain id, no index; for comparison with other work (its losses: SPEC.md 3). */
export const plainChain: ChainFunction = {
  name: 'plain SHA-256 on noble',
  valueBytes: 32,
  stepBytes: 32,
  walk(id, value, from, to) {
    checkWalk(id, value, [from, to], 32)
    let current = value.slice()
    for (let i = from; i < to; i += 1) current = sha256(current)
    return current
  },
}

const STEP_PREFIX = Uint8Array.of(0x54, 0x49, 0x43, 0x4b, 0x76, 0x31, 0, 0) // "TICKv1" and two zero bytes

/** The range rules of `walk`, shared by every chain function. Throws `RangeError`. */
export function checkWalk(
  id: Uint8Array,
  value: Uint8Array,
  [from, to]: readonly [number, number],
  valueBytes: number,
): void {
  if (id.length !== CHAIN_ID_BYTES) throw new RangeError(`a chain id of ${id.length} bytes`)
  if (value.length !== valueBytes) throw new RangeError(`a chain value of ${value.length} bytes`)
  const whole = Number.isInteger(from) && Number.isInteger(to)
  if (!whole || from < 0 || to < from || to > 0xffffffff) throw new RangeError(`a walk from ${from} to ${to}`)
}
