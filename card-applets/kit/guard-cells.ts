// Where a holder's PIN lies: the chosen PIN in a cell, the tries in counters that no transaction rolls back, and the
// commands that present it. A try is durable before any code is compared.

import { u8 } from '../../src/bytes/fields.ts'
import { layout, type Layout } from '../../src/bytes/layout.ts'
import type { PinCommands } from '../../src/card/pin-commands.ts'
import {
  changePin,
  comparePin,
  FRESH_GUARD,
  PIN_BYTES,
  PIN_TRIES,
  PUK_TRIES,
  takePinTry,
  takePukTry,
  unblockPin,
  type Guard,
  type GuardRefusal,
  type GuardStep,
  type HolderProtection,
} from '../../src/payment/card-guard.ts'
import { refuse, type Done } from '../../src/payment/outcome.ts'
import type { ShownCells } from '../applet.ts'
import type { AppletMemory, TryCounter } from '../memory/applet-memory.ts'
import type { StateCells, Step, Steps } from './transition-applet.ts'

interface Tries {
  readonly tries: number
}

const triesLayout: Layout<Tries> = layout<Tries>('Tries', { tries: u8('left') })

/** How many tries are left is no secret; the chosen PIN is. */
export const TRIES_SHOWN: readonly ShownCells[] = [
  { name: 'pinTries', layout: triesLayout },
  { name: 'pukTries', layout: triesLayout },
]

export function allocateGuardCells(memory: AppletMemory): StateCells<Guard> {
  /** One byte 01 once a PIN has been chosen, then the PIN. */
  const chosen = memory.allocate('chosenPin', 1 + PIN_BYTES)
  const pin = memory.allocateTryCounter('pinTries', PIN_TRIES)
  const puk = memory.allocateTryCounter('pukTries', PUK_TRIES)
  return {
    read: () => ({
      ...FRESH_GUARD,
      changedPin: chosen.read(0, 1)[0] === 0 ? undefined : chosen.read(1),
      pinTries: pin.remaining(),
      pukTries: puk.remaining(),
    }),
    commit(before, next) {
      if (next.changedPin !== undefined && next.changedPin !== before.changedPin) {
        chosen.write(Uint8Array.of(1, ...next.changedPin))
      }
      count(pin, before.pinTries, next.pinTries)
      count(puk, before.pukTries, next.pukTries)
    },
  }
}

function count(counter: TryCounter, before: number, next: number): void {
  if (next < before) counter.take()
  if (next > before) counter.restore()
}

/** The commands that present PIN or PUK, each in two steps. */
export function pinSteps<State extends { readonly guard: Guard }>(
  protectionOf: (state: State) => HolderProtection | undefined,
): Steps<State, PinCommands> {
  return {
    verifyPin: (state, { pin }) =>
      attempt(state, protectionOf(state), { take: takePinTry, compare: (by, guard) => comparePin(by, guard, pin) }),
    changePin: (state, request) =>
      attempt(state, protectionOf(state), { take: takePinTry, compare: (by, guard) => changePin(by, guard, request) }),
    unblockPin: (state, request) =>
      attempt(state, protectionOf(state), {
        take: takePukTry,
        compare: (by, guard) => unblockPin(by, guard, request),
        triesLeft: (guard) => guard.pukTries,
      }),
  }
}

interface Attempt {
  readonly take: (guard: Guard) => GuardStep
  readonly compare: (protection: HolderProtection, guard: Guard) => GuardStep
  readonly triesLeft?: (guard: Guard) => number
}

function attempt<State extends { readonly guard: Guard }>(
  state: State,
  protection: HolderProtection | undefined,
  { take, compare, triesLeft = ({ pinTries }) => pinTries }: Attempt,
): Step<State, Done, GuardRefusal> {
  if (protection === undefined) return [state, refuse('noPin')]
  const [guard, taken] = take(state.guard)
  const next = { ...state, guard }
  if (!taken.ok) return [next, taken]
  return [
    next,
    (committed) => {
      const [compared, outcome] = compare(protection, committed.guard)
      return [{ ...committed, guard: compared }, outcome, triesLeft(compared)]
    },
  ]
}

/** Another applet's session does not know that the PIN was presented. */
export function unverified<State extends { readonly guard: Guard }>(state: State): State {
  return { ...state, guard: { ...state.guard, verified: false } }
}
