// The messages between libpcsclite and pcscd on their Unix socket, protocol 4:4 with the commands that 4:5 and 4:6 add
// (pcsc-lite, winscard_msg.h). A request is a header and one structure; the answer is the same structure with `rv`
// filled in, without a header. Host byte order, which is little-endian wherever this runs.

import { cString, fixed } from '../../src/bytes/fields.ts'
import { layout, type Layout } from '../../src/bytes/layout.ts'
import { i32le, u32le } from '../../src/bytes/numbers.ts'
import { MAX_BUFFER, MAX_READER_NAME } from './pcsc-codes.ts'

export const PCSCD_COMMAND = {
  establishContext: 0x01,
  releaseContext: 0x02,
  connect: 0x04,
  reconnect: 0x05,
  disconnect: 0x06,
  beginTransaction: 0x07,
  endTransaction: 0x08,
  transmit: 0x09,
  control: 0x0a,
  status: 0x0b,
  cancel: 0x0d,
  getAttribute: 0x0f,
  setAttribute: 0x10,
  version: 0x11,
  readerStates: 0x12,
  waitForChange: 0x13,
  stopWaiting: 0x14,
  /** Since 4:5. */
  readerEvents: 0x15,
  /** Since 4:6. */
  readerStatesCount: 0x16,
  readerStatesArray: 0x17,
} as const

export type PcscdCommand = keyof typeof PCSCD_COMMAND

export interface Header {
  readonly size: number
  readonly command: number
}

export interface Version {
  readonly major: number
  readonly minor: number
  readonly rv: number
}

export interface EstablishContext {
  readonly scope: number
  readonly context: number
  readonly rv: number
}

export interface OfContext {
  readonly context: number
  readonly rv: number
}

export interface Connect {
  readonly context: number
  readonly reader: string
  readonly shareMode: number
  readonly preferredProtocols: number
  readonly card: number
  readonly activeProtocol: number
  readonly rv: number
}

export interface Reconnect {
  readonly card: number
  readonly shareMode: number
  readonly preferredProtocols: number
  readonly initialization: number
  readonly activeProtocol: number
  readonly rv: number
}

export interface OfCard {
  readonly card: number
  readonly rv: number
}

export interface EndOfCard {
  readonly card: number
  readonly disposition: number
  readonly rv: number
}

/** `sendLength` command bytes follow the request; `receiveLength` response bytes follow an answer with rv = 0. */
export interface Transmit {
  readonly card: number
  readonly sendProtocol: number
  readonly sendPciLength: number
  readonly sendLength: number
  readonly receiveProtocol: number
  readonly receivePciLength: number
  readonly receiveLength: number
  readonly rv: number
}

export interface Control {
  readonly card: number
  readonly code: number
  readonly sendLength: number
  readonly receiveLength: number
  readonly returned: number
  readonly rv: number
}

export interface Attribute {
  readonly card: number
  readonly id: number
  readonly value: Uint8Array
  readonly length: number
  readonly rv: number
}

export interface Waited {
  readonly timeout: number
  readonly rv: number
}

export interface ReaderEvents {
  readonly events: number
  readonly rv: number
}

/** One slot in the array of reader states. */
export interface SlotRecord {
  readonly reader: string
  readonly eventCounter: number
  readonly state: number
  /** Connections, or -1 for an exclusive one. */
  readonly sharing: number
  readonly atr: Uint8Array
  readonly atrLength: number
  readonly protocol: number
}

const rv = u32le('return value')
const context = u32le('context')
const card = u32le('card handle')

export const header: Layout<Header> = layout<Header>('Header', { size: u32le('bytes'), command: u32le('command') })
export const version: Layout<Version> = layout<Version>('Version', { major: i32le('major'), minor: i32le('minor'), rv })
export const establishContext: Layout<EstablishContext> = layout<EstablishContext>('EstablishContext', {
  scope: u32le('scope'),
  context,
  rv,
})
export const ofContext: Layout<OfContext> = layout<OfContext>('OfContext', { context, rv })
export const connect: Layout<Connect> = layout<Connect>('Connect', {
  context,
  reader: cString(MAX_READER_NAME, 'reader name'),
  shareMode: u32le('share mode'),
  preferredProtocols: u32le('preferred protocols'),
  card,
  activeProtocol: u32le('active protocol'),
  rv,
})
export const reconnect: Layout<Reconnect> = layout<Reconnect>('Reconnect', {
  card,
  shareMode: u32le('share mode'),
  preferredProtocols: u32le('preferred protocols'),
  initialization: u32le('disposition before the new connection'),
  activeProtocol: u32le('active protocol'),
  rv,
})
export const ofCard: Layout<OfCard> = layout<OfCard>('OfCard', { card, rv })
export const endOfCard: Layout<EndOfCard> = layout<EndOfCard>('EndOfCard', {
  card,
  disposition: u32le('disposition'),
  rv,
})
export const transmit: Layout<Transmit> = layout<Transmit>('Transmit', {
  card,
  sendProtocol: u32le('protocol of the command'),
  sendPciLength: u32le('length of its control information'),
  sendLength: u32le('command bytes'),
  receiveProtocol: u32le('protocol of the response'),
  receivePciLength: u32le('length of its control information'),
  receiveLength: u32le('response bytes'),
  rv,
})
export const control: Layout<Control> = layout<Control>('Control', {
  card,
  code: u32le('control code'),
  sendLength: u32le('bytes sent'),
  receiveLength: u32le('room for the answer'),
  returned: u32le('bytes of the answer'),
  rv,
})
export const attribute: Layout<Attribute> = layout<Attribute>('Attribute', {
  card,
  id: u32le('attribute'),
  value: fixed(MAX_BUFFER, 'value'),
  length: u32le('bytes of the value'),
  rv,
})
export const waited: Layout<Waited> = layout<Waited>('Waited', { timeout: u32le('not used'), rv })
export const readerEvents: Layout<ReaderEvents> = layout<ReaderEvents>('ReaderEvents', {
  events: u32le('readers that came or went since the start'),
  rv,
})
/** The ATR of up to 33 bytes stands in 36: the C compiler aligns what follows. */
export const slotRecord: Layout<SlotRecord> = layout<SlotRecord>('SlotRecord', {
  reader: cString(MAX_READER_NAME, 'reader name, empty for an unused record'),
  eventCounter: u32le('insertions and removals'),
  state: u32le('state'),
  sharing: i32le('connections, or -1'),
  atr: fixed(36, 'answer to reset'),
  atrLength: u32le('bytes of it'),
  protocol: u32le('active protocol'),
})
