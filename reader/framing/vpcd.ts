// The link between a virtual reader (vsmartcard's vpcd) and a virtual card (vpicc) over TCP: two bytes of length, high byte
// first, then that many bytes, both ways. To the card one byte is a control and more bytes are a command; the card
// answers commands and the request for its ATR, and nothing else.

import { DecodeError } from '../../src/bytes/decode-error.ts'
import { Accumulator } from './accumulator.ts'

export const VPCD_CONTROL = { powerOff: 0, powerOn: 1, reset: 2, getAtr: 4 } as const

export type VpcdControl = keyof typeof VPCD_CONTROL

export type VpcdMessage =
  | { readonly kind: 'control'; readonly control: VpcdControl }
  | { readonly kind: 'command'; readonly bytes: Uint8Array }

/** Longest command or response: the length has two bytes. */
export const VPCD_MOST_BYTES = 0xffff
const CONTROLS: ReadonlyMap<number, VpcdControl> = new Map(
  (Object.keys(VPCD_CONTROL) as VpcdControl[]).map((control) => [VPCD_CONTROL[control], control]),
)

/**
 * Length and bytes in one piece, so that one write carries both: two writes cost 40 ms each on TCP (Nagle's algorithm waits
 * for an acknowledgement that the other side delays). Throws `RangeError` above 65,535 bytes.
 */
export function encodeVpcdFrame(bytes: Uint8Array): Uint8Array {
  if (bytes.length > VPCD_MOST_BYTES)
    throw new RangeError(`${bytes.length} bytes are more than a frame's ${VPCD_MOST_BYTES}`)
  const frame = new Uint8Array(2 + bytes.length)
  frame[0] = bytes.length >> 8
  frame[1] = bytes.length & 0xff
  frame.set(bytes, 2)
  return frame
}

export function encodeVpcdControl(control: VpcdControl): Uint8Array {
  return encodeVpcdFrame(Uint8Array.of(VPCD_CONTROL[control]))
}

/** What a frame means to the card. Throws `DecodeError` for an empty frame and an unknown control. */
export function decodeVpcdMessage(frame: Uint8Array): VpcdMessage {
  const [first] = frame
  if (first === undefined) throw new DecodeError('VpcdMessage', 'an empty frame')
  if (frame.length > 1) return { kind: 'command', bytes: frame }
  const control = CONTROLS.get(first)
  if (control === undefined) throw new DecodeError('VpcdMessage.control', `no control ${first}`)
  return { kind: 'control', control }
}

/** One for each connection: takes the next bytes and gives the frames that they complete. Holds at most a part of one. */
export class VpcdSplitter {
  readonly #pending = new Accumulator()
  #length: number | undefined

  /** A frame's length is here and not one byte of what it announces. */
  get awaitsBody(): boolean {
    return this.#length !== undefined && this.#length > 0 && this.#pending.length === 0
  }

  /** The frames are copies: the next bytes may come in the same array. `length` of its bytes count. */
  push(bytes: Uint8Array, length: number = bytes.length): Uint8Array[] {
    const chunk = new Uint8Array(bytes.buffer, bytes.byteOffset, length)
    const frames: Uint8Array[] = []
    let at = 0
    if (this.#length === undefined && this.#pending.length === 0) {
      // A command and its answer come whole, and then the pending bytes have nothing to do with them.
      for (let end = endOfFrame(chunk, at); end <= length; end = endOfFrame(chunk, at)) {
        frames.push(chunk.slice(at + 2, end))
        at = end
      }
      if (at === length) return frames
    }
    this.#pending.append(chunk.slice(at))
    for (;;) {
      this.#length ??= this.#readLength()
      const frame = this.#length === undefined ? undefined : this.#pending.take(this.#length)
      if (frame === undefined) return frames
      this.#length = undefined
      frames.push(frame)
    }
  }

  #readLength(): number | undefined {
    const [high, low] = this.#pending.take(2) ?? []
    return high === undefined || low === undefined ? undefined : (high << 8) | low
  }
}

/** Infinity where not even its length is there. */
function endOfFrame(chunk: Uint8Array, at: number): number {
  const [high, low] = [chunk[at], chunk[at + 1]]
  return high === undefined || low === undefined ? Number.POSITIVE_INFINITY : at + 2 + ((high << 8) | low)
}
