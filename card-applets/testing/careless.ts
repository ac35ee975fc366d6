// Applets on a memory that forgets one of its promises: tear tests must notice each.

import type { AppletFactory } from '../applet.ts'
import type { AppletMemory, Cell } from '../memory/applet-memory.ts'

/** The applet on the memory as `spoil` gives it back. */
export function careless(applet: AppletFactory, spoil: (memory: AppletMemory) => AppletMemory): AppletFactory {
  return { ...applet, install: (platform) => applet.install({ ...platform, memory: spoil(platform.memory) }) }
}

/** Writes of one transaction stand alone. */
export function withoutTransactions(memory: AppletMemory): AppletMemory {
  return { ...bound(memory), transaction: (change) => change() }
}

/** Every write can tear in its middle. */
export function nonAtomic(memory: AppletMemory): AppletMemory {
  return withWrites(memory, (_name, cell) => (bytes, offset) => cell.writeNonAtomic(bytes, offset))
}

/** Writes that `lost` names never happen. */
export function forgetful(memory: AppletMemory, lost: (name: string, bytes: Uint8Array) => boolean): AppletMemory {
  return withWrites(memory, (name, cell) => (bytes, offset) => lost(name, bytes) || cell.write(bytes, offset))
}

function withWrites(memory: AppletMemory, write: (name: string, cell: Cell) => Cell['write']): AppletMemory {
  return {
    ...bound(memory),
    allocate(name, size, initial) {
      const cell = memory.allocate(name, size, initial)
      return { ...cell, write: write(name, cell) }
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
