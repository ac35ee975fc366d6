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
  /** For a value of which little changes: the structure of the last change, to be changed in place. */
  readonly draft: Draft
  /** The cell in which the draft, once changed, is to be written. Undefined where it is not of the present value. */
  redraft(): Cell | undefined
}

export interface Draft {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Where the structure begins. */
  readonly at: number
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
  const bytes = new Uint8Array(size)
  const draft = { bytes, view: new DataView(bytes.buffer), at: SEQUENCE_BYTES }
  /** The last change that was asked for. It may never have been written, or was rolled back: then all cells are looked at. */
  let known: Newest | undefined
  /** Whether the draft is that change. */
  let isDrafted = false
  const newest = (): Newest => {
    if (known !== undefined && known.cell.u32At(0) === known.sequence) return known
    isDrafted = false
    return (known = newestOf(cells))
  }
  const takeTurn = (present: Newest): Newest => {
    const at = (present.at + 1) % count
    return (known = { cell: cells[at] ?? present.cell, at, sequence: present.sequence + 1 })
  }
  return {
    read: () => turn.decode(newest().cell.read()).value,
    change(value) {
      const { cell, sequence } = takeTurn(newest())
      const encoded = turn.encode({ sequence, value })
      bytes.set(encoded)
      isDrafted = true
      return [cell, encoded]
    },
    redraft() {
      if (!isDrafted || known === undefined || known.cell.u32At(0) !== known.sequence) return undefined
      if (known.sequence === LAST_SEQUENCE) return undefined
      const { cell, sequence } = takeTurn(known)
      draft.view.setUint32(0, sequence)
      return cell
    },
    draft,
  }
}

const LAST_SEQUENCE = 0xffffffff

const SEQUENCE_BYTES = 4

interface Newest {
  readonly cell: Cell
  readonly at: number
  readonly sequence: number
}

function newestOf(cells: readonly Cell[]): Newest {
  let found: Newest | undefined
  for (const [at, cell] of cells.entries()) {
    const sequence = cell.u32At(0)
    if (found === undefined || sequence > found.sequence) found = { cell, at, sequence }
  }
  if (found === undefined) throw new RangeError('a rotating cell of no cells')
  return found
}
