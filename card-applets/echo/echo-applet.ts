// The transport baseline: commands that cost a card nothing but the wire. All proprietary, class 80 (and its channels).

import { declaredApplet } from '../../src/card/applets.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import type { CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { responseApdu, statusOnly, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import type { AppletFactory } from '../applet.ts'

/** "tick" and "echo" under F, the category that nobody owns. */
export const ECHO_AID: Aid = declaredApplet('echo').aid

export const ECHO_INS = {
  /** Case 4: the data comes back. */
  echo: 0x10,
  /** Cases 2 and 4: P1 P2 bytes 00 01 02 ... come back, 0 meaning 65,536 of them, whatever goes in. */
  source: 0x12,
  /** Cases 1 and 3: data goes in, nothing comes back. */
  sink: 0x14,
} as const

/** Answers what a command asks for and does nothing: what is left is the wire. */
export function echoApplet(aid: Aid = ECHO_AID): AppletFactory {
  return { aid, install: () => ({ multiselectable: true, process }) }
}

const COUNTING: Uint8Array = Uint8Array.from({ length: 65_536 }, (_, at) => at & 0xff)

function process(command: CommandApdu): ResponseApdu {
  if ((command.cla & 0x80) === 0) return statusOnly(SW.claNotSupported)
  switch (command.ins) {
    case ECHO_INS.echo:
      return responseApdu(command.data, SW.ok)
    case ECHO_INS.source:
      return responseApdu(COUNTING.subarray(0, (command.p1 << 8) | command.p2 || COUNTING.length), SW.ok)
    case ECHO_INS.sink:
      return statusOnly(SW.ok)
    default:
      return statusOnly(SW.insNotSupported)
  }
}
