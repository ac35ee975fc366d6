import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import type { EmulatedCard } from '../emulated-card.ts'
import { poweredCard, send } from '../testing/powered-card.ts'
import { twoAccountsApplet } from '../testing/two-accounts-applet.ts'
import type { AppletMemory } from './applet-memory.ts'
import { AppletCells } from './applet-cells.ts'
import { CardMemory, type MemoryOptions, type MemoryWrite } from './card-memory.ts'
import type { MemoryFaultCode } from './memory-fault.ts'

const UNTOUCHED = '00000000000f42400000000000000000039000'

function twoAccounts(memory: MemoryOptions = {}): EmulatedCard {
  return poweredCard({ applets: [twoAccountsApplet()], memory })
}

function memoryOf(options: MemoryOptions = {}): { card: CardMemory; writes: MemoryWrite[] } {
  const writes: MemoryWrite[] = []
  const observers = { observe: () => undefined, onWrite: (write: MemoryWrite) => writes.push(write) }
  return { card: new CardMemory(options, observers), writes }
}

function installed<T>(card: CardMemory, install: (memory: AppletMemory) => T): T {
  return card.install(() => install(new AppletCells(card, 'a')))
}

function fault(code: MemoryFaultCode): unknown {
  return expect.objectContaining({ name: 'MemoryFault', code })
}

describe('a command that fails inside its transaction', () => {
  it('leaves nothing behind', () => {
    const card = twoAccounts()
    expect(send(card, '80160100')).toBe('6f00')
    expect(send(card, '8002000000')).toBe(UNTOUCHED)
  })

  it('has used its try all the same', () => {
    const card = twoAccounts()
    expect(send(card, '80180000')).toBe('6f00')
    expect(send(card, '8002000000')).toBe(UNTOUCHED.replace('039000', '029000'))
  })

  it('is answered 6F00 when it is over the commit capacity, and the reason can be looked up', () => {
    const card = twoAccounts({ commitCapacity: 200 })
    expect(send(card, '801a0100')).toBe('6f00')
    expect(card.lastFault()).toEqual(fault('commitCapacity'))
    expect(send(card, '8002000000')).toBe(UNTOUCHED)
  })
})

it('answers 6581 when a cell is worn out, and changes nothing more', () => {
  const card = twoAccounts({ endurance: 2 })
  expect([send(card, '80100100'), send(card, '80100100'), send(card, '80100100')]).toEqual(['9000', '9000', '6581'])
  expect(send(card, '8002000000')).toBe('00000000000f423e0000000000000002039000')
})

it('counts the writes of each cell', () => {
  const card = twoAccounts()
  send(card, '80100100')
  send(card, '80100100')
  const programs = card.image().memory.cells.map(({ name, programs }) => [name.split('/')[1], programs])
  expect(programs).toEqual([
    ['first', 2],
    ['second', 2],
    ['large', 0],
    ['tries', 0],
  ])
})

describe('transient memory', () => {
  it('is kept from one command to the next', () => {
    const card = twoAccounts()
    send(card, '80200708')
    expect(send(card, '8022000000')).toBe('07089000')
  })

  it('is zero after a reset', () => {
    const card = twoAccounts()
    send(card, '80200708')
    card.reset()
    expect(send(card, '8022000000')).toBe('00009000')
  })

  it('loses only what is cleared on deselect when the applet is selected anew', () => {
    const card = twoAccounts()
    send(card, '80200708')
    send(card, '00A4040008F07469636B74776F00')
    expect(send(card, '8022000000')).toBe('07009000')
  })
})

describe('allocation', () => {
  it('is refused outside installation', () => {
    const { card } = memoryOf()
    const memory = new AppletCells(card, 'a')
    expect(() => memory.allocate('late', 1)).toThrow(fault('outsideInstallation'))
    expect(() => memory.allocateTransient(1, 'reset')).toThrow(fault('outsideInstallation'))
  })

  it('stops at the size of the memory', () => {
    const { card } = memoryOf({ persistentBytes: 10, transientBytes: 10 })
    expect(() => installed(card, (memory) => memory.allocate('big', 11))).toThrow(fault('outOfMemory'))
    expect(() => installed(card, (memory) => memory.allocateTransient(11, 'reset'))).toThrow(fault('outOfMemory'))
  })

  it('finds a cell again by name, with its content, and refuses another size', () => {
    const { card } = memoryOf()
    installed(card, (memory) => memory.allocate('cell', 2)).write(Uint8Array.of(1, 2))
    const again = installed(card, (memory) => memory.allocate('cell', 2, () => Uint8Array.of(9, 9)))
    expect(again.read()).toEqual(Uint8Array.of(1, 2))
    expect(() => installed(card, (memory) => memory.allocate('cell', 3))).toThrow(DecodeError)
  })
})

it('refuses reading and writing beyond a cell', () => {
  const cell = installed(memoryOf().card, (memory) => memory.allocate('cell', 4))
  expect(() => cell.read(3, 2)).toThrow(fault('outOfBounds'))
  expect(() => cell.write(new Uint8Array(2), 3)).toThrow(fault('outOfBounds'))
  expect(() => cell.writeNonAtomic(new Uint8Array(2), -1)).toThrow(fault('outOfBounds'))
})

it('refuses a transaction inside a transaction and aborts both', () => {
  const { card } = memoryOf()
  const memory = new AppletCells(card, 'a')
  const cell = card.install(() => memory.allocate('cell', 2))
  const nested = (): void =>
    memory.transaction(() => {
      cell.write(Uint8Array.of(1, 1))
      memory.transaction(() => undefined)
    })
  expect(nested).toThrow(fault('transactionInProgress'))
  expect(cell.read()).toEqual(Uint8Array.of(0, 0))
})

it('never gives more tries than there are', () => {
  const tries = installed(memoryOf().card, (memory) => memory.allocateTryCounter('pin', 2))
  expect([tries.take(), tries.take(), tries.take(), tries.remaining()]).toEqual([true, true, false, 0])
  tries.restore()
  expect(tries.remaining()).toBe(2)
})

it('reports each change once, as the applet asked for it', () => {
  const { card, writes } = memoryOf()
  const memory = new AppletCells(card, 'a')
  const [cell, tries] = card.install(() => [memory.allocate('cell', 100), memory.allocateTryCounter('pin', 2)] as const)
  cell.write(new Uint8Array(10))
  cell.writeNonAtomic(new Uint8Array(100))
  memory.transaction(() => [cell.write(new Uint8Array(3)), cell.write(new Uint8Array(4), 50)])
  memory.transaction(() => undefined)
  tries.take()
  expect(writes).toEqual([
    { kind: 'atomic', bytes: 10, writes: 1 },
    { kind: 'nonAtomic', bytes: 100, writes: 1 },
    { kind: 'transaction', bytes: 7, writes: 2 },
    { kind: 'tryCounter', bytes: 1, writes: 1 },
  ])
})

it('writes non-atomic copies page by page', () => {
  const { card } = memoryOf({ pageBytes: 64 })
  const cell = installed(card, (memory) => memory.allocate('cell', 200))
  cell.writeNonAtomic(new Uint8Array(130).fill(7), 60)
  expect(card.nvm.programs).toBe(3)
  card.cutPowerAt({ write: 2, when: 'after' })
  expect(() => cell.writeNonAtomic(new Uint8Array(130).fill(8), 60)).toThrow(/power/)
  expect([59, 60, 127, 128, 189].map((at) => cell.read(at, 1)[0])).toEqual([0, 8, 8, 7, 7])
})
