// The transport alone: bytes in and bytes out that cost the card nothing. They are the baseline of everything else, and
// by size they are a card's wire.

import { counted } from '../../../src/bytes/counted.ts'
import { ECHO_AID, ECHO_INS } from '../../../card-applets/echo/echo-applet.ts'
import { commandApdu, type CommandApdu } from '../../../src/iso7816/command-apdu.ts'
import { SW } from '../../../src/iso7816/status-word.ts'
import { OperationMissing, type CardKind, type CardOperation } from './operation.ts'

/** Bytes of data; the longest short command has 255. */
export const ECHO_SIZES: readonly number[] = [0, 1, 16, 32, 64, 128, 192, 250]

const ECHO_CARD: CardKind = { name: 'echo', applets: () => [], mac: 'hmac' }

export const ECHO_OPERATIONS: readonly CardOperation[] = [
  ...ECHO_SIZES.filter((size) => size > 0).map((size) => transport(`echo of ${size} B`, size, size)),
  ...ECHO_SIZES.map((size) => transport(wireName('in', size), size, 0)),
  ...ECHO_SIZES.filter((size) => size > 0).map((size) => transport(wireName('out', size), 0, size)),
]

/** The name of the operation that measures one direction of the wire; contributions are read by it. */
export function wireName(direction: 'in' | 'out', size: number): string {
  return direction === 'in' ? `${size} B to the card` : `${size} B from the card`
}

/** A command with `nc` bytes of data and an answer of `na` bytes, asked for with `ne`. */
export function echoOf(nc: number, na: number, ne: number = na): CommandApdu {
  const data = new Uint8Array(nc).fill(0x5a)
  if (na === 0) return commandApdu({ cla: 0x80, ins: ECHO_INS.sink, data, ne })
  return commandApdu({ cla: 0x80, ins: ECHO_INS.source, p1: na >> 8, p2: na & 0xff, data, ne })
}

function transport(name: string, nc: number, na: number): CardOperation {
  const command = nc === na && nc > 0 ? echoCommand(nc) : echoOf(nc, na)
  return {
    name,
    group: 'transport',
    kind: ECHO_CARD,
    aid: ECHO_AID,
    changes: false,
    prepare: () =>
      Promise.resolve({
        next: () => command,
        taken({ data, sw }) {
          if (sw !== SW.ok || data.length !== na)
            throw new OperationMissing(`${counted(data.length, 'byte')} came back, not ${na}`)
        },
        baseline: 'none',
      }),
  }
}

function echoCommand(size: number): CommandApdu {
  return commandApdu({ cla: 0x80, ins: ECHO_INS.echo, data: new Uint8Array(size).fill(0x5a), ne: 256 })
}
