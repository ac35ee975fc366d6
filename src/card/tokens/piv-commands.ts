// PIV as commands (NIST SP 800-73-4, part 2; algorithms and key references: SP 800-78-4, tables 6-1 and 6-2). Slot 9E signs
// without a PIN, 9A after one. Leaves out what changes a card: keys, certificates and PINs are its owner's business.

import { utf8 } from '../../bytes/bytes.ts'
import { foreignLayout, type Layout } from '../../bytes/layout.ts'
import { DecodeError } from '../../bytes/decode-error.ts'
import { parseAid, type Aid } from '../../iso7816/aid.ts'
import { SW } from '../../iso7816/status-word.ts'
import { decodeTlvs, encodeTlv, findTlv, tlv } from '../../iso7816/tlv.ts'
import type { CardKeySuite } from '../../crypto/card-keys.ts'
import type { CardCommand, StatusTable } from '../commands.ts'

/** Without its version, as the standard lets it be selected (part 1, 2.2). */
export const PIV_AID: Aid = parseAid('A000000308 00001000')

export const PIV_PIN = 0x80
const PIN_BYTES = 8

/** Part 2, 3.2.1. Throws `RangeError` for more than eight digits. */
export function paddedPin(digits: string): Uint8Array {
  const padded = new Uint8Array(PIN_BYTES).fill(0xff)
  padded.set(utf8(digits))
  return padded
}

/** Part 1, table 3: BER-TLV tags of the objects. */
export const PIV_OBJECT = {
  capabilities: 0x5fc107,
  cardholderId: 0x5fc102,
  certificate9A: 0x5fc105,
  certificate9E: 0x5fc101,
} as const

export type PivSlot = '9A' | '9E'

export const PIV_ALGORITHM: Readonly<Record<CardKeySuite, number>> = { rsa2048: 0x07, p256: 0x11 }
const SLOT: Readonly<Record<PivSlot, number>> = { '9A': 0x9a, '9E': 0x9e }

export interface PivObjectRequest {
  readonly tag: number
}

export const pivObjectRequestLayout: Layout<PivObjectRequest> = foreignLayout<PivObjectRequest>(
  'PivObjectRequest',
  [{ name: 'tag', wire: '5C', size: undefined, meaning: 'which object' }],
  {
    encode: ({ tag }) => encodeTlv(tlv(0x5c, tagBytes(tag))),
    decode: (bytes) => ({ tag: need(bytes, 'PivObjectRequest', 0x5c).reduce((whole, byte) => whole * 256 + byte, 0) }),
  },
)

export interface PivObject {
  readonly content: Uint8Array
}

export const pivObjectLayout: Layout<PivObject> = foreignLayout<PivObject>(
  'PivObject',
  [{ name: 'content', wire: '53', size: undefined, meaning: 'BER-TLVs of its own' }],
  {
    encode: ({ content }) => encodeTlv(tlv(0x53, content)),
    decode: (bytes) => ({ content: need(bytes, 'PivObject', 0x53) }),
  },
)

export interface PivBlock {
  readonly block: Uint8Array
}

const TEMPLATE = 0x7c
const CHALLENGE = 0x81
const RESPONSE = 0x82

export const pivSignRequestLayout: Layout<PivBlock> = foreignLayout<PivBlock>(
  'PivSignRequest',
  [{ name: 'block', wire: '7C{82, 81}', size: undefined, meaning: 'digest, or padded to the modulus' }],
  {
    encode: ({ block }) => encodeTlv(tlv(TEMPLATE, [tlv(RESPONSE, new Uint8Array(0)), tlv(CHALLENGE, block)])),
    decode: (bytes) => ({ block: need(bytes, 'PivSignRequest', TEMPLATE, CHALLENGE) }),
  },
)

export interface PivSignature {
  readonly signature: Uint8Array
}

export const pivSignatureLayout: Layout<PivSignature> = foreignLayout<PivSignature>(
  'PivSignature',
  [{ name: 'signature', wire: '7C{82}', size: undefined, meaning: 'DER, or as long as the modulus' }],
  {
    encode: ({ signature }) => encodeTlv(tlv(TEMPLATE, [tlv(RESPONSE, signature)])),
    decode: (bytes) => ({ signature: need(bytes, 'PivSignature', TEMPLATE, RESPONSE) }),
  },
)

export type PivRefusal = 'pinRequired' | 'keyMissing' | 'objectMissing' | 'touchMissing'

export const PIV_STATUSES: StatusTable<PivRefusal> = {
  pinRequired: { sw: SW.securityStatusNotSatisfied, meaning: 'the slot wants its PIN first' },
  keyMissing: { sw: SW.referencedDataNotFound, meaning: 'the slot is empty' },
  objectMissing: { sw: SW.fileNotFound, meaning: 'no such object' },
  touchMissing: { sw: SW.conditionsNotSatisfied, meaning: 'the slot wants a touch' },
}

export type PivSign = CardCommand<PivBlock, PivSignature, 'pinRequired' | 'keyMissing' | 'touchMissing'>

export interface PivCommands {
  readonly readObject: CardCommand<PivObjectRequest, PivObject, 'objectMissing' | 'pinRequired'>
  readonly sign9eP256: PivSign
  readonly sign9eRsa2048: PivSign
  readonly sign9aP256: PivSign
  readonly sign9aRsa2048: PivSign
}

export const PIV_COMMANDS: PivCommands = {
  readObject: {
    name: 'GET DATA',
    cla: 0,
    ins: 0xcb,
    p1: 0x3f,
    p2: 0xff,
    meaning: 'one object, e.g. a certificate (3.1.2)',
    request: pivObjectRequestLayout,
    response: pivObjectLayout,
    statuses: PIV_STATUSES,
    refusals: ['objectMissing', 'pinRequired'],
  },
  sign9eP256: signCommand('9E', 'p256'),
  sign9eRsa2048: signCommand('9E', 'rsa2048'),
  sign9aP256: signCommand('9A', 'p256'),
  sign9aRsa2048: signCommand('9A', 'rsa2048'),
}

export function pivSignCommand(slot: PivSlot, suite: CardKeySuite): PivSign {
  if (slot === '9E') return suite === 'p256' ? PIV_COMMANDS.sign9eP256 : PIV_COMMANDS.sign9eRsa2048
  return suite === 'p256' ? PIV_COMMANDS.sign9aP256 : PIV_COMMANDS.sign9aRsa2048
}

function signCommand(slot: PivSlot, suite: CardKeySuite): PivSign {
  return {
    name: `GENERAL AUTHENTICATE (${slot})`,
    cla: 0,
    ins: 0x87,
    p1: PIV_ALGORITHM[suite],
    p2: SLOT[slot],
    meaning: `signs with the key of slot ${slot} (3.2.4)`,
    request: pivSignRequestLayout,
    response: pivSignatureLayout,
    statuses: PIV_STATUSES,
    refusals: ['pinRequired', 'keyMissing', 'touchMissing'],
  }
}

function need(bytes: Uint8Array, title: string, ...path: readonly number[]): Uint8Array {
  const found = findTlv(decodeTlvs(bytes), ...path)
  if (found === undefined) throw new DecodeError(title, `no ${path.map((tag) => tag.toString(16)).join('.')} in it`)
  return found.value
}

function tagBytes(tag: number): Uint8Array {
  const bytes = [tag >>> 16, (tag >>> 8) & 0xff, tag & 0xff]
  return Uint8Array.from(bytes.slice(bytes.findIndex((byte) => byte !== 0)))
}
