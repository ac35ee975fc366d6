// CTAPHID: messages of up to 7,609 bytes in reports of 64 (FIDO CTAP 2.1, 11.2). Channel identifiers are four opaque bytes,
// kept as numbers for comparison. Pure: host and token are built on it, and know the time; this does not.

import { counted } from '../../src/bytes/counted.ts'
import { concat } from '../../src/bytes/bytes.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'

export const REPORT_BYTES = 64
export const MOST_MESSAGE = 7_609
export const BROADCAST = 0xffffffff

/** 11.2.9; on the wire with bit 7 set. */
export const CTAPHID = {
  ping: 0x01,
  message: 0x03,
  lock: 0x04,
  init: 0x06,
  wink: 0x08,
  cbor: 0x10,
  cancel: 0x11,
  keepalive: 0x3b,
  error: 0x3f,
} as const

/** 11.2.9.1.6. */
export const CTAPHID_ERROR = {
  command: 0x01,
  parameter: 0x02,
  length: 0x03,
  sequence: 0x04,
  timeout: 0x05,
  busy: 0x06,
  lockRequired: 0x0a,
  channel: 0x0b,
  other: 0x7f,
} as const

/** 11.2.9.1.3: what a token can do. */
export const CAPABILITY = { wink: 0x01, cbor: 0x04, noMessage: 0x08 } as const

export type Report =
  | {
      readonly kind: 'init'
      readonly channel: number
      readonly command: number
      readonly length: number
      readonly data: Uint8Array
    }
  | { readonly kind: 'continuation'; readonly channel: number; readonly sequence: number; readonly data: Uint8Array }

export interface HidMessage {
  readonly channel: number
  readonly command: number
  readonly data: Uint8Array
}

const INIT_DATA = REPORT_BYTES - 7
const CONTINUATION_DATA = REPORT_BYTES - 5

/** Reports for one message, the last one padded with zeros. Throws `RangeError` above 7,609 bytes. */
export function encodeHidMessage({ channel, command, data }: HidMessage): Uint8Array[] {
  if (data.length > MOST_MESSAGE) throw new RangeError(`${data.length} bytes are more than ${MOST_MESSAGE}`)
  const first = [0x80 | command, data.length >> 8, data.length & 0xff]
  const reports = [report(channel, first, data.subarray(0, INIT_DATA))]
  for (let at = INIT_DATA; at < data.length; at += CONTINUATION_DATA) {
    reports.push(report(channel, [reports.length - 1], data.subarray(at, at + CONTINUATION_DATA)))
  }
  return reports
}

/** Throws `DecodeError` for anything but 64 bytes. */
export function decodeReport(bytes: Uint8Array): Report {
  if (bytes.length !== REPORT_BYTES)
    throw new DecodeError('Report', `${counted(bytes.length, 'byte')} where ${REPORT_BYTES} belong`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const channel = view.getUint32(0)
  const fifth = view.getUint8(4)
  if ((fifth & 0x80) === 0) return { kind: 'continuation', channel, sequence: fifth, data: bytes.subarray(5) }
  return { kind: 'init', channel, command: fifth & 0x7f, length: view.getUint16(5), data: bytes.subarray(7) }
}

/** What a further report of the same channel makes of a message under way. */
export type Assembled =
  | { readonly kind: 'message'; readonly message: HidMessage }
  | { readonly kind: 'more' }
  | { readonly kind: 'wrong'; readonly error: number }

/** One message that is coming in. Reports of other channels are not for it: its owner keeps them away. */
export class HidAssembly {
  readonly channel: number
  readonly #command: number
  readonly #length: number
  readonly #parts: Uint8Array[]
  #received: number
  #sequence = 0

  constructor(first: Report & { readonly kind: 'init' }) {
    this.channel = first.channel
    this.#command = first.command
    this.#length = first.length
    this.#parts = [first.data.slice()]
    this.#received = first.data.length
  }

  /** After the first report, and after each further one. */
  state(): Assembled {
    if (this.#length > MOST_MESSAGE) return { kind: 'wrong', error: CTAPHID_ERROR.length }
    if (this.#received < this.#length) return { kind: 'more' }
    const data = concat(...this.#parts).subarray(0, this.#length)
    return { kind: 'message', message: { channel: this.channel, command: this.#command, data } }
  }

  add(next: Report & { readonly kind: 'continuation' }): Assembled {
    if (next.sequence !== this.#sequence) return { kind: 'wrong', error: CTAPHID_ERROR.sequence }
    this.#sequence++
    this.#parts.push(next.data.slice())
    this.#received += next.data.length
    return this.state()
  }
}

/** The answer to INIT (11.2.9.1.3). */
export interface InitAnswer {
  readonly nonce: Uint8Array
  readonly channel: number
  readonly capabilities: number
  /** Protocol version, then the device's own major, minor and build. */
  readonly versions: readonly [number, number, number, number]
}

const NONCE_BYTES = 8
const INIT_ANSWER_BYTES = 17

export function encodeInitAnswer({ nonce, channel, versions, capabilities }: InitAnswer): Uint8Array {
  return concat(nonce, channelBytes(channel), Uint8Array.from([...versions, capabilities]))
}

/** Longer answers are from later versions and keep their meaning. Throws `DecodeError` for shorter ones. */
export function decodeInitAnswer(data: Uint8Array): InitAnswer {
  if (data.length < INIT_ANSWER_BYTES)
    throw new DecodeError('InitAnswer', `${counted(data.length, 'byte')} of ${INIT_ANSWER_BYTES}`)
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const at = NONCE_BYTES + 4
  return {
    nonce: data.subarray(0, NONCE_BYTES),
    channel: view.getUint32(NONCE_BYTES),
    versions: [view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3)],
    capabilities: view.getUint8(at + 4),
  }
}

function report(channel: number, head: readonly number[], data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(REPORT_BYTES)
  bytes.set(channelBytes(channel))
  bytes.set(head, 4)
  bytes.set(data, 4 + head.length)
  return bytes
}

function channelBytes(channel: number): Uint8Array {
  return Uint8Array.of(channel >>> 24, (channel >>> 16) & 0xff, (channel >>> 8) & 0xff, channel & 0xff)
}
