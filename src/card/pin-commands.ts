// VERIFY, CHANGE REFERENCE DATA and RESET RETRY COUNTER (ISO 7816-4:2005, 7.5.6, 7.5.7, 7.5.10), for every applet with
// a PIN: interindustry class, reference 81.

import { fixed, secret } from '../bytes/fields.ts'
import { layout, type Layout } from '../bytes/layout.ts'
import { SW } from '../iso7816/status-word.ts'
import { PIN_BYTES, type GuardRefusal } from '../payment/card-guard.ts'
import type { Done } from '../payment/outcome.ts'
import { nothing, type CardCommand, type StatusTable } from './commands.ts'

export interface VerifyRequest {
  readonly pin: Uint8Array
}

export const verifyRequestLayout: Layout<VerifyRequest> = layout<VerifyRequest>('VerifyRequest', {
  pin: secret(fixed(PIN_BYTES, 'the PIN')),
})

export interface ChangePinRequest {
  readonly pin: Uint8Array
  readonly newPin: Uint8Array
}

export const changePinRequestLayout: Layout<ChangePinRequest> = layout<ChangePinRequest>('ChangePinRequest', {
  pin: secret(fixed(PIN_BYTES, 'the PIN')),
  newPin: secret(fixed(PIN_BYTES, 'the new one')),
})

export interface UnblockPinRequest {
  readonly puk: Uint8Array
  readonly newPin: Uint8Array
}

export const unblockPinRequestLayout: Layout<UnblockPinRequest> = layout<UnblockPinRequest>('UnblockPinRequest', {
  puk: secret(fixed(PIN_BYTES, 'the PUK')),
  newPin: secret(fixed(PIN_BYTES, 'the new PIN')),
})

export const PIN_STATUSES: StatusTable<GuardRefusal> = {
  noPin: { sw: SW.referenceDataNotUsable, meaning: 'this card has no PIN' },
  pinWrong: { sw: SW.counter, counted: true, meaning: 'the code is wrong; X tries are left' },
  pinBlocked: { sw: SW.authenticationBlocked, meaning: 'no tries are left' },
}

export interface PinCommands {
  readonly verifyPin: CardCommand<VerifyRequest, Done, GuardRefusal>
  readonly changePin: CardCommand<ChangePinRequest, Done, GuardRefusal>
  readonly unblockPin: CardCommand<UnblockPinRequest, Done, GuardRefusal>
}

const REFUSALS = ['noPin', 'pinWrong', 'pinBlocked'] as const
const common = { cla: 0x00, p1: 0x00, p2: 0x81, statuses: PIN_STATUSES, refusals: REFUSALS, response: nothing }

export const PIN_COMMANDS: PinCommands = {
  verifyPin: {
    ...common,
    name: 'VERIFY',
    ins: 0x20,
    meaning: 'presents the PIN: good for the next payment only',
    request: verifyRequestLayout,
  },
  changePin: {
    ...common,
    name: 'CHANGE REFERENCE DATA',
    ins: 0x24,
    meaning: 'replaces the PIN, which also presents it',
    request: changePinRequestLayout,
  },
  unblockPin: {
    ...common,
    name: 'RESET RETRY COUNTER',
    ins: 0x2c,
    meaning: 'gives all tries back against the PUK, under a new PIN',
    request: unblockPinRequestLayout,
  },
}
