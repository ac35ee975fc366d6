// The table of open chains as bytes: a head, then rows, waiting times and cleared counts up to the last slot in use, in
// the byte order of the machines that this runs on (little-endian). Restoring checks every row: a snapshot is a file, and
// files are hostile.

import { counted } from '../../../../bytes/counted.ts'
import { DecodeError } from '../../../../bytes/decode-error.ts'
import { fixed, u32 } from '../../../../bytes/fields.ts'
import { layout, type Layout } from '../../../../bytes/layout.ts'
import { isChainLength } from '../../../../chain/chain.ts'
import {
  BYTES_PER_CHAIN,
  createTable,
  NUMBER,
  partsOf,
  numbersAt,
  wordsAt,
  STATUS,
  statusOf,
  WORD,
  type ChainTable,
} from './chain-table.ts'
import { ownMemory, type Allocate } from './row-memory.ts'

interface Head {
  readonly kind: Uint8Array
  readonly rows: number
}

const headLayout: Layout<Head> = layout<Head>('EngineSnapshot', {
  kind: fixed(8, '"tickeng" and version 1'),
  rows: u32('rows that follow'),
})

const KIND = Uint8Array.of(0x74, 0x69, 0x63, 0x6b, 0x65, 0x6e, 0x67, 1)
const HEAD_BYTES = headLayout.size ?? 0

export function snapshotTable(table: ChainTable): Uint8Array {
  let rows = table.capacity
  while (rows > 0 && statusOf(table, rows - 1) === STATUS.free) rows -= 1
  const bytes = new Uint8Array(HEAD_BYTES + rows * BYTES_PER_CHAIN)
  bytes.set(headLayout.encode({ kind: KIND, rows }))
  let at = HEAD_BYTES
  for (const part of partsOf(table, rows)) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** A table for `capacity` chains with the rows of the snapshot. Throws `DecodeError`. */
export function restoreTable(bytes: Uint8Array, capacity: number, allocate: Allocate = ownMemory): ChainTable {
  const { kind, rows } = headLayout.decode(bytes.subarray(0, HEAD_BYTES))
  const isKnown = kind.every((byte, at) => byte === KIND[at])
  if (!isKnown) throw new DecodeError('EngineSnapshot.kind', 'no engine snapshot of version 1')
  if (rows > capacity) throw new DecodeError('EngineSnapshot.rows', `${counted(rows, 'row')} where ${capacity} fit`)
  if (bytes.length !== HEAD_BYTES + rows * BYTES_PER_CHAIN) {
    throw new DecodeError(
      'EngineSnapshot.rows',
      `${counted(bytes.length - HEAD_BYTES, 'byte')} for ${counted(rows, 'row')}`,
    )
  }
  const table = createTable(capacity, allocate)
  let at = HEAD_BYTES
  for (const part of partsOf(table, rows)) {
    part.set(bytes.subarray(at, at + part.length))
    at += part.length
  }
  for (let row = 0; row < rows; row += 1) checkRow(table, row)
  return table
}

function checkRow(table: ChainTable, row: number): void {
  const number = (place: number): number => table.numbers[numbersAt(row) + place] ?? 0
  const word = (place: number): number => table.words[wordsAt(row) + place] ?? 0
  const wrong = (column: string, isWrong: boolean): void => {
    if (isWrong) throw new DecodeError(`EngineSnapshot.${column}`, `impossible in row ${row}`)
  }
  const status = statusOf(table, row)
  const waitingSince = table.waitingSince[row] ?? 0
  wrong('hashing', word(WORD.hashing) !== 0)
  if (status === STATUS.free) return
  wrong('status', status > STATUS.closed)
  wrong('value', !Number.isSafeInteger(number(NUMBER.value)) || number(NUMBER.value) <= 0)
  wrong('expires', !Number.isSafeInteger(number(NUMBER.expires)))
  wrong('length', !isChainLength(word(WORD.length)))
  wrong('spent', word(WORD.spent) > word(WORD.length))
  wrong('cleared', (table.cleared[row] ?? 0) > word(WORD.spent))
  wrong('waitingSince', !Number.isNaN(waitingSince) && !Number.isSafeInteger(waitingSince))
  wrong('waitingSince', status === STATUS.waiting && Number.isNaN(waitingSince))
  wrong('waitingSince', status === STATUS.open && !Number.isNaN(waitingSince))
}
