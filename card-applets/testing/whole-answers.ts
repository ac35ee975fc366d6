// A channel to an emulated card that fetches what waits behind 61XX, for tests of terminals. Keeps what was sent.

import { concat } from '../../src/bytes/bytes.ts'
import { printHex } from '../../src/bytes/hex.ts'
import type { CardChannel } from '../../src/card/channel.ts'
import { commandApdu, encodeCommand, type CommandApdu } from '../../src/iso7816/command-apdu.ts'
import { decodeResponse, type ResponseApdu } from '../../src/iso7816/response-apdu.ts'
import { readStatusWord } from '../../src/iso7816/status-word.ts'
import type { EmulatedCard } from '../emulated-card.ts'

export interface SpokenTo extends CardChannel {
  /** As hex, without GET RESPONSE. */
  readonly sent: readonly string[]
}

export function wholeAnswers(card: EmulatedCard): SpokenTo {
  const sent: string[] = []
  const ask = (command: CommandApdu): ResponseApdu => decodeResponse(card.exchange(encodeCommand(command)))
  return {
    sent,
    async transmit(command) {
      sent.push(printHex(encodeCommand(command)))
      let { data, sw } = ask(command)
      for (;;) {
        const reading = readStatusWord(sw)
        if (reading.kind !== 'moreAvailable') return { data, sw }
        const more = ask(commandApdu({ cla: 0, ins: 0xc0, ne: reading.count }))
        data = concat(data, more.data)
        sw = more.sw
      }
    },
  }
}
