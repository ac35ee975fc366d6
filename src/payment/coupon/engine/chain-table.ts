// The seller's open chains as columns of one block of memory, a row a slot: 69 bytes a chain, nothing on the heap.

import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../../../chain/step.ts'

export type SlotStatus = (typeof SLOT_STATUS)[keyof typeof SLOT_STATUS]

export const SLOT_STATUS = { free: 0, open: 1, closed: 2 } as const

/** Longest elements first, so that each column is aligned. */
export interface ChainTable {
  readonly capacity: number
  /** The worth of a coupon, minor units: whole numbers below 2^53 are exact, and no bigint is made for a payment. */
  readonly value: Float64Array
  /** Ms since 1970. */
  readonly expires: Float64Array
  /** When the oldest coupon since the last claim was taken, ms since 1970; NaN when none was. */
  readonly waitingSince: Float64Array
  readonly length: Uint32Array
  /** Coupons shown so far: the best of them is in `best`. */
  readonly spent: Uint32Array
  /** Coupons that the acquirer has confirmed as paid. */
  readonly cleared: Uint32Array
  readonly id: Uint8Array
  /** PB_(length - spent): the anchor at first. */
  readonly best: Uint8Array
  readonly status: Uint8Array
}

type ColumnName = Exclude<keyof ChainTable, 'capacity'>

/** In the order in which they lie in memory and in snapshots, with their bytes a row. */
export const COLUMNS: readonly { readonly name: ColumnName; readonly bytes: number }[] = [
  { name: 'value', bytes: 8 },
  { name: 'expires', bytes: 8 },
  { name: 'waitingSince', bytes: 8 },
  { name: 'length', bytes: 4 },
  { name: 'spent', bytes: 4 },
  { name: 'cleared', bytes: 4 },
  { name: 'id', bytes: CHAIN_ID_BYTES },
  { name: 'best', bytes: CHAIN_VALUE_BYTES },
  { name: 'status', bytes: 1 },
]

export const BYTES_PER_CHAIN: number = COLUMNS.reduce((sum, { bytes }) => sum + bytes, 0)

/** An empty table: every slot free. */
export function createTable(capacity: number): ChainTable {
  const memory = new ArrayBuffer(capacity * BYTES_PER_CHAIN)
  const start = (name: ColumnName): number => {
    const before = COLUMNS.slice(
      0,
      COLUMNS.findIndex((column) => column.name === name),
    )
    return before.reduce((sum, { bytes }) => sum + bytes, 0) * capacity
  }
  return {
    capacity,
    value: new Float64Array(memory, start('value'), capacity),
    expires: new Float64Array(memory, start('expires'), capacity),
    waitingSince: new Float64Array(memory, start('waitingSince'), capacity),
    length: new Uint32Array(memory, start('length'), capacity),
    spent: new Uint32Array(memory, start('spent'), capacity),
    cleared: new Uint32Array(memory, start('cleared'), capacity),
    id: new Uint8Array(memory, start('id'), capacity * CHAIN_ID_BYTES),
    best: new Uint8Array(memory, start('best'), capacity * CHAIN_VALUE_BYTES),
    status: new Uint8Array(memory, start('status'), capacity),
  }
}

/** The bytes of the first `rows` rows of a column. */
export function columnBytes(table: ChainTable, name: ColumnName, rows: number): Uint8Array {
  const { buffer, byteOffset, byteLength } = table[name]
  return new Uint8Array(buffer, byteOffset, (byteLength / table.capacity) * rows)
}
