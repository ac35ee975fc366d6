// A card for tests: SELECT succeeds, every other command is answered with its own data, cut to Ne.

import { decodeCommand } from '../../src/iso7816/command-apdu.ts'
import { encodeResponse } from '../../src/iso7816/response-apdu.ts'
import { SW } from '../../src/iso7816/status-word.ts'
import type { CardPort } from '../../src/card/port.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'

/** TS, T0, TD1 (T=1), TCK: the shortest answer to reset with T=1 alone. */
export const ECHO_ATR: Uint8Array = Uint8Array.of(0x3b, 0x80, 0x01, 0x81)

export interface EchoPort extends CardPort {
  readonly log: string[]
}

export function echoPort(atr: Uint8Array = ECHO_ATR): EchoPort {
  const log: string[] = []
  let powered = false
  const note = (word: string): Uint8Array => {
    log.push(word)
    powered = word !== 'powerOff'
    return atr
  }
  return {
    log,
    powerOn: () => note('powerOn'),
    reset: () => note('reset'),
    powerOff: () => void note('powerOff'),
    exchange(bytes) {
      if (!powered) throw new WireFailure('cardMute', 'the echo card has no power')
      const command = decodeCommand(bytes)
      const data = command.ins === 0xa4 ? new Uint8Array(0) : command.data.slice(0, command.ne)
      return encodeResponse({ data, sw: SW.ok })
    },
  }
}
