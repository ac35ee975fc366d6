import { expect, it } from 'vitest'
import { purseAccountLayout } from '../../src/payment/purse/card-state.ts'
import type { AppletFactory } from '../applet.ts'
import type { AppletMemory } from '../memory/applet-memory.ts'
import { tearPurse } from '../testing/purse-tears.ts'
import { purseApplet } from './purse-applet.ts'

it('oracle 4: torn at any write of any command, under every policy, the purse is the old or the new one', () => {
  const { cases, violations } = tearPurse(purseApplet(), true)
  process.stdout.write(`tear matrix of the purse: ${cases} cases, ${violations.length} violations\n`)
  expect(violations).toEqual([])
  expect(cases).toBeGreaterThan(1000)
})

/** The purse on a memory that forgets one of its promises. */
function careless(spoil: (memory: AppletMemory) => AppletMemory): AppletFactory {
  const applet = purseApplet()
  return { ...applet, install: (platform) => applet.install({ ...platform, memory: spoil(platform.memory) }) }
}

it('the matrix notices a missing transaction, in each command that needs one', () => {
  const { violations } = tearPurse(careless(withoutTransactions), false)
  for (const command of ['LOAD', 'OPEN TICKS', 'CLOSE']) {
    expect(violations.filter((line) => line.startsWith(command))).not.toEqual([])
  }
})

it('the matrix notices a non-atomic write, in each command that writes', () => {
  const { violations } = tearPurse(careless(nonAtomic), false)
  for (const command of ['PERSONALISE', 'LOAD', 'OPEN TICKS', 'TICK 1', 'TICK TO', 'CLOSE']) {
    expect(violations.filter((line) => line.startsWith(command))).not.toEqual([])
  }
})

it('the matrix notices ticks that leave the card but not the balance', () => {
  const { violations } = tearPurse(careless(forgettingTicks), false)
  for (const command of ['TICK 1', 'TICK TO 2']) {
    expect(violations.filter((line) => line.startsWith(command) && line.includes('undisturbed'))).not.toEqual([])
  }
})

function forgettingTicks(memory: AppletMemory): AppletMemory {
  return {
    ...bound(memory),
    allocate(name, size, initial) {
      const cell = memory.allocate(name, size, initial)
      return { ...cell, write: (bytes, offset) => isTick(name, bytes) || cell.write(bytes, offset) }
    },
  }
}

function isTick(name: string, bytes: Uint8Array): boolean {
  if (name !== 'account') return false
  const { phase, paid } = purseAccountLayout.decode(bytes)
  return phase === 'open' && paid > 0
}

function withoutTransactions(memory: AppletMemory): AppletMemory {
  return { ...bound(memory), transaction: (change) => change() }
}

function nonAtomic(memory: AppletMemory): AppletMemory {
  return {
    ...bound(memory),
    allocate(name, size, initial) {
      const cell = memory.allocate(name, size, initial)
      return { ...cell, write: (bytes, offset) => cell.writeNonAtomic(bytes, offset) }
    },
  }
}

/** A class instance's methods do not spread. */
function bound(memory: AppletMemory): AppletMemory {
  return {
    allocate: (name, size, initial) => memory.allocate(name, size, initial),
    allocateTryCounter: (name, limit) => memory.allocateTryCounter(name, limit),
    allocateTransient: (size, clearedOn) => memory.allocateTransient(size, clearedOn),
    transaction: (change) => memory.transaction(change),
  }
}
