// The seller's open chains in flat memory. What every payment needs of a chain lies together in a row of 64 bytes, which
// is one cache line: with a million chains, fetching rows costs more than hashing. What only claims need lies apart.

import { CHAIN_ID_BYTES, CHAIN_VALUE_BYTES } from '../../../../chain/step.ts'
import { ownMemory, type Allocate } from './row-memory.ts'

const ROW_BYTES = 64
/** Beyond this a row's place would not fit a 32-bit integer. */
const MOST_CHAINS = 2 ** 26

/** Places in a row of numbers, as 64-bit floating point: whole numbers below 2^53 are exact, and none makes a bigint. */
export const NUMBER = {
  /** The worth of a coupon, minor units. */
  value: 0,
  /** Ms since 1970. */
  expires: 1,
} as const

/** Places in a row of 32-bit words; ids and coupons are bytes whose words are only ever copied and compared. */
export const WORD = {
  length: 4,
  /** Coupons shown so far: the best of them is in `best`. */
  spent: 5,
  status: 6,
  /** 1 while a payment on the chain waits to be hashed, which is only ever inside `take`. */
  hashing: 7,
  id: 8,
  /** PB_(length - spent): the anchor at first. */
  best: 12,
} as const

/** `waiting` is open with coupons shown since the last claim. */
export const STATUS = { free: 0, open: 1, waiting: 2, closed: 3 } as const

export interface ChainTable {
  readonly capacity: number
  /** The rows, seen as floating point, as words and as bytes. */
  readonly numbers: Float64Array
  readonly words: Uint32Array
  readonly bytes: Uint8Array
  /** When the oldest coupon since the last claim was taken, ms since 1970; NaN when none was. */
  readonly waitingSince: Float64Array
  /** Coupons that the acquirer has confirmed as paid. */
  readonly cleared: Uint32Array
}

export const BYTES_PER_CHAIN: number = ROW_BYTES + 8 + 4

/** Where the row of a slot starts, in words and in numbers. Kept to 32 bits: else it is a floating-point product. */
export function wordsAt(slot: number): number {
  return (slot * (ROW_BYTES / 4)) | 0
}

export function numbersAt(slot: number): number {
  return (slot * (ROW_BYTES / 8)) | 0
}

/** An empty table: every slot free. Throws `RangeError` for a capacity that is none. */
export function createTable(capacity: number, allocate: Allocate = ownMemory): ChainTable {
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > MOST_CHAINS) {
    throw new RangeError(`room for ${capacity} chains`)
  }
  return tableOver({
    capacity,
    rows: allocate(capacity * ROW_BYTES),
    waitingSince: allocate(capacity * 8),
    cleared: allocate(capacity * 4),
  })
}

/** What a table lies in; threads hand it to each other. */
export interface TableMemory {
  readonly capacity: number
  readonly rows: ArrayBufferLike
  readonly waitingSince: ArrayBufferLike
  readonly cleared: ArrayBufferLike
}

export function memoryOf({ capacity, bytes, waitingSince, cleared }: ChainTable): TableMemory {
  return { capacity, rows: bytes.buffer, waitingSince: waitingSince.buffer, cleared: cleared.buffer }
}

export function tableOver({ capacity, rows, waitingSince, cleared }: TableMemory): ChainTable {
  return {
    capacity,
    numbers: new Float64Array(rows, 0, capacity * (ROW_BYTES / 8)),
    words: new Uint32Array(rows, 0, capacity * (ROW_BYTES / 4)),
    bytes: new Uint8Array(rows, 0, capacity * ROW_BYTES),
    waitingSince: new Float64Array(waitingSince, 0, capacity),
    cleared: new Uint32Array(cleared, 0, capacity),
  }
}

export function isSlot({ capacity }: ChainTable, slot: number): boolean {
  return Number.isInteger(slot) && slot >= 0 && slot < capacity
}

/** `free` where no slot is. */
export function statusOf(table: ChainTable, slot: number): number {
  return isSlot(table, slot) ? (table.words[wordsAt(slot) + WORD.status] ?? STATUS.free) : STATUS.free
}

/** Where they start among the bytes of the rows. */
export function idAt(slot: number): number {
  return slot * ROW_BYTES + 4 * WORD.id
}

export function bestAt(slot: number): number {
  return slot * ROW_BYTES + 4 * WORD.best
}

export function idOf({ bytes }: ChainTable, slot: number): Uint8Array {
  return bytes.subarray(idAt(slot), idAt(slot) + CHAIN_ID_BYTES)
}

export function bestOf({ bytes }: ChainTable, slot: number): Uint8Array {
  return bytes.subarray(bestAt(slot), bestAt(slot) + CHAIN_VALUE_BYTES)
}

/** The bytes of the first `rows` rows, part by part, as snapshots hold them. */
export function partsOf({ bytes, waitingSince, cleared }: ChainTable, rows: number): Uint8Array[] {
  return [
    bytes.subarray(0, rows * ROW_BYTES),
    new Uint8Array(waitingSince.buffer, 0, rows * 8),
    new Uint8Array(cleared.buffer, 0, rows * 4),
  ]
}
