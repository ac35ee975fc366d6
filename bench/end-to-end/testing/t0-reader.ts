// What a reader makes of whole commands with a card at T=0 (ISO/IEC 7816-3:2006, 12.2): the answer to data is fetched by
// one GET RESPONSE, another length than was expected is asked for again. What the card says after that goes up as it is.

import { commandApdu } from '../../../src/iso7816/command-apdu.ts'
import { readStatusWord } from '../../../src/iso7816/status-word.ts'
import type { CardChannel, OpenCard } from '../../../src/card/channel.ts'
import { stack } from '../../../reader/wrappers/stack.ts'
import { wrongLength } from '../../../reader/wrappers/wrong-length.ts'

const INS_GET_RESPONSE = 0xc0

export function behindT0Reader(card: OpenCard): OpenCard {
  return stack(card, wrongLength, answerToData)
}

function answerToData(channel: CardChannel): CardChannel {
  return {
    async transmit(command) {
      const response = await channel.transmit(command)
      const reading = readStatusWord(response.sw)
      const waits = command.data.length > 0 && command.ne > 0 && response.data.length === 0
      if (!waits || reading.kind !== 'moreAvailable') return response
      const ne = Math.min(command.ne, reading.count)
      return channel.transmit(commandApdu({ cla: command.cla & 0x03, ins: INS_GET_RESPONSE, ne }))
    },
  }
}
