import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EmulatedCard } from '../emulated-card.ts'
import { AppletCells } from './applet-cells.ts'
import { CardMemory } from './card-memory.ts'
import { PowerLost } from './memory-fault.ts'
import type { PowerCut } from './nvm.ts'
import { poweredCard, send } from '../testing/powered-card.ts'
import { tearEverywhere } from '../testing/tear-everywhere.ts'
import { TWO_ACCOUNTS_INS as INS, twoAccountsApplet } from '../testing/two-accounts-applet.ts'

const OLD = balances(1_000_000, 0)
const NEW = balances(999_745, 255)

describe('a transaction over two cells', () => {
  it('leaves the old or the new state, wherever it and its recovery are torn', () => {
    const seen = statesAfterTears(INS.move, true)
    expect(new Set(seen.states)).toEqual(new Set([OLD, NEW]))
    expect(seen.cases).toBeGreaterThan(100)
  })

  it('is new exactly when the commit mark was written', () => {
    const { states } = statesAfterTears(INS.move, false)
    const [undisturbed, ...torn] = states
    expect(undisturbed).toBe(NEW)
    expect(torn.filter((state) => state === NEW)).toHaveLength(1)
    expect(torn.at(-1)).toBe(NEW)
  })
})

describe('tear tests notice', () => {
  it('a missing transaction', () => {
    expect(new Set(statesAfterTears(INS.moveCarelessly, false).states).size).toBeGreaterThan(2)
  })

  it('non-atomic copies inside a transaction', () => {
    expect(new Set(statesAfterTears(INS.moveNonAtomically, false).states).size).toBeGreaterThan(2)
  })
})

it('any writes in one transaction, torn anywhere, are all there or none', () => {
  const write = fc.record({
    cell: fc.integer({ min: 0, max: 2 }),
    offset: fc.integer({ min: 0, max: 60 }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  })
  const cuts = fc.record<PowerCut>({
    write: fc.integer({ min: 1, max: 60 }),
    when: fc.constantFrom('before', 'during', 'after'),
  })
  fc.assert(
    fc.property(fc.array(write, { maxLength: 10 }), cuts, (writes, cut) => {
      const card = new CardMemory({ pageBytes: 16 }, { observe: () => undefined, onWrite: () => undefined })
      const memory = new AppletCells(card, 'a')
      const cells = card.install(() => [0, 1, 2].map((n) => memory.allocate(`${n}`, 100)))
      const change = (): void => writes.forEach(({ cell, offset, bytes }) => cells[cell]!.write(bytes, offset))
      const content = (): Uint8Array[] => cells.map((cell) => cell.read())
      memory.transaction(change)
      const before = content()
      for (const { bytes } of writes) bytes.forEach((byte, at) => (bytes[at] = ~byte & 0xff))
      card.cutPowerAt(cut)
      const torn = losesPower(() => memory.transaction(change))
      card.cutPowerAt(undefined)
      card.powerUp()
      const after = content()
      memory.transaction(change)
      expect(torn ? [before, content()] : [content()]).toContainEqual(after)
    }),
    { numRuns: 1000 },
  )
})

it('rolls back a single write that is torn in its middle', () => {
  const card = prepare()
  card.faults.cutPowerAt({ write: 3, when: 'during' })
  expect(() => send(card, command(INS.moveCarelessly))).toThrow(/lost its power/)
  expect(card.image().memory.cells[0]?.bytes).not.toEqual(new Uint8Array([0, 0, 0, 0, 0, 0x0f, 0x42, 0x40]))
  card.powerOn()
  expect(read(card)).toBe(OLD)
})

it('rolls back from an image that was saved in the middle of a transaction', () => {
  const card = prepare()
  card.faults.cutPowerAt({ write: 6, when: 'after' })
  expect(() => send(card, command(INS.move))).toThrow(/lost its power/)
  const loaded = poweredCard({ applets: [twoAccountsApplet()], image: card.image() })
  expect(read(loaded)).toBe(OLD)
})

it('stays without power after a tear until it is powered on', () => {
  const card = prepare()
  card.faults.cutPowerAt({ write: 1, when: 'before' })
  expect(() => send(card, command(INS.move))).toThrow(expect.objectContaining({ code: 'cardMute' }))
  expect(() => send(card, command(INS.read))).toThrow(expect.objectContaining({ code: 'cardMute' }))
  card.powerOn()
  expect(read(card)).toBe(OLD)
})

function losesPower(run: () => void): boolean {
  try {
    run()
    return false
  } catch (error) {
    if (error instanceof PowerLost) return true
    throw error
  }
}

function statesAfterTears(ins: number, tearRecovery: boolean): { cases: number; states: string[] } {
  const states: string[] = []
  const cases = tearEverywhere({
    prepare,
    act: (card) => send(card, command(ins)),
    judge: (card) => states.push(read(card)),
    tearRecovery,
  })
  return { cases, states }
}

function prepare(): EmulatedCard {
  return poweredCard({ applets: [twoAccountsApplet()] })
}

function command(ins: number): string {
  return `80 ${ins.toString(16).padStart(2, '0')} FF 00`
}

function read(card: EmulatedCard): string {
  return send(card, '8002000000')
}

function balances(first: number, second: number): string {
  return `${[first, second].map((value) => value.toString(16).padStart(16, '0')).join('')}039000`
}
