// A channel for tests that answers from a list and keeps what it was asked.

import { parseHex, printHex } from '../../src/bytes/hex.ts'
import type { CardChannel } from '../../src/card/channel.ts'
import { WireFailure } from '../../src/card/wire-failure.ts'
import { encodeCommand } from '../../src/iso7816/command-apdu.ts'
import { decodeResponse } from '../../src/iso7816/response-apdu.ts'

export interface ScriptedChannel extends CardChannel {
  /** Every command so far, as hex. */
  readonly sent: string[]
}

/** Answers are hex with the status word; the last one repeats, so that endless cards can be written down. */
export function scriptedChannel(...answers: readonly string[]): ScriptedChannel {
  const sent: string[] = []
  return {
    sent,
    async transmit(command) {
      const answer = answers[Math.min(sent.length, answers.length - 1)]
      sent.push(printHex(encodeCommand(command)))
      if (answer === undefined) throw new WireFailure('cardRemoved', 'no answer is scripted')
      return decodeResponse(parseHex(answer))
    },
  }
}
