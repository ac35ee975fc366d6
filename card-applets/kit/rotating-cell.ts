// A structure that is rewritten often, spread over several cells: each write goes to the next one, the highest sequence
// counts. The same number of writes as one cell, and so many times its life (cafe-tick/SPEC.md 4).

import { nested, u32 } from '../../src/bytes/fields.ts'
import { layout, type Layout } from '../../src/bytes/layout.ts'
import type { AppletMemory, Cell } from '../memory/applet-memory.ts'
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
  memory: Pick<AppletMemory, 'allocate'>,
  { name, layout: inner, cells: count, initial }: RotatingCellOptions<T>,
): RotatingCell<T> {
  const turn = turnLayout(inner)
  const size = sizeOf(turn)
  const cells = Array.from({ length: count }, (_, at) =>
    memory.allocate(`${name}${at}`, size, () => turn.encode({ sequence: 0, value: initial })),
  )
  /** The last change that was asked for. It may never have been written, or was rolled back: then all cells are looked at. */
  let known: Newest | undefined
  const newest = (): Newest => {
    if (known !== undefined && sequenceOf(known.cell) === known.sequence) return known
    return (known = newestOf(cells))
  }
  return {
    read: () => turn.decode(newest().cell.read()).value,
    change(value) {
      const last = newest()
      const [at, sequence] = [(last.at + 1) % count, last.sequence + 1]
      const cell = cells[at] ?? last.cell
      known = { cell, at, sequence }
      return [cell, turn.encode({ sequence, value })]
    },
  }
}

const SEQUENCE_BYTES = 4

interface Newest {
  readonly cell: Cell
  readonly at: number
  readonly sequence: number
}

function newestOf(cells: readonly Cell[]): Newest {
  let found: Newest | undefined
  for (const [at, cell] of cells.entries()) {
    const sequence = sequenceOf(cell)
    if (found === undefined || sequence > found.sequence) found = { cell, at, sequence }
  }
  if (found === undefined) throw new RangeError('a rotating cell of no cells')
  return found
}

/** Big-endian. Looked at with every write: a `DataView` would cost more than all the rest. */
function sequenceOf(cell: Cell): number {
  let sequence = 0
  for (const byte of cell.read(0, SEQUENCE_BYTES)) sequence = sequence * 256 + byte
  return sequence
}
