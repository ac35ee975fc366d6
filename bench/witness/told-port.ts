// Tells of what other programs do with an emulated card: power, resets, commands and answers at its contacts. Alters
// nothing. The bytes come from anybody, so what is no command is told of by its length.

import type { ClockNs } from '../../reader/clock.ts'
import { DecodeError } from '../../src/bytes/decode-error.ts'
import type { CardPort } from '../../src/card/port.ts'
import type { Aid } from '../../src/iso7816/aid.ts'
import { decodeCommand, type CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { decodeResponse } from '../../src/iso7816/response-apdu.ts'
import { shownNoCommand } from './mask.ts'
import { createSelection } from './selection.ts'
import { exchangeTeller } from './told-card.ts'
import type { Lane } from './witness.ts'

/** The same port, told of; `selected` is the applet that answers after power-up. Throws what the port throws. */
export function toldPort(port: CardPort, lane: Lane, clock: ClockNs, selected?: Aid): ToldPort {
  const teller = exchangeTeller(lane, createSelection({ driver: 'emulated', maxCommandBytes: undefined }, selected))
  return {
    isAnswering: () => teller.isAnswering,
    powerOn() {
      teller.power('on', 'power on')
      return port.powerOn()
    },
    reset() {
      teller.power('on', 'reset')
      return port.reset()
    },
    powerOff() {
      teller.power('off', 'power off')
      port.powerOff()
    },
    exchange(bytes) {
      const command = commandOrNone(bytes)
      const says = 'no command'
      const span =
        command === undefined
          ? lane.open({ kind: 'command', hex: shownNoCommand(bytes), says })
          : teller.command(command)
      const start = clock()
      try {
        const answer = port.exchange(bytes)
        const hostNs = Number(clock() - start)
        teller.response(span, { command: command ?? NONE, response: decodeResponse(answer), hostNs })
        return answer
      } catch (error) {
        teller.failure(span, error, Number(clock() - start))
        throw error
      }
    },
  }
}

export interface ToldPort extends CardPort {
  /** Whether a command is under way. */
  isAnswering(): boolean
}

/** Stands for bytes that are no command, whose answer is a status word. */
const NONE: CommandApdu = { cla: 0xff, ins: 0, p1: 0, p2: 0, data: new Uint8Array(0), ne: 0, extended: false }

function commandOrNone(bytes: Uint8Array): CommandApdu | undefined {
  try {
    return decodeCommand(bytes)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
