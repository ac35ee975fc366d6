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
  /** Where the last change that was asked for lies. It may never have been written, or was rolled back. */
  let present = cells[0]
  let at = 0
  let sequence = -1
  /** Whether the draft is that change. */
  let isDrafted = false
  const isThere = (): boolean => present?.u32At(0) === sequence
  const find = (): Cell => {
    if (present !== undefined && isThere()) return present
    isDrafted = false
    at = newestOf(cells)
    present = cells[at]
    if (present === undefined) throw new RangeError('a rotating cell of no cells')
    sequence = present.u32At(0)
    return present
  }
  /** The cell of the next change. */
  const takeTurn = (): Cell | undefined => {
    at = at + 1 < count ? at + 1 : 0
    sequence += 1
    return (present = cells[at])
  }
  return {
    read: () => turn.decode(find().read()).value,
    change(value) {
      const last = find()
      const cell = takeTurn() ?? last
      const encoded = turn.encode({ sequence, value })
      bytes.set(encoded)
      isDrafted = true
      return [cell, encoded]
    },
    redraft() {
      if (!isDrafted || sequence === LAST_SEQUENCE || !isThere()) return undefined
      const cell = takeTurn()
      draft.view.setUint32(0, sequence)
      return cell
    },
    draft,
  }
}

const LAST_SEQUENCE = 0xffffffff

const SEQUENCE_BYTES = 4

/** Where the highest sequence is; of equal ones the first. */
function newestOf(cells: readonly Cell[]): number {
  const sequences = cells.map((cell) => cell.u32At(0))
  return sequences.indexOf(Math.max(...sequences))
}
