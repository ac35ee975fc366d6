// The table of open chains as bytes: a head, then every column up to the last slot in use, in the byte order of the
// machines that this runs on (little-endian). Restoring checks every row: a snapshot is a file, and files are hostile.

import { DecodeError } from '../../../bytes/decode-error.ts'
import { fixed, u32 } from '../../../bytes/fields.ts'
import { fixedSize, layout, type Layout } from '../../../bytes/layout.ts'
import { isChainLength } from '../../../chain/chain.ts'
import { BYTES_PER_CHAIN, columnBytes, COLUMNS, createTable, SLOT_STATUS, type ChainTable } from './chain-table.ts'

interface Head {
  readonly kind: Uint8Array
  readonly rows: number
}

const headLayout: Layout<Head> = layout<Head>('EngineSnapshot', {
  kind: fixed(8, '"tickeng" and version 1'),
  rows: u32('rows of each column'),
})

const KIND = Uint8Array.of(0x74, 0x69, 0x63, 0x6b, 0x65, 0x6e, 0x67, 1)
const HEAD_BYTES = fixedSize(headLayout) ?? 0

export function snapshotTable(table: ChainTable): Uint8Array {
  const rows = table.status.findLastIndex((status) => status !== SLOT_STATUS.free) + 1
  const bytes = new Uint8Array(HEAD_BYTES + rows * BYTES_PER_CHAIN)
  bytes.set(headLayout.encode({ kind: KIND, rows }))
  let at = HEAD_BYTES
  for (const { name } of COLUMNS) {
    const column = columnBytes(table, name, rows)
    bytes.set(column, at)
    at += column.length
  }
  return bytes
}

/** A table for `capacity` chains with the rows of the snapshot. Throws `DecodeError`. */
export function restoreTable(bytes: Uint8Array, capacity: number): ChainTable {
  const { kind, rows } = headLayout.decode(bytes.subarray(0, HEAD_BYTES))
  if (!kind.every((byte, at) => byte === KIND[at]))
    throw new DecodeError('EngineSnapshot.kind', 'no engine snapshot of version 1')
  if (rows > capacity) throw new DecodeError('EngineSnapshot.rows', `${rows} rows where ${capacity} fit`)
  if (bytes.length !== HEAD_BYTES + rows * BYTES_PER_CHAIN) {
    throw new DecodeError('EngineSnapshot.columns', `${bytes.length - HEAD_BYTES} bytes for ${rows} rows`)
  }
  const table = createTable(capacity)
  let at = HEAD_BYTES
  for (const { name } of COLUMNS) {
    const column = columnBytes(table, name, rows)
    column.set(bytes.subarray(at, at + column.length))
    at += column.length
  }
  for (let row = 0; row < rows; row += 1) checkRow(table, row)
  return table
}

function checkRow(table: ChainTable, row: number): void {
  const at = (column: Exclude<(typeof COLUMNS)[number]['name'], 'id' | 'best'>): number =>
    table[column][row] ?? Number.NaN
  const wrong = (column: string, impossible: boolean): void => {
    if (impossible) throw new DecodeError(`EngineSnapshot.${column}`, `impossible in row ${row}`)
  }
  const [status, waitingSince] = [at('status'), at('waitingSince')]
  if (status === SLOT_STATUS.free) return
  wrong('status', status !== SLOT_STATUS.open && status !== SLOT_STATUS.closed)
  wrong('value', !Number.isSafeInteger(at('value')) || at('value') <= 0)
  wrong('expires', !Number.isSafeInteger(at('expires')))
  wrong('waitingSince', !Number.isNaN(waitingSince) && !Number.isSafeInteger(waitingSince))
  wrong('length', !isChainLength(at('length')))
  wrong('spent', at('spent') > at('length'))
  wrong('cleared', at('cleared') > at('spent'))
}
