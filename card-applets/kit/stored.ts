// Structures in cells: of fixed size as they are, of varying size behind a length, where 0 is an empty cell.

import { u16 } from '../../src/bytes/fields.ts'
import { layout, type Layout } from '../../src/bytes/layout.ts'
import type { AppletMemory, Cell } from '../memory/applet-memory.ts'

/** A write to come. */
export type CellChange = readonly [Cell, Uint8Array]

/** One change alone is written atomically, several in one transaction: a tear leaves all old or all new. */
export function writeAll(memory: AppletMemory, changes: readonly CellChange[]): void {
  const first = changes[0]
  if (changes.length === 1 && first !== undefined) {
    first[0].write(first[1])
  } else if (changes.length > 1) {
    memory.transaction(() => {
      for (const [cell, bytes] of changes) cell.write(bytes)
    })
  }
}

interface Length {
  readonly length: number
}
const lengthLayout: Layout<Length> = layout<Length>('Length', { length: u16('of what follows') })
const LENGTH_BYTES = 2

/** The bytes behind their length. */
export function lengthed(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(LENGTH_BYTES + bytes.length)
  whole.set(lengthLayout.encode({ length: bytes.length }))
  whole.set(bytes, LENGTH_BYTES)
  return whole
}

/**
 * Fills an empty cell with more than a commit can hold: the body first and non-atomically, then atomically the length
 * that makes it count. Never to be used on a cell that is in use.
 */
export function writeOnce(cell: Cell, bytes: Uint8Array): void {
  cell.writeNonAtomic(bytes, LENGTH_BYTES)
  cell.write(lengthLayout.encode({ length: bytes.length }))
}

/** Undefined for an empty cell. Throws `DecodeError`. */
export function readLengthed<T>(cell: Cell, layout: Layout<T>): T | undefined {
  const { length } = lengthLayout.decode(cell.read(0, LENGTH_BYTES))
  return length === 0 ? undefined : layout.decode(cell.read(LENGTH_BYTES, length))
}

/** The size of a layout that must have one. Throws `RangeError`. */
export function sizeOf(layout: Pick<Layout<object>, 'name' | 'size'>): number {
  const { name, size } = layout
  if (size === undefined) throw new RangeError(`${name} has no fixed size`)
  return size
}
