// APDUs over HID as Ledger devices carry them: packets of 64 bytes with channel, tag 05 and a sequence number; the first
// one also has the total length. Commands and responses have the same form.

import { counted } from '../../src/bytes/counted.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import { concat } from '../../src/bytes/bytes.ts'

/** By convention; the device answers on whichever was used. */
export const LEDGER_CHANNEL = 0x0101
export const LEDGER_VENDOR = 0x2c97
export const LEDGER_USAGE_PAGE = 0xffa0
/** Longest command or response: the length has two bytes. */
export const LEDGER_MOST_BYTES = 0xffff

const PACKET_BYTES = 64
const TAG_APDU = 0x05
const HEADER_BYTES = 5

/** Packets for one APDU, the last one padded with zeros. Throws `RangeError` above 65,535 bytes. */
export function encodeLedger(channel: number, apdu: Uint8Array): Uint8Array[] {
  if (apdu.length > LEDGER_MOST_BYTES) throw new RangeError(`${apdu.length} bytes are more than ${LEDGER_MOST_BYTES}`)
  const content = concat(Uint8Array.of(apdu.length >> 8, apdu.length & 0xff), apdu)
  const room = PACKET_BYTES - HEADER_BYTES
  const packets: Uint8Array[] = []
  for (let at = 0; at < content.length; at += room) {
    const packet = new Uint8Array(PACKET_BYTES)
    const sequence = packets.length
    packet.set([channel >> 8, channel & 0xff, TAG_APDU, sequence >> 8, sequence & 0xff])
    packet.set(content.subarray(at, at + room), HEADER_BYTES)
    packets.push(packet)
  }
  return packets
}

/** One APDU that is coming in. */
export class LedgerAssembly {
  readonly #channel: number
  readonly #parts: Uint8Array[] = []
  #received = 0
  #length = 0

  constructor(channel: number) {
    this.#channel = channel
  }

  /** The APDU once it is whole. Throws `DecodeError` for another channel, tag or sequence. */
  add(packet: Uint8Array): Uint8Array | undefined {
    if (packet.length !== PACKET_BYTES) throw new DecodeError('LedgerPacket', counted(packet.length, 'byte'))
    const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
    expectField('channel', view.getUint16(0), this.#channel)
    expectField('tag', view.getUint8(2), TAG_APDU)
    expectField('sequence', view.getUint16(3), this.#parts.length)
    const first = this.#parts.length === 0
    if (first) this.#length = view.getUint16(HEADER_BYTES)
    const data = packet.slice(HEADER_BYTES + (first ? 2 : 0))
    this.#parts.push(data)
    this.#received += data.length
    return this.#received < this.#length ? undefined : concat(...this.#parts).subarray(0, this.#length)
  }
}

function expectField(name: string, found: number, expected: number): void {
  if (found !== expected) throw new DecodeError(`LedgerPacket.${name}`, `${found} where ${expected} belongs`)
}
