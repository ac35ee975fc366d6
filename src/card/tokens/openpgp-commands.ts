// The OpenPGP card as commands (Functional Specification of the OpenPGP application on ISO smart card operating systems,
// 3.4.1). Leaves out what changes a card but for the signature counter, which PSO:CDS writes.

import { rest } from '../../bytes/fields.ts'
import { foreignLayout, layout, type Layout } from '../../bytes/layout.ts'
import { parseAid, type Aid } from '../../iso7816/aid.ts'
import { SW } from '../../iso7816/status-word.ts'
import type { Done } from '../../payment/outcome.ts'
import { nothing, type CardCommand, type StatusTable } from '../commands.ts'

/** Without version, manufacturer and serial number (4.2.1). */
export const OPENPGP_AID: Aid = parseAid('D27600012401')

/** References of VERIFY (7.2.2): PW1 for PSO:CDS, PW1 for the rest, PW3 for the administrator. */
export const OPENPGP_PIN = { sign: 0x81, other: 0x82, admin: 0x83 } as const

export type OpenPgpKeyName = 'signature' | 'authentication'

export interface OpenPgpData {
  readonly content: Uint8Array
}

const LONGEST = 2048

const dataLayout: Layout<OpenPgpData> = layout<OpenPgpData>('OpenPgpData', { content: rest(LONGEST, 'BER-TLVs') })

export interface OpenPgpInput {
  readonly input: Uint8Array
}

const inputLayout: Layout<OpenPgpInput> = layout<OpenPgpInput>('OpenPgpInput', {
  input: rest(512, 'a digest for ECDSA, a DigestInfo for RSA'),
})

export interface OpenPgpSignature {
  readonly signature: Uint8Array
}

const signatureLayout: Layout<OpenPgpSignature> = layout<OpenPgpSignature>('OpenPgpSignature', {
  signature: rest(LONGEST, 'r || s, or as long as the modulus'),
})

/** 7.2.14: the control reference template of a key, empty. */
function whichKey(tag: number): Layout<Done> {
  const rows = [{ name: 'key', wire: `${tag.toString(16).toUpperCase()} 00`, size: 2, meaning: 'which key' }]
  return foreignLayout<Done>('OpenPgpKey', rows, { encode: () => Uint8Array.of(tag, 0), decode: () => ({}) })
}

export type OpenPgpRefusal = 'pinRequired' | 'keyMissing' | 'touchMissing'

export const OPENPGP_STATUSES: StatusTable<OpenPgpRefusal> = {
  pinRequired: { sw: SW.securityStatusNotSatisfied, meaning: 'PW1 has to be presented first' },
  keyMissing: { sw: SW.referencedDataNotFound, meaning: 'there is no such key or object' },
  touchMissing: { sw: SW.conditionsNotSatisfied, meaning: 'the key wants a touch, or is missing' },
}

export interface OpenPgpCommands {
  readonly readApplication: CardCommand<Done, OpenPgpData, 'keyMissing'>
  readonly readCounter: CardCommand<Done, OpenPgpData, 'keyMissing'>
  readonly signatureKey: CardCommand<Done, OpenPgpData, OpenPgpRefusal>
  readonly authenticationKey: CardCommand<Done, OpenPgpData, OpenPgpRefusal>
  readonly sign: CardCommand<OpenPgpInput, OpenPgpSignature, OpenPgpRefusal>
  readonly authenticate: CardCommand<OpenPgpInput, OpenPgpSignature, OpenPgpRefusal>
}

const common = { cla: 0, p1: 0, p2: 0, statuses: OPENPGP_STATUSES } as const
const REFUSALS = ['pinRequired', 'keyMissing', 'touchMissing'] as const
const GET_DATA = 0xca
const KEY_PAIR = 0x47
const READ_PUBLIC_KEY = 0x81

export const OPENPGP_COMMANDS: OpenPgpCommands = {
  readApplication: {
    ...common,
    name: 'GET DATA (6E)',
    ins: GET_DATA,
    p2: 0x6e,
    meaning: 'what the card can do, its algorithms, its PINs (4.4.3)',
    request: nothing,
    response: dataLayout,
    refusals: ['keyMissing'],
  },
  readCounter: {
    ...common,
    name: 'GET DATA (7A)',
    ins: GET_DATA,
    p2: 0x7a,
    meaning: 'the signature counter (4.4.3)',
    request: nothing,
    response: dataLayout,
    refusals: ['keyMissing'],
  },
  signatureKey: {
    ...common,
    name: 'READ PUBLIC KEY (signature)',
    ins: KEY_PAIR,
    p1: READ_PUBLIC_KEY,
    meaning: 'the public signature key; makes none (7.2.14)',
    request: whichKey(0xb6),
    response: dataLayout,
    refusals: REFUSALS,
  },
  authenticationKey: {
    ...common,
    name: 'READ PUBLIC KEY (authentication)',
    ins: KEY_PAIR,
    p1: READ_PUBLIC_KEY,
    meaning: 'the public authentication key; makes none (7.2.14)',
    request: whichKey(0xa4),
    response: dataLayout,
    refusals: REFUSALS,
  },
  sign: {
    ...common,
    name: 'PSO: COMPUTE DIGITAL SIGNATURE',
    ins: 0x2a,
    p1: 0x9e,
    p2: 0x9a,
    meaning: 'signs and counts, after PW1 (7.2.10)',
    request: inputLayout,
    response: signatureLayout,
    refusals: REFUSALS,
  },
  authenticate: {
    ...common,
    name: 'INTERNAL AUTHENTICATE',
    ins: 0x88,
    meaning: 'signs and counts nothing, after PW1 (7.2.13)',
    request: inputLayout,
    response: signatureLayout,
    refusals: REFUSALS,
  },
}
