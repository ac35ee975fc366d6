// The command APDU: header, Nc bytes of data, Ne bytes expected back (ISO/IEC 7816-3:2006, 12.1; 7816-4:2005, 5.1).
// Counts are `data.length` and `ne`; the fields Lc and Le exist only inside the encoder and the decoder.
// Leaves out: which CLA and INS are valid (class-byte.ts, the card), and T=0, where case 1 travels with P3 = 00 and
// case 4 without its Le: that is the business of the reader.

import { part } from '../bytes/bytes.ts'
import { counted } from '../bytes/counted.ts'
import { DecodeError } from '../bytes/decode-error.ts'

export interface CommandApdu {
  readonly cla: number
  readonly ins: number
  readonly p1: number
  readonly p2: number
  /** 0 to 65,535 bytes. */
  readonly data: Uint8Array
  /** The most answer bytes expected, 1 to 65,536; 0 when none are. */
  readonly ne: number
  /** The length form that the command has, or will have, on the wire. False where there is no length at all (case 1). */
  readonly extended: boolean
}

export interface CommandParts {
  readonly cla: number
  readonly ins: number
  readonly p1?: number
  readonly p2?: number
  readonly data?: Uint8Array
  readonly ne?: number
  readonly extended?: boolean
}

const NO_DATA = new Uint8Array(0)
const HEADER = 4
const SHORT_NC = 255
const SHORT_NE = 256
const EXTENDED_NC = 65_535
const EXTENDED_NE = 65_536

/**
 * A command with P1, P2 = 0, no data and no answer unless given, in the short form unless a length needs, or `extended`
 * asks for, the extended one. Keeps `data` without a copy. Throws `RangeError` when a part does not fit.
 *
 * @example
 * import assert from 'node:assert/strict'
 * import { printHex } from 'tickbench/bytes'
 * import { commandApdu, decodeResponse, encodeCommand, explainStatusWord } from 'tickbench/iso7816'
 *
 * const challenge = commandApdu({ cla: 0x00, ins: 0x84, ne: 8 })
 * assert.equal(printHex(encodeCommand(challenge)), '0084000008')
 * assert.match(explainStatusWord(decodeResponse(Uint8Array.of(0x6d, 0x00)).sw), /instruction/)
 */
export function commandApdu(parts: CommandParts): CommandApdu {
  const { cla, ins, p1 = 0, p2 = 0, data = NO_DATA, ne = 0, extended = false } = parts
  // `& 0xff` leaves a byte as it is, and nothing else.
  if ((cla & 0xff) !== cla || (ins & 0xff) !== ins || (p1 & 0xff) !== p1 || (p2 & 0xff) !== p2) {
    throw new RangeError(`command header ${cla} ${ins} ${p1} ${p2} is not four bytes`)
  }
  if (data.length > EXTENDED_NC) throw new RangeError(`${data.length} data bytes are more than ${EXTENDED_NC}`)
  if (!Number.isInteger(ne) || ne < 0 || ne > EXTENDED_NE) throw new RangeError(`ne ${ne} is not in 0..${EXTENDED_NE}`)
  const long = data.length > SHORT_NC || ne > SHORT_NE
  const empty = data.length === 0 && ne === 0
  return { cla, ins, p1, p2, data, ne, extended: long || (extended && !empty) }
}

/** Throws `RangeError` for a hand-made command whose lengths do not fit its length form. */
export function encodeCommand(command: CommandApdu): Uint8Array {
  const { data, ne, extended } = command
  if (ne > EXTENDED_NE || data.length > EXTENDED_NC || (!extended && (data.length > SHORT_NC || ne > SHORT_NE))) {
    const form = extended ? 'extended' : 'short'
    throw new RangeError(`${data.length} data bytes and ne ${ne} do not fit the ${form} length form`)
  }
  const bytes = new Uint8Array(encodedLength(command))
  bytes[0] = command.cla
  bytes[1] = command.ins
  bytes[2] = command.p1
  bytes[3] = command.p2
  if (extended) return withExtendedBody(bytes, data, ne)
  if (data.length > 0) {
    bytes[4] = data.length
    bytes.set(data, 5)
  }
  if (ne > 0) bytes[bytes.length - 1] = ne & 0xff
  return bytes
}

/**
 * Decodes all seven cases by the total length and the fifth byte (7816-3:2006, 12.1.3):
 *
 * | case         | total length | bytes after the header         | Nc         | Ne                         |
 * |--------------|--------------|--------------------------------|------------|----------------------------|
 * | 1            | 4            |                                | 0          | 0                          |
 * | 2 short      | 5            | Le                             | 0          | Le, 256 for 00             |
 * | 3 short      | 5 + Nc       | Lc data                        | Lc, 1..255 | 0                          |
 * | 4 short      | 6 + Nc       | Lc data Le                     | Lc, 1..255 | Le, 256 for 00             |
 * | 2 extended   | 7            | 00 Le Le                       | 0          | Le, 65,536 for 0000        |
 * | 3 extended   | 7 + Nc       | 00 Lc Lc data                  | 1..65,535  | 0                          |
 * | 4 extended   | 9 + Nc       | 00 Lc Lc data Le Le            | 1..65,535  | Le, 65,536 for 0000        |
 *
 * Anything else throws `DecodeError`. `data` may be a view of `bytes`.
 */
export function decodeCommand(bytes: Uint8Array): CommandApdu {
  return decodeCommandBy(part, bytes)
}

/** The same; `take` gives the data field of a short command, the bytes from start to end. */
export function decodeCommandBy(take: typeof part, bytes: Uint8Array): CommandApdu {
  const length = bytes.length
  if (length < HEADER)
    throw new DecodeError('CommandApdu', `${counted(length, 'byte')} where at least ${HEADER} belong`)
  if (length === HEADER) return decoded(bytes, NO_DATA, 0, false)
  const fifth = bytes[4] ?? 0
  if (length === 5) return decoded(bytes, NO_DATA, fifth === 0 ? SHORT_NE : fifth, false)
  if (fifth !== 0) return decodeShortBody(take, bytes, fifth)
  return decodeExtendedBody(bytes)
}

function decodeShortBody(take: typeof part, bytes: Uint8Array, nc: number): CommandApdu {
  const end = 5 + nc
  if (bytes.length === end) return decoded(bytes, take(bytes, 5, end), 0, false)
  if (bytes.length !== end + 1) throw wrongLength(bytes, nc, `${end} or ${end + 1}`)
  const le = bytes[end] ?? 0
  return decoded(bytes, take(bytes, 5, end), le === 0 ? SHORT_NE : le, false)
}

function decodeExtendedBody(bytes: Uint8Array): CommandApdu {
  if (bytes.length < 7)
    throw new DecodeError('CommandApdu.Lc', `${counted(bytes.length, 'byte')} end inside a length field`)
  const first = u16At(bytes, 5)
  if (bytes.length === 7) return decoded(bytes, NO_DATA, first === 0 ? EXTENDED_NE : first, true)
  if (first === 0) throw new DecodeError('CommandApdu.Lc', 'an extended Lc of 0 before data')
  const end = 7 + first
  if (bytes.length === end) return decoded(bytes, bytes.subarray(7, end), 0, true)
  if (bytes.length !== end + 2) throw wrongLength(bytes, first, `${end} or ${end + 2}`)
  const le = u16At(bytes, end)
  return decoded(bytes, bytes.subarray(7, end), le === 0 ? EXTENDED_NE : le, true)
}

/** Callers have checked the length; each 0 only satisfies the compiler. */
function decoded(bytes: Uint8Array, data: Uint8Array, ne: number, extended: boolean): CommandApdu {
  return { cla: bytes[0] ?? 0, ins: bytes[1] ?? 0, p1: bytes[2] ?? 0, p2: bytes[3] ?? 0, data, ne, extended }
}

/** Of the encoded command, in bytes. */
export function encodedLength({ data, ne, extended }: CommandApdu): number {
  const nc = data.length
  if (extended && (nc > 0 || ne > 0)) return HEADER + 1 + (nc > 0 ? 2 + nc : 0) + (ne > 0 ? 2 : 0)
  return HEADER + (nc > 0 ? 1 + nc : 0) + (ne > 0 ? 1 : 0)
}

function withExtendedBody(bytes: Uint8Array, data: Uint8Array, ne: number): Uint8Array {
  if (data.length > 0) {
    bytes[5] = data.length >> 8
    bytes[6] = data.length & 0xff
    bytes.set(data, 7)
  }
  if (ne > 0) {
    bytes[bytes.length - 2] = (ne >> 8) & 0xff
    bytes[bytes.length - 1] = ne & 0xff
  }
  return bytes
}

function u16At(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

function wrongLength(bytes: Uint8Array, nc: number, right: string): DecodeError {
  return new DecodeError('CommandApdu.Lc', `${counted(nc, 'data byte')} make ${right} bytes, not ${bytes.length}`)
}
