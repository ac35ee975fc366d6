// FIDO U2F as commands (FIDO U2F Raw Message Formats 1.2): what FIDO tokens answer over NFC, CCID and, inside CTAPHID
// messages, over USB. Leaves the certificate of a registration as it comes.

import { fixed, rest, shortBytes, u32, u8 } from '../../bytes/fields.ts'
import { layout, type Layout } from '../../bytes/layout.ts'
import { parseAid, type Aid } from '../../iso7816/aid.ts'
import { SW } from '../../iso7816/status-word.ts'
import type { Done } from '../../payment/outcome.ts'
import { nothing, type CardCommand, type StatusTable } from '../commands.ts'

/** FIDO's own (FIDO NFC Protocol 1.2, 5.1). */
export const U2F_AID: Aid = parseAid('A000000647 2F0001')

const HASH_BYTES = 32
const POINT_BYTES = 65
const LONGEST_DER_SIGNATURE = 72

export interface U2fRegisterRequest {
  readonly challenge: Uint8Array
  readonly application: Uint8Array
}

export const u2fRegisterRequestLayout: Layout<U2fRegisterRequest> = layout<U2fRegisterRequest>('U2fRegisterRequest', {
  challenge: fixed(HASH_BYTES, 'hash of what the registration is bound to'),
  application: fixed(HASH_BYTES, 'hash of who asks'),
})

export interface U2fRegistration {
  readonly reserved: number
  readonly publicKey: Uint8Array
  readonly handle: Uint8Array
  readonly certificateAndSignature: Uint8Array
}

export const u2fRegistrationLayout: Layout<U2fRegistration> = layout<U2fRegistration>('U2fRegistration', {
  reserved: u8('05'),
  publicKey: fixed(POINT_BYTES, 'uncompressed point'),
  handle: shortBytes('names the key'),
  certificateAndSignature: rest(4096, 'X.509 certificate, then the DER signature of its key'),
})

export interface U2fAuthenticateRequest extends U2fRegisterRequest {
  readonly handle: Uint8Array
}

export const u2fAuthenticateRequestLayout: Layout<U2fAuthenticateRequest> = layout<U2fAuthenticateRequest>(
  'U2fAuthenticateRequest',
  {
    challenge: fixed(HASH_BYTES, 'hash of what is signed'),
    application: fixed(HASH_BYTES, 'hash of who asks'),
    handle: shortBytes('as the registration gave it'),
  },
)

export interface U2fAuthentication {
  readonly presence: number
  readonly counter: number
  readonly signature: Uint8Array
}

export const u2fAuthenticationLayout: Layout<U2fAuthentication> = layout<U2fAuthentication>('U2fAuthentication', {
  presence: u8('bit 0: somebody touched the token'),
  counter: u32('authentications so far'),
  signature: rest(LONGEST_DER_SIGNATURE, 'DER, over application, presence, counter, challenge'),
})

export interface U2fVersion {
  readonly text: Uint8Array
}

export const u2fVersionLayout: Layout<U2fVersion> = layout<U2fVersion>('U2fVersion', {
  text: rest(32, '"U2F_V2"'),
})

export type U2fRefusal = 'touchMissing' | 'handleUnknown'

export const U2F_STATUSES: StatusTable<U2fRefusal> = {
  touchMissing: { sw: SW.conditionsNotSatisfied, meaning: 'nobody has touched the token' },
  handleUnknown: { sw: SW.wrongData, meaning: 'the handle is of another token or of another application' },
}

export interface U2fCommands {
  readonly register: CardCommand<U2fRegisterRequest, U2fRegistration, U2fRefusal>
  readonly authenticate: CardCommand<U2fAuthenticateRequest, U2fAuthentication, U2fRefusal>
  readonly authenticateUntouched: CardCommand<U2fAuthenticateRequest, U2fAuthentication, U2fRefusal>
  /** Always refused: `touchMissing` says that the handle is known. */
  readonly check: CardCommand<U2fAuthenticateRequest, Done, U2fRefusal>
  readonly version: CardCommand<Done, U2fVersion, never>
}

const common = { cla: 0, p1: 0, p2: 0, statuses: U2F_STATUSES, refusals: ['touchMissing', 'handleUnknown'] } as const
const AUTHENTICATE = 0x02

export const U2F_COMMANDS: U2fCommands = {
  register: {
    ...common,
    name: 'REGISTER',
    ins: 0x01,
    meaning: 'makes a key for an application, after a touch (4)',
    request: u2fRegisterRequestLayout,
    response: u2fRegistrationLayout,
  },
  authenticate: {
    ...common,
    name: 'AUTHENTICATE (touch)',
    ins: AUTHENTICATE,
    p1: 0x03,
    meaning: 'counts and signs, after a touch (5)',
    request: u2fAuthenticateRequestLayout,
    response: u2fAuthenticationLayout,
  },
  authenticateUntouched: {
    ...common,
    name: 'AUTHENTICATE (no touch)',
    ins: AUTHENTICATE,
    p1: 0x08,
    meaning: 'counts and signs without a touch, where the token does that (5)',
    request: u2fAuthenticateRequestLayout,
    response: u2fAuthenticationLayout,
  },
  check: {
    ...common,
    name: 'AUTHENTICATE (check only)',
    ins: AUTHENTICATE,
    p1: 0x07,
    meaning: 'asks whether a handle is known; signs and counts nothing (5.1)',
    request: u2fAuthenticateRequestLayout,
    response: nothing,
  },
  version: {
    ...common,
    name: 'VERSION',
    ins: 0x03,
    meaning: 'which U2F the token speaks (6)',
    request: nothing,
    response: u2fVersionLayout,
    refusals: [],
  },
}
