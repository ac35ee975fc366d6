// Where a holder's PIN lies: the chosen PIN in a cell, the tries in counters that no transaction rolls back, and the
// commands that present it. A try is durable before any code is compared.

import { answer, type Answers } from '../../src/card/commands.ts'
import {
  PIN_COMMANDS,
  type ChangePinRequest,
  type UnblockPinRequest,
  type VerifyRequest,
} from '../../src/card/pin-commands.ts'
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
import type { AppletMemory, TryCounter } from '../memory/applet-memory.ts'
import type { Decision, StateCells } from './transition-applet.ts'

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

export type PinCommand =
  | { readonly kind: 'verifyPin'; readonly request: VerifyRequest }
  | { readonly kind: 'changePin'; readonly request: ChangePinRequest }
  | { readonly kind: 'unblockPin'; readonly request: UnblockPinRequest }

/** A command that presents PIN or PUK, in its two steps. */
export function decidePin<State extends { readonly guard: Guard }>(
  protection: HolderProtection | undefined,
  state: State,
  { kind, request }: PinCommand,
): Decision<State> {
  if (protection === undefined) return [state, answer(PIN_COMMANDS[kind], refuse('noPin'))]
  switch (kind) {
    case 'verifyPin':
      return attempt(state, takePinTry, (guard) => comparePin(protection, guard, request.pin))
    case 'changePin':
      return attempt(state, takePinTry, (guard) => changePin(protection, guard, request))
    case 'unblockPin':
      return attempt(
        state,
        takePukTry,
        (guard) => unblockPin(protection, guard, request),
        (guard) => guard.pukTries,
      )
  }
}

function attempt<State extends { readonly guard: Guard }>(
  state: State,
  take: (guard: Guard) => GuardStep,
  compare: (guard: Guard) => GuardStep,
  triesLeft: (guard: Guard) => number = (guard) => guard.pinTries,
): Decision<State> {
  const [guard, taken] = take(state.guard)
  const next = { ...state, guard }
  if (!taken.ok) return [next, answer(PIN_ANSWERS, taken)]
  return [
    next,
    (committed) => {
      const [compared, outcome] = compare(committed.guard)
      return [{ ...committed, guard: compared }, answer(PIN_ANSWERS, outcome, triesLeft(compared))]
    },
  ]
}

/** The three commands answer alike. */
const PIN_ANSWERS: Answers<Done, GuardRefusal> = PIN_COMMANDS.verifyPin
