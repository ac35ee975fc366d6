import { describe, expect, it } from 'vitest'
import { u32 } from '../../src/bytes/fields.ts'
import { layout, type Layout } from '../../src/bytes/layout.ts'
import type { AppletMemory } from '../memory/applet-memory.ts'
import { AppletCells } from '../memory/applet-cells.ts'
import { CardMemory } from '../memory/card-memory.ts'
import { PowerLost } from '../memory/memory-fault.ts'
import { allocateRotating } from './rotating-cell.ts'
import { writeAll } from './stored.ts'

interface Count {
  readonly count: number
}
const countLayout: Layout<Count> = layout<Count>('Count', { count: u32('a count') })

function rotating(cells: number) {
  const card = new CardMemory({}, { observe: () => undefined, onWrite: () => undefined })
  const memory = new AppletCells(card, 'a')
  const install = () =>
    card.install(() => allocateRotating(memory, { name: 'count', layout: countLayout, cells, initial: { count: 7 } }))
  return { card, memory, install, cell: install() }
}

it('holds what was written last, also after it is installed anew', () => {
  const { memory, cell, install } = rotating(3)
  expect(cell.read()).toEqual({ count: 7 })
  for (let count = 10; count < 20; count += 1) {
    writeAll(memory, [cell.change({ count })])
    expect([cell.read(), install().read()]).toEqual([{ count }, { count }])
  }
})

it('torn at any write holds the old value or the new one', () => {
  for (let write = 1; write <= 4; write += 1) {
    for (const when of ['before', 'during', 'after'] as const) {
      const { card, memory, cell } = rotating(3)
      card.cutPowerAt({ write, when })
      expect(() => writeAll(memory, [cell.change({ count: 8 })])).toThrow(PowerLost)
      card.powerUp()
      expect([7, 8]).toContain(cell.read().count)
    }
  }
})

it('changes nothing when a change is made but never written', () => {
  const { memory, cell } = rotating(2)
  cell.change({ count: 8 })
  writeAll(memory, [cell.change({ count: 9 })])
  expect(cell.read()).toEqual({ count: 9 })
})

it('is found by a look at one cell, however many there are', () => {
  const card = new CardMemory({}, { observe: () => undefined, onWrite: () => undefined })
  const memory = new AppletCells(card, 'a')
  const looks: string[] = []
  const watched: Pick<AppletMemory, 'allocate'> = {
    allocate(...asked) {
      const cell = memory.allocate(...asked)
      return { ...cell, u32At: (at) => (looks.push(cell.name), cell.u32At(at)) }
    },
  }
  const options = { name: 'count', layout: countLayout, cells: 8, initial: { count: 7 } }
  const cell = card.install(() => allocateRotating(watched, options))
  cell.read()
  for (let count = 1; count <= 20; count += 1) {
    looks.length = 0
    const [into, bytes] = cell.change({ count })
    into.write(bytes)
    expect(looks).toHaveLength(1)
  }
})

it('rolled back after it was read, holds what it held before', () => {
  const { memory, cell } = rotating(3)
  writeAll(memory, [cell.change({ count: 8 })])
  const abort = () =>
    memory.transaction(() => {
      const [into, bytes] = cell.change({ count: 9 })
      into.write(bytes)
      expect(cell.read()).toEqual({ count: 9 })
      throw new Error('aborted')
    })
  expect(abort).toThrow('aborted')
  expect(cell.read()).toEqual({ count: 8 })
})

describe('a draft', () => {
  const COUNT = 4

  it('becomes the present value once it is written', () => {
    const { memory, cell, install } = rotating(3)
    writeAll(memory, [cell.change({ count: 8 })])
    for (let count = 9; count < 15; count += 1) {
      const into = cell.redraft()
      cell.draft.view.setUint32(COUNT, count)
      into?.write(cell.draft.bytes)
      expect([cell.read(), install().read()]).toEqual([{ count }, { count }])
    }
  })

  it('is not there before the first change, nor where the last one was not written or was rolled back', () => {
    const { memory, cell } = rotating(3)
    expect(cell.redraft()).toBeUndefined()
    cell.change({ count: 8 })
    expect(cell.redraft()).toBeUndefined()
    const rolledBack = () =>
      memory.transaction(() => {
        const [into, bytes] = cell.change({ count: 9 })
        into.write(bytes)
        throw new TypeError('no')
      })
    expect(rolledBack).toThrow('no')
    expect(cell.redraft()).toBeUndefined()
    expect(cell.read()).toEqual({ count: 7 })
    expect(cell.redraft()).toBeUndefined()
  })

  it('that was asked for and never written is not the present value', () => {
    const { memory, cell } = rotating(3)
    writeAll(memory, [cell.change({ count: 8 })])
    cell.redraft()
    expect(cell.redraft()).toBeUndefined()
    expect(cell.read()).toEqual({ count: 8 })
    expect(cell.redraft()).toBeUndefined()
  })
})
