// A structure that is rewritten often, spread over several cells: each write goes to the next one, the highest sequence
// counts. The same number of writes as one cell, and so many times its life (protocols.md 3.3, tear rule 5).

import { nested, u32 } from '../src/bytes/fields.ts'
import { layout, type Layout } from '../src/bytes/layout.ts'
import type { AppletMemory, Cell } from './memory/applet-memory.ts'
import { sizeOf, type CellChange } from './stored.ts'

export interface RotatingCell<T> {
  /** Throws `DecodeError`. */
  read(): T
  /** The write that makes `value` the present one: atomic, alone or in a transaction. */
  change(value: T): CellChange
}

/** What lies in one of the cells. */
interface Turn<T> {
  readonly sequence: number
  readonly value: T
}

export function turnLayout<T>(inner: Layout<T>): Layout<Turn<T>> {
  return layout<Turn<T>>(`Turn${inner.name}`, {
    sequence: u32('of writes; the highest counts'),
    value: nested(inner, 'the structure'),
  })
}

export interface RotatingCellOptions<T> {
  readonly name: string
  readonly layout: Layout<T>
  readonly cells: number
  readonly initial: T
}

/** Allocates cells named `name0`, `name1` and so on. Throws `RangeError` for a layout without a fixed size. */
export function allocateRotating<T>(
  memory: AppletMemory,
  { name, layout: inner, cells: count, initial }: RotatingCellOptions<T>,
): RotatingCell<T> {
  const turn = turnLayout(inner)
  const size = sizeOf(turn)
  const cells = Array.from({ length: count }, (_, at) =>
    memory.allocate(`${name}${at}`, size, () => turn.encode({ sequence: 0, value: initial })),
  )
  return {
    read: () => turn.decode(newest(cells).cell.read()).value,
    change(value) {
      const { at, sequence } = newest(cells)
      const next = cells[(at + 1) % count]
      if (next === undefined) throw new RangeError('a rotating cell of no cells')
      return [next, turn.encode({ sequence: sequence + 1, value })]
    },
  }
}

const SEQUENCE_BYTES = 4

function newest(cells: readonly Cell[]): { readonly cell: Cell; readonly at: number; readonly sequence: number } {
  let found: { cell: Cell; at: number; sequence: number } | undefined
  for (const [at, cell] of cells.entries()) {
    const bytes = cell.read(0, SEQUENCE_BYTES)
    const sequence = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
    if (found === undefined || sequence > found.sequence) found = { cell, at, sequence }
  }
  if (found === undefined) throw new RangeError('a rotating cell of no cells')
  return found
}
