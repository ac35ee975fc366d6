// A card for tests: SELECT succeeds, every other command is answered with its own data, cut to Ne.

import { DecodeError } from '../../src/bytes/decode-error.ts'
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
      try {
        const { ins, data, ne } = decodeCommand(bytes)
        return encodeResponse({ data: ins === 0xa4 ? new Uint8Array(0) : data.slice(0, ne), sw: SW.ok })
      } catch (error) {
        if (error instanceof DecodeError) return encodeResponse({ data: new Uint8Array(0), sw: SW.wrongLength })
        throw error
      }
    },
  }
}
