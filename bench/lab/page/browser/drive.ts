// What the buttons and the keys do. A button and its key are one thing: the same words, the same order, taken in the same
// states of the session.

import type { OrderName, Pace, StepSize, TearMoment } from '../../contract.ts'
import { nextColours } from './preferences.ts'
import { stopAfter, stopBefore } from './steps.ts'
import type { Store } from './store.ts'

export function stepSizeOf({ session, stepSize }: Store): StepSize {
  return session?.pace.kind === 'step' ? session.pace.size : stepSize
}

export function mayOrder({ session, source, connection }: Store, name: OrderName): boolean {
  return source.isLive && connection === 'open' && session?.drives === true && session.orders.includes(name)
}

export const MOST_UNITS = 99

export function pay(store: Store, times: number): void {
  void store.order({ do: 'pay', units: store.units, times })
}

export function setPace(store: Store, pace: Pace): void {
  void store.order({ do: 'pace', pace })
}

/** Stops a session that runs, and lets one that stands go on. */
export function pauseOrGo(store: Store): void {
  const { session } = store
  if (session === undefined) return
  const isStopped = session.state === 'held' || session.pace.kind === 'step'
  if (isStopped) setPace(store, { kind: 'live' })
  else if (session.state === 'running') void store.order({ do: 'pause' })
  else setPace(store, { kind: 'step', size: stepSizeOf(store) })
}

/** In the past a step shows what came next; at the end it asks for more. */
export function stepOn(store: Store): void {
  const { viewed, fold } = store
  if (viewed !== undefined) store.look(stopAfter(fold.events, fold.indexOf(viewed), stepSizeOf(store)))
  else if (mayOrder(store, 'step')) void store.order({ do: 'step' })
}

export function stepBack(store: Store): void {
  const { viewed, fold } = store
  const index = viewed === undefined ? fold.events.length - 1 : fold.indexOf(viewed)
  store.look(stopBefore(fold.events, index, stepSizeOf(store)) ?? store.firstSeq)
}

export function tear(store: Store, when: TearMoment): void {
  store.set({ isTearing: false })
  void store.order({ do: 'tear', when })
}

export function pullOrInsert(store: Store): void {
  void store.order(store.session?.state === 'cardOut' ? { do: 'insert' } : { do: 'pull' })
}

/** The chosen byte goes with those that ask for one. */
export function intervene(store: Store, name: string): void {
  const { chosenByte } = store
  void store.order({ do: 'intervene', name, ...(chosenByte === undefined ? {} : { offset: chosenByte }) })
}

export function toggleProjector(store: Store): void {
  store.prefer({ isProjector: !store.preferences.isProjector })
}

export function toggleColours(store: Store): void {
  store.prefer({ colours: nextColours(store.preferences.colours) })
}

/** The next listed event, or the one before. */
export function moveSelection(store: Store, by: 1 | -1): void {
  const { listed, selected = store.lastSeq } = store
  const at = listed.findLastIndex(({ seq }) => seq <= selected)
  const next = listed[Math.min(Math.max(at + by, 0), listed.length - 1)]
  if (next !== undefined) store.select(next.seq)
}
